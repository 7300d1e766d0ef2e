using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>Attention as products and a softmax. Attention of ONNX gives 0 for a query whose keys are all closed by the
/// mask, a softmax gives NaN; where a query may be without open keys, only the parts say which.</summary>
internal static class AttentionParts
{
    /// <summary>Whether the node gives NaN where Attention of ONNX would give 0.</summary>
    public static bool AreNeeded(Node node) =>
        node.Op is AttentionOp { NanRows: true } op && (node.Input(3) is not null || HasWindow(op))
        && !(node.Input(3)?.Constant is { } mask && !op.IsCausal && !HasWindow(op) && EveryRowIsOpen(mask));

    /// <summary>A fused node that computes the same output.</summary>
    public static Node Of(Node node)
    {
        var op = (AttentionOp)node.Op;
        var inputs = node.Inputs.Where(v => v is not null).ToList();
        if (op.Scale is not { } scale || op.Softcap != 0 || HasWindow(op) || inputs.Count > 4
            || node.Input(3) is null || node.Outputs.Skip(1).Any(v => v is not null)
            || node.Inputs.Take(3).Any(v => v!.TensorType.Shape is not { Rank: 4 }))
        {
            throw NoForm(node, "query, key, value and mask are wanted, without cache, window and cap, "
                + "where a query may be without open keys");
        }
        var body = new BodyBuilder($"{node.Name}/parts", node.Name);
        Value query = body.Input(inputs[0]!), key = body.Input(inputs[1]!), value = body.Input(inputs[2]!);
        var mask = body.Input(inputs[3]!);
        var dtype = query.TensorType.DType;
        var (queryShape, keyShape) = (query.TensorType.Shape!, key.TensorType.Shape!);
        if (queryShape[1] != keyShape[1])
        {
            key = Repeat(key);
            value = Repeat(value);
        }
        var scaled = body.Add(new MulOp(), query, body.Constant(Tensor.FromDoubles(dtype, [scale])));
        var scores = body.Add(new MatMulOp(), scaled, body.Add(new TransposeOp([0, 1, 3, 2]), key));
        var closed = Tensor.FromDoubles(dtype, [double.NegativeInfinity]);
        if (op.IsCausal) scores = body.Add(new AddOp(), scores, Later());
        scores = mask.TensorType.DType == DType.Bool ? body.Add(new WhereOp(), mask, scores, body.Constant(closed))
            : body.Add(new AddOp(), scores, mask);
        body.Output(body.Add(new MatMulOp(), body.Add(new SoftmaxOp(), scores), value));
        return new Node(node.Name, new FusedOp(), inputs, [node.Outputs[0]], [body.Graph], node.Origins);

        // -∞ for the keys behind the query, 0 for the others.
        Value Later()
        {
            var sizes = body.Add(new ConcatOp(0), body.Add(new ShapeOp(2, 3), query), body.Add(new ShapeOp(2, 3), key));
            return body.Add(new TriluOp(), body.Add(new ConstantOfShapeOp(closed.Reshape(1)), sizes),
                body.Constant(Tensor.Scalar(1L)));
        }

        // Several query heads share one head of keys.
        Value Repeat(Value heads)
        {
            var shape = heads.TensorType.Shape!;
            if (!queryShape[1].IsConstant || !shape[1].IsConstant || !shape[3].IsConstant)
                throw NoForm(node, "heads and depth must be numbers where query heads share keys");
            long each = queryShape[1].Value / shape[1].Value;
            var spread = body.Add(new ExpandOp(), body.Add(new UnsqueezeOp(), heads, body.Integers(2)),
                body.Integers(1, 1, each, 1, 1));
            return body.Add(new ReshapeOp(), spread, body.Integers(0, queryShape[1].Value, -1, shape[3].Value));
        }
    }

    private static bool HasWindow(AttentionOp op) => op.LeftWindowSize >= 0 || op.RightWindowSize >= 0;

    private static ModelException NoForm(Node node, string wanted) =>
        new("XIN1013", $"{node.Op.Info.Name} '{node.Name}'",
            $"{wanted}, but it is {node.Op} of {string.Join(", ", node.Inputs.Select(v => v?.Type.ToString() ?? "_"))}",
            hint: "export with --disable-rule FuseAttention, or with --stage imported");

    private static bool EveryRowIsOpen(Tensor mask)
    {
        if (mask.Rank == 0 || mask.Dim(-1) == 0) return false;
        double[] items = mask.ToDoubles();
        bool isBool = mask.DType == DType.Bool;
        int width = (int)mask.Dim(-1);
        for (int from = 0; from < items.Length; from += width)
            if (!items.AsSpan(from, width).ContainsAnyExcept(isBool ? 0 : double.NegativeInfinity)) return false;
        return true;
    }
}
