using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Batch normalization with given statistics, where it was not folded into another node.</summary>
/// <remarks>A first, tiny phase makes the factor of each channel; the second scales pixels.</remarks>
internal sealed class BatchNormKernel : KernelGenerator
{
    private const int Axis = 1;

    /// <inheritdoc/>
    public override string Name => "batch-norm";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) => problem.Anchored switch
    {
        { Anchor: BatchNormalizationOp { TrainingMode: false } } fused => ChannelScaling.WhyNot(problem, fused, Axis),
        _ => Refusal.OtherOperator,
    };

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        ChannelScaling.Plan(problem, problem.Anchored!, Axis) with
        {
            WorkspaceBytes = problem.Outputs[0]!.Layout.Dims[Axis] * 4,
        };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var dims = problem.Outputs[0]!.Layout.Dims;
        int workspace = KernelArguments.Of(problem).Workspace;
        int Argument(int slot) => KernelArguments.Input(fused.AnchorInputs[slot]);
        RowOperand Channels(int argument) => RowOperand.PerChannel(argument, dims.Span, Axis);
        float epsilon = ((BatchNormalizationOp)fused.Anchor!).Epsilon;
        return
        [
            new(1, dims[Axis] * 1e-9, asm => EmitFactors(asm, dims[Axis], epsilon, Argument(1), Argument(4), workspace)),
            ChannelScaling.Phase(problem, fused, Axis, target,
                (Channels(Argument(3)), Channels(workspace), Channels(Argument(2)))),
        ];
    }

    private static void EmitFactors(VectorAssembler asm, long channels, float epsilon,
        int scaleArgument, int varianceArgument, int workspace)
    {
        Gpr scale = asm.NewGpr(), variance = asm.NewGpr(), factor = asm.NewGpr();
        Vec x = asm.NewVec(), t = asm.NewVec();
        asm.Load64(scale, VectorAssembler.At(asm.Argument(0), scaleArgument));
        asm.Load64(variance, VectorAssembler.At(asm.Argument(0), varianceArgument));
        asm.Load64(factor, VectorAssembler.At(asm.Argument(0), workspace));
        var pass = new RowPass(asm, channels, turns: 1, unrolled: 4);
        asm.ForEachTask(_ => pass.Run(v =>
        {
            v.Load(asm, x, variance);
            asm.Broadcast(t, epsilon);
            asm.Add(x, x, t);
            asm.Sqrt(x, x);
            v.Load(asm, t, scale);
            asm.Div(x, t, x);
            v.Store(asm, factor, x);
        }));
        asm.Return();
    }
}
