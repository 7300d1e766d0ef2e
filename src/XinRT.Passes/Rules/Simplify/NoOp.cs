using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Tests for nodes that give back their first operand.</summary>
internal static class NoOp
{
    /// <summary>Whether the element type and every size are provably those of the first operand.</summary>
    public static bool KeepsType(Value value) =>
        value.TensorType.Shape is not null && value.Producer?.Input(0)?.Type is { } type && type.Equals(value.Type);

    /// <summary>Whether an optional list of numbers is absent, or constant and the same number throughout.</summary>
    public static bool IsAll(Value? value, double number) =>
        value is null || (value.Constant is { } t && t.DType != DType.String && Array.TrueForAll(t.ToDoubles(), x => x == number));
}
