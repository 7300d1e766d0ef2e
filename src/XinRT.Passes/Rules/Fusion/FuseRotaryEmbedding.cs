using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·cos + concat(-x₂, x₁)·sin</c>, with x₁ and x₂ the halves of x, → <c>RotaryEmbedding(x, cos, sin)</c> where the
/// cosines and sines of both halves are the same.</summary>
public sealed class FuseRotaryEmbedding : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Create();


    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType is not { DType: DType.F32, Shape: { Rank: 4 } x } || !x[3].IsConstant || x[3].Value % 2 != 0)
            return $"not heads of an even, known size: {match["x"].Type}";
        long half = x[3].Value / 2;
        if (!IsPart(match, "low", 0, half) || !IsPart(match, "high", half, 2 * half)) return "the parts that change places are not the halves";
        if (match.Op<ConcatOp>("turned").Axis is not (-1 or 3)) return "the halves are not joined along the last axis";
        return WhyNot(match["cos"], x) ?? WhyNot(match["sin"], x)
            ?? (Batch(match["cos"]) == Batch(match["sin"]) ? null : "cosines and sines are of other batches");
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var x = match["x"].TensorType.Shape!;
        long half = x[3].Value / 2;
        bool shared = Batch(match["cos"]) == 1 && Batch(match["sin"]) == 1;
        var op = new RotaryEmbeddingOp();
        return shared ? editor.Add(op, match["x"], Cache(match["cos"]), Cache(match["sin"]), editor.Integers(0))
            : editor.Add(op, match["x"], Cache(match["cos"]), Cache(match["sin"]));

        Value Cache(Value angles)
        {
            var first = editor.Add(new SliceOp(), angles, editor.Integers(0), editor.Integers(half), editor.Integers(-1));
            Shape lines = shared ? Shape.Of([x[2], half]) : Shape.Of([x[0], x[2], half]);
            return editor.Add(new ReshapeOp(), first, editor.Integers(ReshapeTarget.Of(first.TensorType.Shape, lines)!));
        }
    }

    private static OpPattern<AddOp> Create()
    {
        var x = P.Any("x");
        var turned = P.Op<ConcatOp>(P.Op<NegOp>(Part("high", x)), Part("low", x)).As("turned");
        return P.Op<AddOp>(P.Op<MulOp>(x, P.Any("cos")).AnyOrder(), P.Op<MulOp>(turned, P.Any("sin")).AnyOrder()).AnyOrder();
    }

    private static Pattern Part(string name, Pattern x) => P.Op<SliceOp>(x, P.Const(name + " from"), P.Const(name + " to"),
        P.Const(name + " axis"), P.Optional(P.Const(name + " step"))).As(name);

    private static bool IsPart(Match match, string name, long from, long to)
    {
        long end = 2 * match["x"].TensorType.Shape![3].Value / 2;
        long At(string key) => match.Integers(name + key) is [var number] ? Math.Min(number < 0 ? number + end : number, end) : -1;
        return match.Integers(name + " axis") is [-1 or 3] && (match.Integers(name + " step") ?? [1]) is [1] && At(" from") == from && At(" to") == to;
    }

    private static Dim Batch(Value angles) => angles.TensorType.Shape!.Rank == 4 ? angles.TensorType.Shape[0] : 1;

    private static string? WhyNot(Value angles, Shape x)
    {
        if (angles.TensorType.Shape is not { Rank: >= 2 and <= 4 } shape || shape[-1] != x[3] || shape[-2] != x[2])
            return "there is not one line of angles for each row";
        if (shape.Rank > 2 && shape[-3] != 1) return "the heads have angles of their own";
        if (shape.Rank == 4 && shape[0] != 1 && shape[0] != x[0]) return "the angles are of another batch";
        if (!Repeats(angles)) return "the angles of both halves are not known to be the same";
        return ReshapeTarget.Of(shape, Shape.Of([shape.Rank == 4 ? shape[0] : 1, x[2], x[3]])) is null ? "several sizes depend on the run" : null;
    }

    // Whether the second half of each line is the first again.
    private static bool Repeats(Value value)
    {
        if (value.Constant is { DType: DType.F32 } t)
        {
            var numbers = t.Span<float>();
            int width = (int)t.Dim(-1), half = width / 2;
            for (int at = 0; at < numbers.Length; at += width)
                if (!numbers.Slice(at, half).SequenceEqual(numbers.Slice(at + half, half))) return false;
            return width % 2 == 0;
        }
        if (value.Producer is not { } node || node.Input(0)?.TensorType.Shape is not { Rank: > 0 } from || value.TensorType.Shape is not { Rank: > 0 } to)
            return false;
        var input = node.Inputs[0]!;
        return node.Op switch
        {
            ConcatOp c => (c.Axis == -1 || c.Axis == to.Rank - 1) && node.Inputs.Count == 2 && node.Inputs[1] == input,
            CosOp or SinOp or CastOp => Repeats(input),
            MulOp when node.Inputs[1]!.Constant is { Count: 1 } => Repeats(input),
            MulOp when input.Constant is { Count: 1 } => Repeats(node.Inputs[1]!),
            UnsqueezeOp or SqueezeOp or ReshapeOp or ExpandOp => from[-1] == to[-1] && Repeats(input),
            GatherOp g => (g.Axis == 0 || g.Axis == -from.Rank) && from.Rank > 1 && Repeats(input),
            SliceOp => from[-1] == to[-1] && Repeats(input),
            _ => false,
        };
    }
}
