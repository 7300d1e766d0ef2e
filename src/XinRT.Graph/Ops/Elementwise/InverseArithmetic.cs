using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Undoes arithmetic with a constant.</summary>
internal static class InverseArithmetic
{
    /// <summary>The step from <c>y</c> to x of <c>y = op(x, c)</c> or <c>y = op(c, x)</c> on floats; null where numbers
    /// are lost or x has other sizes than y.</summary>
    /// <param name="node">The node that computes y.</param>
    /// <param name="inverse">What undoes it with the same constant: <c>x = inverse(y, c)</c>.</param>
    /// <param name="reversed">For operators that do not commute the one that undoes <c>op(c, x)</c>:
    /// <c>x = reversed(c, y)</c>.</param>
    public static SourceStep? Of(Node node, Operator inverse, Operator? reversed = null)
    {
        if (node.Inputs is not [{ } a, { } b] || a.IsConstant == b.IsConstant || node.Outputs[0] is not { } y) return null;
        var (x, constant) = a.IsConstant ? (b, a.Constant!) : (a, b.Constant!);
        if (!x.Type.Equals(y.Type) || !constant.DType.IsFloat()) return null;
        double[] numbers = constant.ToDoubles();
        if (!Array.TrueForAll(numbers, double.IsFinite) || (node.Op is MulOp or DivOp && numbers.Contains(0))) return null;
        return a.IsConstant && reversed is not null ? new(reversed, [constant, null], Slot: 1) : new(inverse, [null, constant]);
    }
}
