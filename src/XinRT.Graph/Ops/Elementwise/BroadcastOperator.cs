using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A function of two elements of one type, with broadcasting.</summary>
public abstract record BroadcastOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var (a, b) = (ctx.InputDType(0), ctx.InputDType(1));
        if (Refusal(ctx.Node, a, b) is { } reason) throw ctx.Error(reason).AsShapeError();
        ctx.Output(0, ResultType(a == DType.Undefined ? b : a), ctx.Broadcast(0, 1));
        SymbolicContents.Binary(ctx, (x, y) => OfDims(x, y, a.IsFloat()));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (a, b) = (ctx.Input(0), ctx.Input(1));
        if (Refusal(ctx.Node, a.DType, b.DType) is { } reason) throw ctx.Error(reason).AsRunError();
        long[] dims = ResultDims(a, b)
            ?? throw ctx.Error($"the shapes [{a.Type.Shape}] and [{b.Type.Shape}] do not broadcast").AsRunError();
        Run(a, b, ctx.Output(0, ResultType(a.DType), dims), ctx.Threads);
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => true;

    /// <summary>The function of two symbolic whole numbers, or null where it is not one.</summary>
    protected virtual Dim? OfDims(Dim a, Dim b, bool isFloat) => null;

    /// <summary>Sizes of the result, or null if the operands do not fit each other.</summary>
    protected virtual long[]? ResultDims(Tensor a, Tensor b) => Strides.BroadcastDims(a.Dims, b.Dims);

    /// <summary>Whether the operator takes the element type.</summary>
    protected virtual bool Accepts(DType type) => NumericTypes.IsArithmetic(type);

    /// <summary>Whether the operands may have different element types.</summary>
    protected virtual bool AcceptsMixed => false;

    /// <summary>Element type of the result.</summary>
    protected virtual DType ResultType(DType operand) => operand;

    /// <summary>Computes a whole tensor; its sizes are those of the operands broadcast together.</summary>
    protected abstract void Run(Tensor a, Tensor b, Tensor y, Workers threads);

    private string? Refusal(Node node, DType a, DType b)
    {
        foreach (var type in (ReadOnlySpan<DType>)[a, b])
            if (type != DType.Undefined && !Accepts(type)) return $"there is no {node.Op.Info.Name} of {type.Name()}";
        return a == b || AcceptsMixed || a == DType.Undefined || b == DType.Undefined ? null
            : $"both operands must have one type, but they are {a.Name()} and {b.Name()}";
    }
}
