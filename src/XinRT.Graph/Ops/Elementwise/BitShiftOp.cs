using System.Numerics;
using System.Runtime.CompilerServices;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>z = x &lt;&lt; y</c> or <c>x &gt;&gt; y</c> by <c>direction</c>. A count outside the width of the type, a negative one too,
/// shifts everything out: the result is 0, or -1 for a negative <c>x</c> shifted right.</summary>
[OnnxOperator("BitShift", Since = 11)]
public sealed record BitShiftOp(string Direction) : BroadcastOperator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Direction is not ("LEFT" or "RIGHT"))
            throw ctx.Error($"the direction must be LEFT or RIGHT, but it is '{Direction}'").AsShapeError();
        base.Infer(ctx);
    }

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsNativeInteger(type);

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        if (Direction == "LEFT") BinaryLoop.Bits<Left>(a, b, y, threads);
        else BinaryLoop.Bits<Right>(a, b, y, threads);
    }

    // The processor takes counts modulo the width, so counts beyond it are cut here.
    private static int Count<T>(T count) where T : unmanaged, IBinaryInteger<T>
    {
        int width = Unsafe.SizeOf<T>() * 8;
        return T.IsNegative(count) || ulong.CreateTruncating(count) >= (ulong)width ? width : int.CreateTruncating(count);
    }

    private readonly struct Left : IBinaryBits
    {
        public static T Of<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>
        {
            int count = Count(b);
            return count == Unsafe.SizeOf<T>() * 8 ? T.Zero : a << count;
        }
    }

    private readonly struct Right : IBinaryBits
    {
        public static T Of<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>
        {
            int count = Count(b), width = Unsafe.SizeOf<T>() * 8;
            return count < width ? a >> count : T.IsNegative(a) ? T.Zero - T.One : T.Zero;
        }
    }
}
