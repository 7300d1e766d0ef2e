using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = alpha · a' · b' + beta · c</c>, where a' and b' may be transposed and c broadcasts to the product.</summary>
[OnnxOperator("Gemm", Since = 7)]
public sealed record GemmOp(
    float Alpha = 1, float Beta = 1, [OnnxName("transA")] bool TransA = false, [OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, MatMul.Types);
        ctx.Require(1, ctx.InputDType(0));
        var (m, k) = Sizes(ctx, 0, TransA);
        var (other, n) = Sizes(ctx, 1, TransB);
        if (k.IsConstant && other.IsConstant && k != other)
        {
            throw ctx.Error($"the left operand has {k} columns, but the right one {other} rows")
                .Try("check transA and transB").AsShapeError();
        }
        Shape product = [m, n];
        if (ctx.Has(2))
        {
            ctx.Require(2, ctx.InputDType(0));
            if (ctx.InputShape(2) is { } c && (c.Rank > 2 || Shape.Broadcast(c, product) is not { } joint
                || (joint.IsStatic && product.IsStatic && !joint.Equals(product))))
            {
                throw ctx.Error($"the addend [{ctx.InputShape(2)}] does not broadcast to the product [{product}]").AsShapeError();
            }
        }
        ctx.Output(0, ctx.InputDType(0), product);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        if (a.Rank != 2 || b.Rank != 2 || a.Dims[TransA ? 0 : 1] != b.Dims[TransB ? 1 : 0])
            throw ctx.Error("the columns of the left operand must be the rows of the right one").AsRunError();
        var y = ctx.Output(0, a.DType, a.Dims[TransA ? 1 : 0], b.Dims[TransB ? 0 : 1]);
        var c = ctx.OptionalInput(2);
        if (c is not null && (c.Rank > 2 || Strides.BroadcastDims(c.Dims, y.Dims) is not { } joint || !y.Dims.SequenceEqual(joint)))
            throw ctx.Error($"the addend does not broadcast to the product [{y.Dims[0]},{y.Dims[1]}]").AsRunError();
        var plan = MatMulPlan.Of(a.Dims, b.Dims, (TransA ? MatMulSwap.A : 0) | (TransB ? MatMulSwap.B : 0));
        if (a.DType == DType.F32) AddProduct(ctx.Threads, plan, a, b, c, y, Alpha, Beta);
        else if (a.DType == DType.F64) AddProduct<double>(ctx.Threads, plan, a, b, c, y, Alpha, Beta);
        else if (SinglePrecision.Serves(a.DType))
        {
            var wide = Tensor.Zeros(DType.F32, y.Dims);
            AddProduct(ctx.Threads, plan, SinglePrecision.Widen(a), SinglePrecision.Widen(b),
                c is null ? null : SinglePrecision.Widen(c), wide, Alpha, Beta);
            SinglePrecision.Narrow(wide, y);
        }
        else AddIntegers(ctx.Threads, plan, a, b, c, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        var a = ctx.Input(0);
        return new(2 * ctx.OutputCount(0) * (a.Length == 2 ? a[TransA ? 0 : 1] : 1), ctx.Bytes);
    }

    private static (Dim Rows, Dim Columns) Sizes(InferContext ctx, int input, bool swap)
    {
        if (ctx.InputShape(input) is not { } s) return (ctx.NewDim(), ctx.NewDim());
        if (s.Rank != 2) throw ctx.Error($"input {input} must have 2 axes, but it has {s.Rank}").AsShapeError();
        return swap ? (s[1], s[0]) : (s[0], s[1]);
    }

    private static void AddProduct<T>(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor? c, Tensor y, T alpha, T beta)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        if (c is not null && !T.IsZero(beta)) Spread(c, y);
        MatMul.Run(threads, plan, a, b, y, alpha, c is null ? T.Zero : beta);
    }

    // Whole factors are applied in wrapping integer arithmetic; with others each element is exact and then truncated.
    private void AddIntegers(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor? c, Tensor y)
    {
        if (WholeArithmetic.IsWhole(Alpha) && (c is null || WholeArithmetic.IsWhole(Beta)))
        {
            long alpha = (long)Alpha, beta = c is null ? 0 : (long)Beta;
            switch (y.DType)
            {
                case DType.I32: AddProduct(threads, plan, a, b, c, y, unchecked((int)alpha), unchecked((int)beta)); break;
                case DType.U32: AddProduct(threads, plan, a, b, c, y, unchecked((uint)alpha), unchecked((uint)beta)); break;
                case DType.I64: AddProduct(threads, plan, a, b, c, y, alpha, beta); break;
                default: AddProduct(threads, plan, a, b, c, y, unchecked((ulong)alpha), unchecked((ulong)beta)); break;
            }
            return;
        }
        MatMul.Run(threads, plan, a, b, y);
        Int128[] product = WholeArithmetic.Read(y), addend = new Int128[product.Length];
        if (c is not null)
        {
            Spread(c, y);
            addend = WholeArithmetic.Read(y);
        }
        var sums = new long[product.Length];
        for (int i = 0; i < sums.Length; i++) sums[i] = WholeArithmetic.Truncate(Alpha, product[i], Beta, addend[i]);
        WrappingIntegers.Write(sums, y);
    }

    private static void Spread(Tensor c, Tensor y) =>
        StridedCopy.Run(c, 0, Strides.Broadcast(c.Dims, y.Dims), y, 0, Strides.Of(y.Dims), y.Dims);
}
