using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Attention without a cache: <c>softmax(scale · Q Kᵀ + mask) V</c> per head, causal or not.</summary>
/// <remarks>
/// <para>A task is a head, or a part of the query rows of a head where heads are few. Keys and values of a head are
/// packed once (see <see cref="AttentionPacking"/>), in a phase before where several tasks share them. Then, block by
/// block of query rows (see <see cref="AttentionBlocks"/>): scale and copy the queries; scores by register tiles;
/// softmax row by row, which leaves exponentials and the reciprocal of their sum; product with the values by register
/// tiles, each row multiplied by its reciprocal on the way out.</para>
/// <para>Causal blocks stop at the last key that any of their rows sees. Masks are added when a row's maximum is
/// sought. A row without an open key becomes 0, or NaN where a softmax by itself was there before.</para>
/// <para>Operands may have any strides but along depth; the result is written so that joining heads needs no
/// copy.</para>
/// </remarks>
internal sealed class AttentionKernel : KernelGenerator
{
    // Scores of a longer row are not kept as a whole.
    private const int LongRow = 2048;

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.Anchored;
        if (AttentionForm.Of(problem, fused) is var (form, why) && form is null) return why;
        if (problem.Outputs[0] is not { } y) return "nobody wants the result";
        int valid = fused!.Anchor is AttentionOp && fused.AnchorInputs.Count > 6 ? fused.AnchorInputs[6] : -1;
        if (valid >= 0 && problem.Inputs[valid]!.Layout.Rank != 1) return "the counts of valid keys are not one per batch";
        foreach (int i in fused.AnchorInputs.Where(i => i >= 0 && i != form!.Mask && i != valid).Concat(fused.Epilogue.Operands))
            if (problem.Inputs[i]!.DType != DType.F32) return "only f32 is computed";
        int[] inner = [y.Layout.Rank - 1];
        foreach (int i in fused.Epilogue.Operands)
            if (!RowSpace.Fits(problem.Inputs[i]!.Layout.Dims.Span, y.Layout.Dims.Span, inner))
                return $"input {i} broadcasts within a row";
        if (form!.Mask < 0) return null;
        var mask = problem.Inputs[form.Mask]!;
        if (mask.DType != DType.F32 && mask.DType != DType.Bool) return "the mask is neither f32 nor bool";
        bool fits = mask.Layout.Rank is >= 1 and <= 4 && mask.Layout.Dims[^1] >= form.Columns
            && RowSpace.Fits(mask.Layout.Dims.Span, form.ScoreDims(mask.Layout.Dims[^1]), [3]);
        return fits ? null : "the mask does not cover all keys";
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["tiles", "keys"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var form = AttentionForm.Of(problem, problem.Anchored).Form!;
        var whole = new[] { (2, 0), (4, 0), (1, 0) };
        var blocks = new[] { (8, 512), (16, 256), (4, 1024) };
        bool isLong = form.Columns > LongRow || (form.First is not null && form.Columns > blocks[0].Item2);
        return [.. (isLong ? blocks.Concat(whole) : whole).Select(t => Tactic.Of(("tiles", t.Item1), ("keys", t.Item2)))];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var form = AttentionForm.Of(problem, fused).Form!;
        var blocks = Blocks(form, fused, tactic, target);
        var y = problem.Outputs[0]!.Layout;
        var inputs = new TensorLayout?[problem.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (problem.Inputs[i] is not { } x) continue;
            inputs[i] = i == form.Mask ? RowSpace.Wanted(x.Layout, form.ScoreDims(x.Layout.Dims[^1]), [3])
                : x.DType != DType.F32 ? TensorLayout.RowMajor(x.Layout.Dims.Span)

                : fused.AnchorInputs.Contains(i) ? RowSpace.Wanted(x.Layout, x.Layout.Dims.Span, [x.Layout.Rank - 1])
                : RowSpace.Wanted(x.Layout, y.Dims.Span, [y.Rank - 1]);
        }
        return new()
        {
            Inputs = inputs,
            Outputs = [y.Rank == 4 ? TensorLayout.InOrder(y.Dims.Span, [0, 2, 1, 3]) : TensorLayout.RowMajor(y.Dims.Span),
                .. problem.Outputs.Skip(1).Select(_ => (TensorLayout?)null)],
            WritesStrided = true,
            WorkspaceBytes = blocks.PacksFirst ? form.Batch * form.KvHeads * (blocks.KeyBytes + blocks.ValueBytes) : 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var form = AttentionForm.Of(problem, fused).Form!;
        var blocks = Blocks(form, fused, tactic, target);
        double heads = form.Batch * form.Heads, scores = heads * form.Rows * form.Columns;
        double flops = scores * (2.0 * (form.Depth + form.ValueDepth) + 25);
        double packed = form.Batch * form.KvHeads * (double)(blocks.KeyBytes + blocks.ValueBytes);
        var main = new KernelPhase((long)heads * blocks.Groups, flops / target.Flops,
            asm => new AttentionCode(asm, problem, fused, form, blocks).Emit())
        { ScratchBytes = blocks.ScratchBytes };
        if (!blocks.PacksFirst) return [main];
        var packing = new KernelPhase(form.Batch * form.KvHeads, packed / target.BytesPerSecond,
            asm => new AttentionCode(asm, problem, fused, form, blocks).EmitPacking());
        return [packing, main];
    }

    private static AttentionBlocks Blocks(AttentionForm form, AnchoredForm fused, Tactic tactic, CpuTarget target) =>
        new(form, target, ScalarEmitter.Temporaries(fused.Epilogue) + 1, (int)tactic.OneOf("tiles", 1, 2, 4, 8, 16),
            (int)tactic.OneOf("keys", 0, 256, 512, 1024));
}
