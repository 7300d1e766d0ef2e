using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>One or more operands of one type, broadcast together and folded from the left.</summary>
public abstract record VariadicOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.InputCount == 0) throw ctx.Error("at least one operand is wanted, but there is none").AsShapeError();
        var (type, shape) = (ctx.InputDType(0), ctx.InputShape(0));
        for (int i = 0; i < ctx.InputCount; i++)
        {
            var x = ctx.Input(i);
            if (Refusal(ctx.Node, type, x.DType) is { } reason) throw ctx.Error(reason).AsShapeError();
            if (type == DType.Undefined) type = x.DType;
            shape = shape is null || x.Shape is null ? null : Shape.Broadcast(shape, x.Shape)
                ?? throw ctx.Error($"the shapes [{shape}] and [{x.Shape}] do not broadcast").AsShapeError();
        }
        ctx.Output(0, type, shape);
        SymbolicContents.Variadic(ctx, OfDims);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var first = ctx.Input(0);
        long[] dims = first.Dims.ToArray();
        for (int i = 0; i < ctx.InputCount; i++)
        {
            var x = ctx.Input(i);
            if (Refusal(ctx.Node, first.DType, x.DType) is { } reason) throw ctx.Error(reason).AsRunError();
            dims = Strides.BroadcastDims(dims, x.Dims)
                ?? throw ctx.Error($"the shapes [{string.Join(',', dims)}] and [{x.Type.Shape}] do not broadcast").AsRunError();
        }
        var result = ctx.Output(0, first.DType, dims);
        var sum = first;
        for (int i = 1; i < ctx.InputCount; i++)
        {
            // Only the last step may write into the result, which may lie over an operand that is still to be read.
            var x = ctx.Input(i);
            var step = i == ctx.InputCount - 1 ? result : Tensor.Zeros(first.DType, Strides.BroadcastDims(sum.Dims, x.Dims));
            Fold(sum, x, step, ctx.Threads);
            sum = step;
        }
        if (ctx.InputCount == 1) result.CopyFrom(first);
        Finish(result, ctx.InputCount, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(ctx.Node.Inputs.Count - 1);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => true;

    /// <summary>One step on symbolic whole numbers, or null where it gives none.</summary>
    protected virtual Dim? OfDims(Dim a, Dim b) => null;

    /// <summary>Whether the operator takes the element type.</summary>
    protected virtual bool Accepts(DType type) => NumericTypes.IsArithmetic(type);

    /// <summary>One step: <c>y = f(a, b)</c>.</summary>
    protected abstract void Fold(Tensor a, Tensor b, Tensor y, Workers threads);

    /// <summary>What follows the last step, in place.</summary>
    protected virtual void Finish(Tensor y, int count, Workers threads)
    {
    }

    private string? Refusal(Node node, DType wanted, DType found) =>
        found != DType.Undefined && !Accepts(found) ? $"there is no {node.Op.Info.Name} of {found.Name()}"
        : wanted != found && wanted != DType.Undefined && found != DType.Undefined
            ? $"all operands must have one type, but there are {wanted.Name()} and {found.Name()}" : null;
}
