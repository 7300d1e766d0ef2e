using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a + b</c>; integers wrap around.</summary>
[OnnxOperator("Add", Since = 7)]
public sealed record AddOp : BroadcastOperator, IInvertibleOp
{
    /// <inheritdoc/>
    public SourceStep? Inverse(Node node) => InverseArithmetic.Of(node, new SubOp());

    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat) => a + b;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<AddMath>(a, b, y, threads);

    private readonly struct AddMath : IBinaryMath<AddMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(b, a, y);
    }
}
