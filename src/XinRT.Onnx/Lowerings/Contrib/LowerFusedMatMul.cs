namespace XinRT.Onnx.Lowerings;

/// <summary>MatMul of operands that may be transposed first, times <c>alpha</c>. <c>transBatch</c> moves the first axis behind the
/// batch axes, where it is the rows.</summary>
[OnnxLowering("FusedMatMul", Domain = "com.microsoft")]
[OnnxLowering("TransposeMatMul", Domain = "com.microsoft")]
public sealed class LowerFusedMatMul : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string a = Operand(node, ctx, 0, "A"), b = Operand(node, ctx, 1, "B");
        float alpha = node.Attributes.Float("alpha", 1);
        if (alpha == 1)
        {
            ctx.EmitTo(node.Name, node.Outputs[0], "MatMul", [a, b]);
            return;
        }
        string product = ctx.Emit(node.Name, "MatMul", [a, b]);
        ctx.EmitTo(node.Name, node.Outputs[0], "Mul", [product, ctx.ScalarLike(node.Input(0), alpha)]);
    }

    private static string Operand(OnnxNode node, LoweringContext ctx, int index, string letter)
    {
        bool swap = node.Attributes.Int($"trans{letter}", 0) != 0, batch = node.Attributes.Int($"transBatch{letter}", 0) != 0;
        string name = node.Input(index);
        if (!swap && !batch) return name;
        if (ctx.RankOf(name) is not { } rank)
        {
            throw new ModelException("XIN1002", $"{node.OpType} '{node.Name}'", $"transposing operand {letter} needs its rank, which is not known",
                hint: "run the model's own shape inference first, or export it without this fusion");
        }
        if (rank < 2) return name;
        long[] perm = [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        if (batch) perm = [.. perm[1..^1], perm[0], perm[^1]];
        if (swap) (perm[^1], perm[^2]) = (perm[^2], perm[^1]);
        return ctx.Emit(node.Name, "Transpose", [name], ("perm", perm));
    }
}
