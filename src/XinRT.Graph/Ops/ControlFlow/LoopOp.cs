using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Runs a body up to M times while its condition holds. Inputs: M, condition (both optional), carried values, captured
/// values. The body takes iteration number, condition, carried, captured; it gives condition, carried, and one slice of each
/// scan output.</summary>
/// <remarks>Without condition input the body's condition is ignored, as ONNX says, unless M is absent too: then it is the only
/// end that the loop has.</remarks>
[OnnxOperator("Loop", Bodies = ["body"])]
public sealed record LoopOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var body = ctx.Node.Bodies[0];
        int carried = Carried(body);
        if (carried < 0 || ctx.InputCount < body.CapturedCount)
            throw ctx.Error($"the body must take an iteration number and a condition, but it has {body.Inputs.Count} inputs").AsShapeError();
        var types = new IrType[body.Inputs.Count];
        var data = new IReadOnlyList<Dim>?[types.Length];
        types[0] = new TensorType(DType.I64, ScalarLike(body.Inputs[0]));
        types[1] = new TensorType(DType.Bool, ScalarLike(body.Inputs[1]));
        for (int i = 2; i < types.Length; i++)
        {
            int input = Source(ctx.InputCount, body, i);
            types[i] = ctx.AnyInput(input);
            data[i] = ctx.Data(input);
        }
        var join = new CarriedTypes(ctx);
        var results = join.Settle(types, data, firstInput: 2, firstOutput: 1, carried, NeverRuns(ctx));
        for (int i = 0; i < carried; i++)
        {
            // An optional that the body always fills leaves as what it holds.
            bool filled = types[2 + i] is OptionalType && results[1 + i] is not OptionalType;
            ctx.Output(i, join.Leave(filled ? ((OptionalType)types[2 + i]).Element : types[2 + i]));
        }
        if (ctx.OutputCount == carried) return;
        var trips = Trips(ctx, body);
        for (int i = carried; i < ctx.OutputCount; i++)
        {
            if (i + 1 >= results.Count)
                throw ctx.Error($"the node has {ctx.OutputCount} outputs, but the body gives {results.Count - 1}").AsShapeError();
            if (join.Leave(results[i + 1]) is not TensorType slice)
                throw ctx.Error($"scan output {i} must be a tensor, but it is {results[i + 1]}").AsShapeError();
            ctx.Output(i, slice.DType, slice.Shape is { } s ? Shape.Of([trips, .. s.Dims]) : null);
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var body = ctx.Node.Bodies[0];
        int carried = Carried(body);
        long limit = ctx.Has(0) ? One(ctx, 0).ToInt64s()[0] : long.MaxValue;
        bool obeys = ctx.Has(1) || !ctx.Has(0);
        bool more = !ctx.Has(1) || One(ctx, 1).Span<bool>()[0];
        var inputs = new Datum[body.Inputs.Count];
        for (int i = 2; i < inputs.Length; i++) inputs[i] = ctx.AnyInput(Source(ctx.InputCount, body, i));
        var scans = Enumerable.Range(carried, Math.Max(0, body.Outputs.Count - 1 - carried)).Select(i => new StackedSlices(ctx, i)).ToArray();

        inputs[0] = Tensor.From<long>([0], 1).Reshape(Ones(body.Inputs[0]));
        inputs[1] = Tensor.From<bool>([true], 1).Reshape(Ones(body.Inputs[1]));
        var slices = limit > 0 && more || scans.Length == 0 ? [.. body.Outputs.Select(v => v.Type)]
            : BodyTypes.Of(body, [.. inputs.Select(d => d.Type)], inputs);
        for (long iteration = 0; iteration < limit && more; iteration++)
        {
            inputs[0] = Tensor.From<long>([iteration], 1).Reshape(Ones(body.Inputs[0]));
            inputs[1] = Tensor.From<bool>([true], 1).Reshape(Ones(body.Inputs[1]));
            var results = ctx.RunBody(0, inputs);
            if (obeys) more = results[0] is Tensor { Count: 1, DType: DType.Bool } c ? c.Span<bool>()[0]
                : throw ctx.Error($"the body's condition must be one bool, but it is {results[0].Type}").AsRunError();
            for (int i = 0; i < carried; i++) inputs[2 + i] = results[1 + i];
            for (int i = 0; i < scans.Length; i++)
                if (ctx.Wants(carried + i)) scans[i].Add(results[1 + carried + i]);
        }
        for (int i = 0; i < carried; i++)
        {
            bool filled = inputs[2 + i] is OptionalDatum { Value: not null } && body.Outputs[1 + i].Type is not OptionalType;
            ctx.SetOutput(i, filled ? ((OptionalDatum)inputs[2 + i]).Value! : inputs[2 + i]);
        }
        for (int i = 0; i < scans.Length; i++) scans[i].Write(slices[1 + carried + i], axis: 0, backwards: false);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static bool NeverRuns(InferContext ctx) => ctx.Has(0) && ctx.Data(0) is [{ IsConstant: true, Value: <= 0 }]
        || ctx.Has(1) && ctx.Constant(1) is { Count: 1 } c && !c.Span<bool>()[0];

    private static int Carried(Graph body) => body.Inputs.Count - 2 - body.CapturedCount;

    // Node input behind a body input: carried values from the front, captured ones from the back.
    private static int Source(int inputCount, Graph body, int input)
    {
        int fromEnd = body.Inputs.Count - input;
        return fromEnd <= body.CapturedCount ? inputCount - fromEnd : input;
    }

    // Some exporters declare number and condition as one-element vectors; the body then counts on that rank.
    private static Shape ScalarLike(Value input) => input.TensorType.Shape is { Rank: 1 } ? Shape.Of([(Dim)1]) : Shape.Scalar;

    private static long[] Ones(Value input) => input.TensorType.Shape is { Rank: 1 } ? [1] : [];

    private static Tensor One(EvalContext ctx, int input)
    {
        var tensor = ctx.Input(input);
        return tensor.Count == 1 ? tensor : throw ctx.Error($"input {input} must be one element, but it is {tensor.Type}").AsRunError();
    }

    // The length of scan outputs is M if no condition can end the loop earlier.
    private static Dim Trips(InferContext ctx, Graph body)
    {
        bool counted = !ctx.Has(1) || (ctx.Constant(1) is { Count: 1 } c && c.Span<bool>()[0] && StaysTrue(body.Outputs[0], body.Inputs[1]));
        return counted && ctx.Has(0) && ctx.Data(0) is [var trips] ? Dim.Max(trips, 0) : ctx.NewDim();
    }

    private static bool StaysTrue(Value? condition, Value input)
    {
        while (condition is { Producer: { Op: IdentityOp } node }) condition = node.Inputs[0];
        return condition == input || (condition?.Constant is { DType: DType.Bool, Count: 1 } c && c.Span<bool>()[0]);
    }
}
