using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Runs a body over the slices of its scan inputs. Inputs: states, scan inputs, captured values; the body takes states,
/// one slice of each scan input, captured values, and gives states and one slice of each scan output. Axes and directions
/// (1 is backwards) default to 0.</summary>
[OnnxOperator("Scan", Since = 9, Bodies = ["body"])]
public sealed record ScanOp(long NumScanInputs, ValueArray<long> ScanInputAxes = default, ValueArray<long> ScanInputDirections = default,
    ValueArray<long> ScanOutputAxes = default, ValueArray<long> ScanOutputDirections = default) : Operator
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
        var types = new IrType[ctx.InputCount];
        var data = new IReadOnlyList<Dim>?[types.Length];
        Dim? trips = null;
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = ctx.AnyInput(i);
            data[i] = ctx.Data(i);
            int scan = i - states;
            if (scan < 0 || scan >= NumScanInputs) continue;
            data[i] = null;
            if (ctx.InputShape(i) is not { } shape) continue;
            int axis = ctx.Axis(At(ScanInputAxes, scan), shape.Rank);
            if (trips is { IsConstant: true } t && shape[axis].IsConstant && t != shape[axis])
                throw ctx.Error($"all scan inputs must have as many slices, but one has {t} and input {i} has {shape[axis]}").AsShapeError();
            if (trips is null || shape[axis].IsConstant) trips = shape[axis];
            types[i] = ctx.Input(i) with { Shape = shape.Without(axis) };
        }
        var join = new CarriedTypes(ctx);
        var results = join.Settle(types, data, firstInput: 0, firstOutput: 0, states, trips is { IsConstant: true, Value: 0 });
        if (results.Count < ctx.OutputCount)
            throw ctx.Error($"the node has {ctx.OutputCount} outputs, but the body gives {results.Count}").AsShapeError();
        for (int i = 0; i < ctx.OutputCount; i++)
        {
            if (i < states)
            {
                ctx.Output(i, join.Leave(types[i]));
                continue;
            }
            if (join.Leave(results[i]) is not TensorType slice)
                throw ctx.Error($"scan output {i} must be a tensor, but it is {results[i]}").AsShapeError();
            Shape? whole = null;
            if (slice.Shape is { } s)
            {
                int axis = ctx.Axis(At(ScanOutputAxes, i - states), s.Rank + 1);
                whole = Shape.Of([.. s.Dims[..axis], trips ?? ctx.NewDim(), .. s.Dims[axis..]]);
            }
            ctx.Output(i, slice.DType, whole);
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var body = ctx.Node.Bodies[0];
        int states = States(ctx.InputCount, body);
        var inputs = new Datum[ctx.InputCount];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = ctx.AnyInput(i);
        var sources = Enumerable.Range(0, (int)NumScanInputs).Select(i => ctx.Input(states + i)).ToArray();
        int[] axes = [.. sources.Select((x, i) => ctx.Axis(At(ScanInputAxes, i), x.Rank))];
        long trips = sources[0].Dims[axes[0]];
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].Dims[axes[i]] != trips)
                throw ctx.Error($"all scan inputs must have {trips} slices, but input {states + i} has {sources[i].Dims[axes[i]]}").AsRunError();
        }
        var scans = Enumerable.Range(states, body.Outputs.Count - states).Select(i => new StackedSlices(ctx, i)).ToArray();

        var slices = trips > 0 || scans.Length == 0 ? [.. body.Outputs.Select(v => v.Type)]
            : BodyTypes.Of(body, [.. inputs.Select((d, i) => Sliced(d, i - states, axes))],
                [.. inputs.Select((d, i) => i >= states && i < states + axes.Length ? null : d)]);
        for (long k = 0; k < trips; k++)
        {
            for (int i = 0; i < sources.Length; i++)
                inputs[states + i] = Slice(sources[i], axes[i], At(ScanInputDirections, i) == 1 ? trips - 1 - k : k);
            var results = ctx.RunBody(0, inputs);
            for (int i = 0; i < states; i++) inputs[i] = results[i];
            for (int i = 0; i < scans.Length; i++)
                if (ctx.Wants(states + i)) scans[i].Add(results[states + i]);
        }
        for (int i = 0; i < states; i++) ctx.SetOutput(i, inputs[i]);
        for (int i = 0; i < scans.Length; i++)
            scans[i].Write(slices[states + i], At(ScanOutputAxes, i), At(ScanOutputDirections, i) == 1);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private int States(int inputCount, Graph body) => (int)Math.Max(-1, inputCount - body.CapturedCount - Math.Max(0, NumScanInputs));

    // The type of one slice of a scan input; of others the whole.
    private static IrType Sliced(Datum input, int scan, int[] axes) => scan < 0 || scan >= axes.Length || input.Type is not TensorType { Shape: { } shape } type
        ? input.Type : type with { Shape = shape.Without(axes[scan]) };

    private static long At(ValueArray<long> list, int index) => index < list.Count ? list[index] : 0;

    private static Tensor Slice(Tensor x, int axis, long index)
    {
        var strides = Strides.Of(x.Dims);
        long[] dims = [.. x.Dims[..axis], .. x.Dims[(axis + 1)..]];
        var slice = Tensor.Zeros(x.DType, dims);
        StridedCopy.Run(x, index * strides[axis], [.. strides[..axis], .. strides[(axis + 1)..]], slice, 0, Strides.Of(dims), dims);
        return slice;
    }
}
