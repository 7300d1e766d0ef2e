using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Joins the keys or values of earlier steps with new ones.</summary>
internal static class KeyValueCache
{
    /// <summary>Writes the past <c>[batch, heads, past, depth]</c> and the new rows behind it into an output
    /// <c>[batch, heads, total, depth]</c>, or into memory of its own if nobody wants that. Without past and output the new
    /// rows stay where they are.</summary>
    public static HeadView Join(EvalContext ctx, int output, Tensor? past, HeadView current, int batch, int heads, int rows, int depth)
    {
        if (past is null && !ctx.Wants(output)) return current;
        if (past is not null && (past.Rank != 4 || past.Dims[0] != batch || past.Dims[1] != heads || past.Dims[3] != depth
            || past.DType != current.Data.DType))
        {
            throw ctx.Error($"the past must be {current.Data.DType.Name()}[{batch},{heads},·,{depth}], but it is {past.Type}").AsRunError();
        }
        int before = past is null ? 0 : (int)past.Dims[2];
        long[] dims = [batch, heads, before + rows, depth];
        var joined = ctx.Wants(output) ? ctx.Output(output, current.Data.DType, dims) : Tensor.Zeros(current.Data.DType, dims);
        var target = HeadView.OfHeads(joined);
        if (past is not null) HeadView.OfHeads(past).CopyTo(target, batch, heads, before, depth);
        current.CopyTo(target.Skip(before), batch, heads, rows, depth);
        return target;
    }
}
