using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The element of the second operand where the condition holds, else that of the third; all three are broadcast.
/// </summary>
[OnnxOperator("Where", Since = 9)]
public sealed record WhereOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.Bool, DType.Undefined);
        var (x, y) = (ctx.Input(1), ctx.Input(2));
        if (x.DType != y.DType && x.DType != DType.Undefined && y.DType != DType.Undefined)
            throw ctx.Error($"both choices must have one type, but they are {x.DType.Name()} and {y.DType.Name()}").AsShapeError();
        var shape = ctx.Broadcast(1, 2) is { } both && ctx.InputShape(0) is { } condition
            ? Shape.Broadcast(condition, both) ?? throw ctx.Error($"the shapes [{condition}] and [{both}] do not broadcast").AsShapeError()
            : null;
        ctx.Output(0, x.DType == DType.Undefined ? y.DType : x.DType, shape);
        if (shape is { Rank: <= 1 } && ctx.Data(0) is { } test && ctx.Data(1) is { } a && ctx.Data(2) is { } b) Choose(ctx, test, a, b);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (test, a, b) = (ctx.Input(0), ctx.Input(1), ctx.Input(2));
        if (test.DType != DType.Bool || a.DType != b.DType)
            throw ctx.Error($"a bool and two operands of one type are wanted, but there are {test.DType.Name()}, {a.DType.Name()} and {b.DType.Name()}").AsRunError();
        long[] dims = (Strides.BroadcastDims(a.Dims, b.Dims) is { } both ? Strides.BroadcastDims(test.Dims, both) : null)
            ?? throw ctx.Error($"the shapes [{test.Type.Shape}], [{a.Type.Shape}] and [{b.Type.Shape}] do not broadcast").AsRunError();
        var y = ctx.Output(0, a.DType, dims);
        var plan = BroadcastPlan.Make(dims, test.Dims.ToArray(), a.Dims.ToArray(), b.Dims.ToArray());
        plan.For(ctx.Threads, (row, rowEnd, column, count) =>
        {
            for (; row < rowEnd; row++)
            {
                switch (a.DType.SizeInBytes())
                {
                    case 0: Select<string>(plan, test, a.Strings, b.Strings, y.Strings, row, column, count); break;
                    case 1: Select<byte>(plan, test, a.Span<byte>(), b.Span<byte>(), y.Span<byte>(), row, column, count); break;
                    case 2: Select<ushort>(plan, test, a.Span<ushort>(), b.Span<ushort>(), y.Span<ushort>(), row, column, count); break;
                    case 4: Select<uint>(plan, test, a.Span<uint>(), b.Span<uint>(), y.Span<uint>(), row, column, count); break;
                    case 8: Select<ulong>(plan, test, a.Span<ulong>(), b.Span<ulong>(), y.Span<ulong>(), row, column, count); break;
                    default: Select<UInt128>(plan, test, a.Span<UInt128>(), b.Span<UInt128>(), y.Span<UInt128>(), row, column, count); break;
                }
            }
        });
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => true;

    private static void Choose(InferContext ctx, IReadOnlyList<Dim> test, IReadOnlyList<Dim> a, IReadOnlyList<Dim> b)
    {
        if (SymbolicContents.Length(a, b) is not { } pair || SymbolicContents.Length(test, new Dim[pair]) is not { } length) return;
        SymbolicContents.Set(ctx, [.. Enumerable.Range(0, length).Select(i =>
        {
            Dim t = SymbolicContents.At(test, i), x = SymbolicContents.At(a, i), y = SymbolicContents.At(b, i);
            return t.IsConstant ? (t.Value != 0 ? x : y) : x == y ? x : (Dim?)null;
        })]);
    }

    private static void Select<T>(BroadcastPlan plan, Tensor test, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, int row, int column, int count)
    {
        ReadOnlySpan<bool> condition = test.Span<bool>();
        int c = plan.Offset(0, row), i = plan.Offset(1, row), j = plan.Offset(2, row), at = row * plan.Columns + column;
        int stepC = plan.IsStretched(0) ? 0 : 1, stepA = plan.IsStretched(1) ? 0 : 1, stepB = plan.IsStretched(2) ? 0 : 1;
        for (int k = 0; k < count; k++)
        {
            int n = column + k;
            y[at + k] = condition[c + n * stepC] ? a[i + n * stepA] : b[j + n * stepB];
        }
    }
}
