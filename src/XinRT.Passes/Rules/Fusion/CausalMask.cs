using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Finds out whether an attention mask hides exactly the later keys, from its numbers or from how it is
/// computed.</summary>
internal static class CausalMask
{
    // Exporters write -inf, the lowest float of the type, or -10000; e to that is zero beside any other score.
    private const double Hidden = -9999;

    /// <summary>Whether a constant, of which only the last two axes are longer than one, is such a mask.</summary>
    public static bool IsConstant(Tensor mask)
    {
        double[] values = mask.ToDoubles();
        int n = (int)mask.Dim(-1);
        for (int i = 0; i < values.Length; i++)
            if (i % n <= i / n ? values[i] != 0 : values[i] > Hidden) return false;
        return true;
    }

    /// <summary>Whether a value is computed as such a mask for as many keys as rows.</summary>
    public static bool IsComputed(Value mask, Dim size)
    {
        mask = Matrix(mask);
        if (mask.TensorType.DType == DType.Bool) return IsTriangle(mask, size, open: true);
        return mask.Producer switch
        {
            { Op: WhereOp } w when Number(w.Inputs[1]!) is 0 && Number(w.Inputs[2]!) <= Hidden => IsTriangle(w.Inputs[0]!, size, open: true),
            { Op: WhereOp } w when Number(w.Inputs[2]!) is 0 && Number(w.Inputs[1]!) <= Hidden => IsTriangle(w.Inputs[0]!, size, open: false),
            { Op: TriluOp { Upper: true } } t => Diagonal(t) == 1 && IsSquare(mask, size) && Number(t.Inputs[0]!) <= Hidden,
            _ => false,
        };
    }

    // Whether truth values are those of "the key is not later than the row", or of its opposite.
    private static bool IsTriangle(Value value, Dim size, bool open)
    {
        value = Matrix(value);
        Value Input(int i) => value.Producer!.Inputs[i]!;
        bool Compares(int column, int row) => Lies(Input(column), -1, size) && Lies(Input(row), -2, size);
        return value.Producer?.Op switch
        {
            NotOp => IsTriangle(Input(0), size, !open),
            CastOp when value.TensorType.DType == DType.Bool => IsTriangle(Input(0), size, open),
            LessOrEqualOp => open && Compares(0, 1),
            GreaterOrEqualOp => open && Compares(1, 0),
            GreaterOp => !open && Compares(0, 1),
            LessOp => !open && Compares(1, 0),
            TriluOp t => t.Upper != open && Diagonal(value.Producer!) == (open ? 0 : 1) && IsSquare(value, size)
                && Number(Input(0)) is not (null or 0),
            _ => false,
        };
    }

    // Whether a value counts 0, 1, 2, … along an axis from the end, and is the same along all others.
    private static bool Lies(Value value, int axis, Dim size)
    {
        var shape = value.TensorType.Shape;
        if (shape is null || shape.Rank < -axis || shape[axis] != size || shape.Dims.ToArray().Count(d => d != 1) > 1) return false;
        while (value.Producer is { Op: UnsqueezeOp or ReshapeOp or CastOp or ExpandOp or SqueezeOp } node
            && node.Inputs[0]!.TensorType.Shape is { } inner && inner.Dims.ToArray().Contains(size))
        {
            value = node.Inputs[0]!;
        }
        return value.Producer is { Op: RangeOp } range && Number(range.Inputs[0]!) is 0 && (range.Input(2) is not { } step || Number(step) is 1);
    }

    // The value without axes of one in front.
    private static Value Matrix(Value value)
    {
        while (value.Producer is { Op: UnsqueezeOp or ReshapeOp or SqueezeOp or ExpandOp } node && node.Inputs[0]!.TensorType.Shape is { Rank: >= 2 } from
            && value.TensorType.Shape is { Rank: >= 2 } to && from[-1] == to[-1] && from[-2] == to[-2] && Ones(from) && Ones(to))
        {
            value = node.Inputs[0]!;
        }
        return value;
    }

    private static bool Ones(Shape shape)
    {
        for (int i = 0; i < shape.Rank - 2; i++)
            if (shape[i] != 1) return false;
        return true;
    }

    private static bool IsSquare(Value value, Dim size) =>
        value.TensorType.Shape is { Rank: >= 2 } shape && Ones(shape) && shape[-1] == size && shape[-2] == size;

    private static long? Diagonal(Node trilu) => trilu.Input(1) is not { } k ? 0 : Number(k) is { } number ? (long)number : null;

    // The number that all elements are, if that is known.
    private static double? Number(Value value) => value.Constant is { DType: not DType.String, Count: > 0 } t
        ? t.ToDoubles() is var numbers && Array.TrueForAll(numbers, x => x == numbers[0]) ? numbers[0] : null
        : value.Producer switch
        {
            { Op: ExpandOp or ReshapeOp or UnsqueezeOp or CastOp } node => Number(node.Inputs[0]!),
            { Op: ConstantOfShapeOp op } => op.Value is { } fill ? fill.ToDoubles()[0] : 0,
            _ => null,
        };
}
