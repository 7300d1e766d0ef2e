using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>RotaryEmbedding with one position for every row. Here, as in the contrib operator, one number may stand for
/// the position of the first row; ONNX wants the positions of all rows.</summary>
internal static class RotaryPositions
{
    /// <summary>Whether the node has the position of the first row only.</summary>
    public static bool AreNeeded(Node node) => node.Op is RotaryEmbeddingOp
        && node.Input(3)?.TensorType.Shape is { Rank: <= 1 };

    /// <summary>A fused node that computes the same output.</summary>
    public static Node Of(Node node)
    {
        var inputs = node.Inputs.Where(v => v is { IsConstant: false }).ToList();
        var body = new BodyBuilder($"{node.Name}/positions", node.Name);
        var inner = node.Inputs.Select(v => v!.IsConstant ? body.Constant(v.Constant!) : body.Input(v)).ToList();
        var x = inner[0];
        int rank = x.TensorType.Shape?.Rank
            ?? throw new ModelException("XIN1013", $"{node.Op.Info.Name} '{node.Name}'",
                "an input of known rank is wanted where one position stands for all rows, but its rank is not known",
                hint: "give its shape with --shapes");
        int axis = rank == 3 ? 1 : 2;
        var rows = body.Add(new ShapeOp(axis, axis + 1), x);
        var numbers = body.Add(new RangeOp(), body.Constant(Tensor.Scalar(0L)),
            body.Add(new SqueezeOp(), rows, body.Integers(0)), body.Constant(Tensor.Scalar(1L)));
        var sizes = body.Add(new ConcatOp(0), body.Add(new ShapeOp(0, 1), x), rows);
        inner[3] = body.Add(new ExpandOp(), body.Add(new AddOp(), numbers, inner[3]), sizes);
        body.Output(body.Add(node.Op, [.. inner]));
        return new Node(node.Name, new FusedOp(), inputs, node.Outputs, [body.Graph], node.Origins);
    }
}
