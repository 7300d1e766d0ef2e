using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Sum of products over named axes: every label that the output does not name is summed. A label twice in one operand
/// takes its diagonal.</summary>
[OnnxOperator("Einsum", Since = 12)]
public sealed record EinsumOp(string Equation) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var type = ctx.InputDType(0);
        if (!type.IsFloat() && !type.IsInteger()) throw ctx.Error($"input 0 must be numeric, but it is {type.Name()}").AsShapeError();
        var shapes = new Shape?[ctx.InputCount];
        for (int i = 0; i < shapes.Length; i++)
        {
            ctx.Require(i, type);
            shapes[i] = ctx.InputShape(i);
        }
        if (shapes.Any(s => s is null))
        {
            ctx.Output(0, type, null);
            return;
        }
        var equation = EinsumEquation.Parse(Equation, [.. shapes.Select(s => s!.Rank)], because => ctx.Error(because).AsShapeError());
        var sizes = new Dictionary<int, Dim>();
        for (int i = 0; i < shapes.Length; i++)
        {
            for (int axis = 0; axis < shapes[i]!.Rank; axis++)
            {
                int label = equation.Inputs[i][axis];
                Dim here = shapes[i]![axis], known = sizes.GetValueOrDefault(label, here);
                if (here.IsConstant && known.IsConstant && here != known && here != 1 && known != 1)
                    throw ctx.Error($"axis {axis} of operand {i} has {here} elements, but its label has {known} elsewhere").AsShapeError();
                sizes[label] = Dim.Broadcast(known, here);
            }
        }
        ctx.Output(0, type, Shape.Of([.. equation.Output.Select(l => sizes.GetValueOrDefault(l, 1))]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var operands = Enumerable.Range(0, ctx.InputCount).Select(ctx.Input).ToArray();
        var equation = EinsumEquation.Parse(Equation, [.. operands.Select(t => t.Rank)], because => ctx.Error(because).AsRunError());
        var type = operands[0].DType;
        // Integers wrap, so the low bits of 64-bit sums are exact.
        var compute = type == DType.F64 ? DType.F64 : type.IsFloat() ? DType.F32 : DType.I64;
        var views = operands.Select((t, i) => LabeledTensor.Of(Widen(t, compute), equation.Inputs[i])).ToArray();
        var result = compute switch
        {
            DType.F32 => EinsumContraction.Run<float>(ctx.Threads, views, equation.Output),
            DType.F64 => EinsumContraction.Run<double>(ctx.Threads, views, equation.Output),
            _ => EinsumContraction.Run<long>(ctx.Threads, views, equation.Output),
        };
        var y = ctx.Output(0, type, result.Dims);
        if (type == compute) y.CopyFrom(result);
        else if (compute == DType.F32) SinglePrecision.Narrow(result, y);
        else IntegerBits.Truncate(result.Span<long>(), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        var shapes = Enumerable.Range(0, ctx.Node.Inputs.Count).Select(ctx.Input).ToArray();
        var equation = EinsumEquation.Parse(Equation, [.. shapes.Select(s => s.Length)],
            because => OpError.At(ctx.Node).Because(because).AsShapeError());
        var sizes = new Dictionary<int, long>();
        for (int i = 0; i < shapes.Length; i++)
            for (int axis = 0; axis < shapes[i].Length; axis++)
                sizes[equation.Inputs[i][axis]] = Math.Max(sizes.GetValueOrDefault(equation.Inputs[i][axis]), shapes[i][axis]);
        return new(2.0 * CostContext.Product([.. sizes.Values]), ctx.Bytes);
    }

    private static Tensor Widen(Tensor x, DType compute) => x.DType == compute ? x
        : compute == DType.F32 ? SinglePrecision.Widen(x)
        : IntegerBits.Extend(x);
}
