using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Scan as opset 8 defined it: each element of a batch is scanned by itself. Inputs: sequence lengths <c>[B]</c>
/// (optional), states <c>[B,…]</c>, scan inputs <c>[B,S,…]</c>, captured values. Scan outputs behind the length are 0.</summary>
[OnnxOperator("BatchedScan", Domain = "xinrt", Bodies = ["body"])]
public sealed record BatchedScanOp(long NumScanInputs, ValueArray<long> Directions = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        int states = States(ctx.InputCount, ctx.Node.Bodies[0]);
        if (NumScanInputs < 1 || states < 0)
        {
            throw ctx.Error($"the node needs 1 or more scan inputs among its inputs, but num_scan_inputs is {NumScanInputs}"
                + $" and the node has {ctx.InputCount} inputs").AsShapeError();
        }
        var types = new IrType[ctx.InputCount - 1];
        var data = new IReadOnlyList<Dim>?[types.Length];
        Dim? batch = null, steps = null;
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = ctx.AnyInput(1 + i);
            if (i >= states + NumScanInputs) data[i] = ctx.Data(1 + i);
            else if (ctx.InputShape(1 + i) is { } shape)
            {
                int own = i < states ? 1 : 2;
                if (shape.Rank < own) throw ctx.Error($"input {1 + i} must have {own} axes or more, but it is [{shape}]").AsShapeError();
                batch ??= shape[0];
                if (i >= states) steps ??= shape[1];
                types[i] = ctx.Input(1 + i) with { Shape = Shape.Of(shape.Dims[own..]) };
            }
        }
        var join = new CarriedTypes(ctx);
        var results = join.Settle(types, data, firstInput: 0, firstOutput: 0, states, neverRuns: false);
        for (int i = 0; i < ctx.OutputCount; i++)
        {
            if (join.Leave(i < states ? types[i] : results[i]) is not TensorType t)
                throw ctx.Error($"output {i} must be a tensor, but it is {results[i]}").AsShapeError();
            Dim b = batch ?? ctx.NewDim();
            ctx.Output(i, t.DType, t.Shape is not { } s ? null
                : i < states ? Shape.Of([b, .. s.Dims]) : Shape.Of([b, steps ?? ctx.NewDim(), .. s.Dims]));
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var body = ctx.Node.Bodies[0];
        int states = States(ctx.InputCount, body);
        var first = ctx.Input(1 + states);
        long batch = first.Dims[0], steps = first.Dims[1];
        long[]? lengths = ctx.OptionalInput(0)?.ToInt64s();
        var stacks = Enumerable.Range(0, body.Outputs.Count).Select(i => new StackedSlices(ctx, i)).ToArray();
        for (long b = 0; b < batch; b++)
        {
            long length = lengths is null ? steps : lengths[b];
            if (length < 0 || length > steps) throw ctx.Error($"a length must be from 0 to {steps}, but one is {length}").AsRunError();
            var results = ScanOne(ctx, body, states, b, steps, length);
            for (int i = 0; i < stacks.Length; i++) stacks[i].Add(results[i]);
        }
        for (int i = 0; i < stacks.Length; i++) stacks[i].Write(body.Outputs[i].Type, axis: 0, backwards: false);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private Tensor[] ScanOne(EvalContext ctx, Graph body, int states, long element, long steps, long length)
    {
        var inputs = new Datum[ctx.InputCount - 1];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = i < states ? Part(ctx.Input(1 + i), element) : ctx.AnyInput(1 + i);
        var slices = Enumerable.Range(states, body.Outputs.Count - states).Select(_ => new List<Tensor>()).ToArray();
        for (long k = 0; k < length; k++)
        {
            for (int i = 0; i < NumScanInputs; i++)
            {
                bool backwards = i < Directions.Count && Directions[i] == 1;
                inputs[states + i] = Part(Part(ctx.Input(1 + states + i), element), backwards ? length - 1 - k : k);
            }
            var results = ctx.RunBody(0, inputs);
            for (int i = 0; i < states; i++) inputs[i] = results[i];
            for (int i = 0; i < slices.Length; i++) slices[i].Add((Tensor)results[states + i]);
        }
        return [.. inputs[..states].Cast<Tensor>(), .. slices.Select((s, i) => Filled(body.Outputs[states + i].TensorType, s, steps))];
    }

    // One element of the first axis; shares the memory.
    private static Tensor Part(Tensor x, long index)
    {
        var dims = x.Dims[1..];
        int count = (int)Strides.Count(dims), at = (int)index * count;
        if (x.DType == DType.String) return Tensor.OfStrings(x.Strings.Slice(at, count).ToArray(), dims);
        int size = x.DType.SizeInBytes();
        return new Tensor(x.DType, dims, x.Bytes.Slice(at * size, count * size));
    }

    private static Tensor Filled(TensorType type, List<Tensor> slices, long steps)
    {
        long[] dims = slices.Count > 0 ? slices[0].Dims.ToArray()
            : [.. (type.Shape ?? Shape.Scalar).Select(d => d.IsConstant ? Math.Max(0, d.Value) : 0)];
        var whole = Tensor.Zeros(slices.Count > 0 ? slices[0].DType : type.DType, [steps, .. dims]);
        var strides = Strides.Of(dims);
        long step = Strides.Count(dims);
        for (int i = 0; i < slices.Count; i++) StridedCopy.Run(slices[i], 0, strides, whole, i * step, strides, dims);
        return whole;
    }

    private int States(int inputCount, Graph body) => (int)Math.Max(-1, inputCount - 1 - body.CapturedCount - Math.Max(0, NumScanInputs));
}
