using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A real function of each element; the result has the operand's type and shape.</summary>
public abstract record UnaryOperator : Operator
{
    /// <summary>Arithmetic per element, for <see cref="EstimateCost"/>.</summary>
    protected virtual double Flops => 1;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType != DType.Undefined && !Accepts(x.DType))
            throw ctx.Error($"there is no {ctx.Node.Op.Info.Name} of {x.DType.Name()}").AsShapeError();
        ctx.Output(0, x);
        SymbolicContents.Unary(ctx, OfDim);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (!Accepts(x.DType)) throw ctx.Error($"there is no {ctx.Node.Op.Info.Name} of {x.DType.Name()}").AsRunError();
        Run(x, ctx.Output(0, x.DType, x.Dims), ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(Flops);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;

    /// <summary>The function itself.</summary>
    protected abstract double Of(double x);

    /// <summary>The function over a row of binary32. The rows may be the same memory.</summary>
    protected virtual void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = (float)Of((double)x[i]);
    }

    /// <summary>The function of a symbolic whole number, or null where it is not one.</summary>
    protected virtual Dim? OfDim(Dim x) => null;

    /// <summary>Whether the operator takes the element type.</summary>
    protected virtual bool Accepts(DType type) => NumericTypes.IsRealFloat(type);

    /// <summary>Computes a whole tensor.</summary>
    protected virtual void Run(Tensor x, Tensor y, Workers threads) => UnaryLoop.Run(x, y, Of, Of, threads);

    /// <summary>Multiplies the second row into the first, for functions of the form <c>x·g(x)</c> whose g is a row function.
    /// </summary>
    protected static void TimesInput(ReadOnlySpan<float> x, Span<float> y, UnaryLoop.Row factor)
    {
        Span<float> part = stackalloc float[1024];
        for (int i = 0; i < x.Length; i += part.Length)
        {
            var src = x.Slice(i, Math.Min(part.Length, x.Length - i));
            var g = part[..src.Length];
            factor(src, g);
            TensorPrimitives.Multiply(src, g, y.Slice(i, src.Length));
        }
    }
}
