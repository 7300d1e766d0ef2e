using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Pointwise;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Planning;

namespace XinRT.KernelTests;

/// <summary>A generator that throws costs a build its kernel, which is reported; an engine that names the kernel does not load.</summary>
public sealed class FailingGeneratorTests
{
    private const string Graph = "x = input f32[6,40]\na = Exp(x)\ny = Softmax(a)\noutput y";

    /// <summary>What a generator is asked for.</summary>
    public enum Question
    {
        None,
        WhyNot,
        Tactics,
        Plan,
        Packing,
        Pack,
        Emit,
        EmitCode,
    }

    public static TheoryData<Question, bool, bool> Questions =>
    [
        .. from question in Enum.GetValues<Question>()
           where question != Question.None
           from first in (bool[])[true, false]
           from tuned in (bool[])[true, false]
           select new TheoryDataRow<Question, bool, bool>(question, first, tuned),
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_build_takes_another_kernel_and_says_so(Question question, bool first, bool tuned)
    {
        var backends = Backends(question, first);

        var compiled = Compile(Graph, backends, tuned);

        var placement = compiled.Placements.Single(p => p.Node.Op is ExpOp);
        Assert.Equal("cpu", placement.Kernel.Backend);
        Assert.NotEqual(Failing.OwnName, placement.Kernel.Name);
        // Tuning asks generators that are not the first choice these two in any case.
        if (first || (tuned && question is (Question.WhyNot or Question.Tactics)))
            Assert.Contains("cpu: failing failed: no " + question, placement.Refusals);
        Assert.Empty(compiled.Placements.Single(p => p.Node.Op is SoftmaxOp).Refusals);
        Assert.Equal(Run(Compile(Graph, Backends(Question.None, first: false), tuned: false).Plan, backends), Run(compiled.Plan, backends));
    }

    [Fact]
    public void The_last_choice_is_the_next_backend()
    {
        var backends = new BackendRegistry().Add(new Backend([new Failing(Question.EmitCode)])).Add(new ReferenceBackend());

        var placement = Compile("x = input f32[6,40]\ny = Exp(x)\noutput y", backends, tuned: false).Placements.Single();

        Assert.Equal("reference", placement.Kernel.Backend);
        Assert.Contains(placement.Refusals, r => r.StartsWith("cpu: failing failed: no EmitCode", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_in_a_body_is_reported_at_the_node_of_the_body()
    {
        const string Text = """
            c = input bool[]
            x = input f32[6,40]
            y = If(c, x) body { a = capture f32[6,40] b = Exp(a) output b } body { a = capture f32[6,40] b = Neg(a) output b }
            output y
            """;

        var compiled = Compile(Text, Backends(Question.EmitCode, first: true), tuned: false);

        Assert.Contains(compiled.Placements.Single().Refusals, r => r.Contains("failing failed: no EmitCode", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Question.WhyNot)]
    [InlineData(Question.Plan)]
    [InlineData(Question.Emit)]
    [InlineData(Question.EmitCode)]
    public void An_engine_that_names_the_kernel_does_not_load(Question question)
    {
        var compiled = Compile(Graph, Backends(Question.None, first: true), tuned: false);
        Assert.Equal(Failing.OwnName, compiled.Placements[0].Kernel.Name);

        var error = Assert.Throws<KernelException>(() => Run(compiled.Plan, Backends(question, first: true)));

        Assert.Equal("XIN7008", error.Code);
        Assert.Contains("'failing'", error.Message, StringComparison.Ordinal);
    }

    private static CompiledEngine Compile(string text, BackendRegistry backends, bool tuned)
    {
        var graph = Ir.Graph.Parse(text);
        TypeInference.Run(graph);
        return EngineCompiler.Compile(graph, backends, [], [], new EngineOptions { Threads = 1 },
            tuned ? new TuningOptions { Budget = TimeSpan.FromMilliseconds(20) } : null, cancel: TestContext.Current.CancellationToken);
    }

    private static float[] Run(EnginePlan plan, BackendRegistry backends)
    {
        using var engine = new Engine(plan, backends, new EngineOptions { Threads = 1 });
        using var context = engine.CreateContext();
        context.SetInput("x", SyntheticTensor.Make(DType.F32, [6, 40]));
        context.Run(TestContext.Current.CancellationToken);
        return context.Output<float>("y").ToArray();
    }

    private static BackendRegistry Backends(Question fails, bool first)
    {
        var failing = new Failing(fails);
        return new BackendRegistry().Add(new Backend(first ? [failing, .. KernelTable.All] : [.. KernelTable.All, failing])).Add(new ReferenceBackend());
    }

    private sealed class Backend(IReadOnlyList<KernelGenerator> generators) : IBackend
    {
        private readonly CpuBackend _cpu = new();

        public string Id => "cpu";

        public IReadOnlyList<DeviceInfo> Probe() => _cpu.Probe();

        public FusionPolicy Fusion(DeviceInfo device) => new();

        public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

        public IDevice Open(DeviceInfo device, DeviceOptions options) =>
            new CpuDevice(CpuProbe.Detect().Target(options.Threads, null), "test", options, generators);
    }

    // The element-wise kernel for Exp, which throws when it is asked for one thing.
    private sealed class Failing(Question fails) : KernelGenerator
    {
        public const string OwnName = "failing";

        private readonly PointwiseKernel _kernel = new();

        public override string Name => OwnName;

        public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) =>
            problem.Node.Op is not ExpOp ? Refusal.OtherOperator
            : Asked(Question.WhyNot, _kernel.WhyNot(problem, target));

        public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target) => Asked(Question.Tactics, _kernel.Tactics(problem, target));

        public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => Asked(Question.Plan, _kernel.Plan(problem, tactic, target));

        public override PackPlan? Packing(KernelProblem problem, Tactic tactic, CpuTarget target) => Asked(Question.Packing,
            fails != Question.Pack ? null : new PackPlan([0], [new TensorType(DType.F32, Shape.Of([1L]))],
                () => Asked(Question.Pack, (IReadOnlyList<Tensor>)[])));

        public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [
            .. Asked(Question.Emit, _kernel.Emit(problem, tactic, target)).Select(p => p with { Emit = asm => Asked(Question.EmitCode, Emitted(p, asm)) }),
        ];

        private static bool Emitted(KernelPhase phase, VectorAssembler asm)
        {
            phase.Emit(asm);
            return true;
        }

        private T Asked<T>(Question question, T answer) => question == fails ? throw new InvalidOperationException($"no {question}") : answer;
    }
}
