using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using Xunit.Sdk;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests;

public sealed class KernelHarnessTests
{
    private const string Relu = "x = input f32[3,21] y = Relu(x)";

    [Fact]
    public void A_right_kernel_passes() => KernelHarness.Check(new RowRelu(), Relu, new() { SpecialValues = true, Ulps = 0 });

    [Fact]
    public void Inputs_may_have_a_pitch() => KernelHarness.Check(new RowRelu(), Relu, new() { Layout = (_, dims) => new(dims, new long[] { 32, 1 }) });

    [Fact]
    public void A_write_beside_the_output_fails() => Fails("no element", new RowRelu { Extra = 1 }, new() { InPlace = false });

    [Fact]
    public void A_missing_row_fails() => Fails("worst at [2,", new RowRelu { Rows = 2 });

    [Fact]
    public void A_wrong_result_names_tactic_and_place() => Fails("row-relu on Avx2 (unroll=1)", new RowRelu { Wrong = true });

    [Fact]
    public void A_refusal_fails() => Fails("does not take", new RowRelu { Refuses = true });

    [Fact]
    public void Code_can_be_listed() =>
        Assert.Contains("vmaxps", KernelHarness.Listing(new RowRelu(), Relu, CpuIsa.Avx2), StringComparison.Ordinal);

    [Fact]
    public void Time_can_be_measured()
    {
        if (KernelHarness.Runs(CpuIsa.Avx2)) Assert.InRange(KernelHarness.Seconds(new RowRelu(), Relu, CpuIsa.Avx2, budget: 0.01), 0, 1);
    }

    private static void Fails(string message, KernelGenerator generator, KernelCheck? options = null) =>
        Assert.Contains(message, Assert.ThrowsAny<XunitException>(() => KernelHarness.Check(generator, Relu, options)).Message, StringComparison.Ordinal);

    // One row a task.
    private sealed class RowRelu : KernelGenerator
    {
        public int Extra { get; init; }

        public long Rows { get; init; } = 3;

        public bool Wrong { get; init; }

        public bool Refuses { get; init; }

        public override string Name => "row-relu";

        public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) => Refuses ? "it is a test" : null;

        public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["unroll"];

        public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target) => [Tactic.Of(("unroll", 1)), Tactic.Of(("unroll", 2))];

        public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
        {
            Inputs = [problem.Inputs[0]!.Layout],
            Outputs = [problem.Outputs[0]!.Layout],
            WritesStrided = true,
            Overwrites = [0],
        };

        public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
            [new(Rows, 1e-6, asm => Emit(asm, problem))];

        private void Emit(VectorAssembler asm, KernelProblem problem)
        {
            TensorLayout from = problem.Inputs[0]!.Layout, to = problem.Outputs[0]!.Layout;
            Gpr input = asm.NewGpr(), output = asm.NewGpr(), offset = asm.NewGpr();
            Vec item = asm.NewVec(), zero = asm.NewVec();
            asm.Zero(zero);
            asm.ForEachTask(task =>
            {
                asm.Load64(input, At(asm.Argument(0), KernelArguments.Input(0)));
                asm.Load64(output, At(asm.Argument(0), KernelArguments.Of(problem).Output(0)));
                asm.Mul(offset, task, from.Strides[0] * 4);
                asm.Add(input, offset);
                asm.Mul(offset, task, to.Strides[0] * 4);
                asm.Add(output, offset);
                int columns = (int)from.Dims[1];
                for (int i = 0; i < columns; i += asm.Lanes)
                {
                    var mask = asm.FirstLanes(columns - i);
                    asm.Load(item, At(input, i * 4), mask);
                    // The operands in this order: a NaN in the second one stays.
                    asm.Max(item, zero, item);
                    if (Wrong) asm.Add(item, item, item);
                    asm.Store(At(output, i * 4), item, mask);
                    asm.Free(mask);
                }
                if (Extra > 0) asm.StoreScalar(At(output, -4), item);
            });
            asm.Return();
        }
    }
}
