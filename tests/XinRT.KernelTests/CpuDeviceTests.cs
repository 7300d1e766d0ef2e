using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Ir;

namespace XinRT.KernelTests;

public sealed class CpuDeviceTests
{
    public static TheoryData<CpuIsa> Isas => [.. CpuProbe.Detect().Isas];

    [Theory]
    [MemberData(nameof(Isas))]
    public void The_kernel_made_to_warm_up_is_one_of_its_generator(CpuIsa isa)
    {
        using var device = Open(isa);

        Assert.Null(device.WhyNot(FirstKernel.Problem()));
        device.WarmUp();
        var packed = device.Plan(FirstKernel.Spec, FirstKernel.Problem())!.Packing!.Make();
        Assert.NotNull(device.Print(new(FirstKernel.Spec, FirstKernel.Problem(), packed)));
    }

    [Fact]
    public void A_kernel_prepared_or_not_is_loaded_and_one_that_cannot_be_made_is_an_error_of_loading()
    {
        using var device = Open(null);
        var problem = Problem("Exp");
        var spec = device.Offer(problem).First();

        device.Prepare(spec, problem);
        device.Prepare(spec, problem);
        device.Prepare(new("cpu", "no such kernel"), problem);
        var kernels = device.Load([new(spec, problem, []), new(spec, problem, [])]);

        Assert.Equal(2, kernels.Count);
        Assert.Same(kernels[0], kernels[1]);
        Assert.Single(device.Load([new(spec, problem, [])]));
        Assert.Equal("XIN7002", Assert.Throws<BackendException>(() => device.Load([new(new("cpu", "no such kernel"), problem, [])])).Code);
    }

    [Fact]
    public void Users_are_told_what_the_last_generator_for_all_cases_of_the_operator_says()
    {
        Assert.Equal("a: not of rank 3", WhyNot("not of rank 3", Refusal.OtherOperator,
            Refusal.OfSpecialCase("too large")));
        Assert.Equal("b: too large", WhyNot("not of rank 3", "too large", Refusal.OtherOperator));
        Assert.Equal(Refusal.OtherOperator, WhyNot(Refusal.OtherOperator, Refusal.OtherOperator));
        Assert.Null(WhyNot("not of rank 3", null, Refusal.OtherOperator));

        static Refusal? WhyNot(params Refusal?[] refusals)
        {
            using var device = new CpuDevice(KernelHarness.Target(CpuIsa.Avx2), "test", new DeviceOptions(),
                [.. refusals.Select((refusal, i) => new Refusing(((char)('a' + i)).ToString(), refusal))]);
            return device.WhyNot(Problem("Exp"));
        }
    }

    // A generator that takes all problems or none.
    private sealed class Refusing(string name, Refusal? refusal) : KernelGenerator
    {
        public override string Name => name;

        public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) => refusal;

        public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
            KernelPlan.RowMajor(problem);

        public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) => [];
    }

    private static IDevice Open(CpuIsa? isa)
    {
        var backend = new CpuBackend(isa);
        return backend.Open(backend.Probe()[0], new DeviceOptions());
    }

    private static KernelProblem Problem(string op)
    {
        var node = Graph.Parse($"x = input f32[4,5]\ny = {op}(x)\noutput y").Nodes[0];
        var operand = new KernelOperand(DType.F32, TensorLayout.RowMajor([4, 5]));
        return new(node, [operand], [operand]);
    }
}
