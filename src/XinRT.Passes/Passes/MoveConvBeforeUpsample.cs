using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Lets a 1x1 convolution work on an image before it is enlarged to the nearest pixels: <c>Conv(Resize(x),
/// w)</c> → <c>Resize(Conv(x, w))</c>, and, by channels of the filters, <c>Conv(Concat(Resize(x), y), w)</c> →
/// <c>Resize(Conv(x, w₁)) + Conv(y, w₂)</c>. Each pixel of the larger image is one of the smaller.</summary>
public sealed class MoveConvBeforeUpsample : Pass
{
    // Twice as many pixels save half of the products; with fewer the sum costs what is saved.
    private const long LeastGrowth = 2;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        return Move(graph, context);
    }

    private bool Move(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            foreach (var body in node.Bodies) changed |= Move(body, context);
            if (node.Op is not (ConcatOp or ResizeOp) || node.Outputs[0] is not { Users.Count: > 0 } whole) continue;
            if (!whole.Users.Any(n => n.Op is ConvOp)) continue;
            IReadOnlyList<Value> parts = node.Op is ConcatOp ? [.. node.Inputs.OfType<Value>()] : [whole];
            if (!parts.Any(p => p.Producer is { Op: ResizeOp })) continue;
            if (WhyNot(graph, node, whole, parts) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            foreach (var conv in whole.Users.ToList())
            {
                if (!context.MayRewrite) return changed;
                context.Log.AddApplied(Name, conv.Name);
                Split(graph, conv, parts, context);
                changed = true;
            }
        }
        return changed;
    }

    private static string? WhyNot(Graph graph, Node node, Value whole, IReadOnlyList<Value> parts)
    {
        if (graph.IsOutput(whole)) return $"'{whole.Name}' is an output of the graph";
        if (whole.TensorType.Shape is not { Rank: >= 3 } shape) return $"the shape of '{whole.Name}' is not known";
        if (node.Op is ConcatOp { Axis: var axis } && axis != 1 && axis != 1 - shape.Rank)
            return "it does not join channels";
        if (parts.Any(p => p.TensorType.Shape is not { } s || !s[1].IsConstant))
            return "the number of channels is not known";
        foreach (var reader in whole.Users)
            if (WhyNotLayer(reader, whole) is { } reason) return reason;
        string? last = null;
        var enlarged = parts.Where(p => p.Producer is { Op: ResizeOp });
        return enlarged.Any(p => (last = WhyNotEnlarged(graph, p)) is null) ? null : last;
    }

    private static string? WhyNotLayer(Node reader, Value whole)
    {
        if (reader.Op is not ConvOp { Group: 1 } conv || reader.Inputs[0] != whole)
            return $"{reader} also reads '{whole.Name}'";
        if (reader.Inputs[1]!.Constant is not { } weights) return $"the filters of {reader} are not constant";
        bool isPlain = !weights.Dims[2..].ContainsAnyExcept(1) && conv.Pads.All(p => p == 0)
            && conv.Strides.All(s => s == 1);
        return isPlain ? null : $"{reader} is not a 1x1 convolution of stride 1";
    }

    private static string? WhyNotEnlarged(Graph graph, Value part)
    {
        var node = part.Producer!;
        var resize = (ResizeOp)node.Op;
        if (part.Users.Distinct().Count() > 1 && part.Users.Any(n => n.Op is not ConvOp))
            return $"'{part.Name}' is also read elsewhere";
        if (graph.IsOutput(part)) return $"'{part.Name}' is an output of the graph";
        if (resize.Mode != "nearest" || resize.CoordinateTransformationMode == "tf_crop_and_resize"
            || resize.KeepAspectRatioPolicy != "stretch") return $"{node} does not repeat the nearest pixels";
        var to = part.TensorType.Shape!;
        if (node.Inputs[0]!.TensorType.Shape is not { } from || from[0] != to[0] || from[1] != to[1])
            return $"{node} changes more than the size of the image";
        if (node.Input(3) is { } sizes && resize.Axes.IsEmpty && sizes.Constant is null)
            return $"the sizes of {node} are not constant";
        if (resize.Axes.Any(a => a is 1 || a == 1 - from.Rank)) return $"{node} names the axis of channels";
        double growth = node.Input(2)?.Constant is { Count: > 0 } scales
            ? scales.ToDoubles().Aggregate(1.0, (a, b) => a * b) : Growth(from, to);
        return growth >= LeastGrowth ? null : $"{node} hardly enlarges the image";
    }

    private static double Growth(Shape from, Shape to) =>
        from.TryGetStatic(out long[]? a) && to.TryGetStatic(out long[]? b)
            ? CostContext.Product(b) / CostContext.Product(a) : 0;

    private static void Split(Graph graph, Node conv, IReadOnlyList<Value> parts, PassContext context)
    {
        var output = conv.Outputs[0]!;
        var editor = new GraphEditor(graph, [conv], output.Name, context.Symbols);
        var weights = conv.Inputs[1]!.Constant!;
        var others = new List<(Value Part, long First)>();
        var enlarged = new List<(Value Part, long First)>();
        long at = 0;
        foreach (var part in parts)
        {
            bool moves = part.Producer is { Op: ResizeOp } && WhyNotEnlarged(graph, part) is null;
            (moves ? enlarged : others).Add((part, at));
            at += part.TensorType.Shape![1].Value;
        }
        // The bias goes with the part at full size, whose kernel adds the others, if there is one.
        var bias = conv.Input(2);
        Value? sum = null;
        if (others.Count > 0)
        {
            var rest = others.Count == 1 ? others[0].Part
                : editor.Add(new ConcatOp(1), [.. others.Select(o => o.Part)]);
            sum = Layer(rest, others, bias);
            bias = null;
        }
        foreach (var (part, first) in enlarged)
        {
            var node = part.Producer!;
            var small = Layer(node.Inputs[0]!, [(part, first)], bias);
            bias = null;
            var settings = node.Inputs.Skip(1).Select((v, i) => i == 2 ? Sizes((ResizeOp)node.Op, v) : v);
            var large = editor.Add(node.Op, [small, .. settings]);
            sum = sum is null ? large : editor.Add(new AddOp(), sum, large);
        }
        (sum!.Type, sum.Data) = (output.Type, output.Data);
        graph.InsertBefore(conv, editor.Added);
        ValueReplacement.Apply(graph, output, sum, takeName: true);
        graph.RemoveAll(n => n == conv);

        Value Layer(Value x, IReadOnlyList<(Value Part, long First)> of, Value? addend)
        {
            var channels = of.Select(p => (p.First, p.Part.TensorType.Shape![1].Value));
            var own = editor.Constant(Columns(weights, [.. channels]));
            return addend is null ? editor.Add(conv.Op, x, own) : editor.Add(conv.Op, x, own, addend);
        }

        // Sizes of all axes tell the channels too.
        Value? Sizes(ResizeOp op, Value? given)
        {
            if (given?.Constant is not { } sizes || op.Axes.Count > 0) return given;
            long[] changed = sizes.ToInt64s();
            changed[1] = weights.Dim(0);
            return editor.Integers(changed);
        }
    }

    // The filters' parts for some channels of the input.
    private static Tensor Columns(Tensor weights, IReadOnlyList<(long First, long Count)> channels)
    {
        long all = weights.Dim(1), kept = channels.Sum(c => c.Count);
        long[] dims = weights.Dims.ToArray();
        dims[1] = kept;
        var result = Tensor.Zeros(weights.DType, dims);
        int size = weights.DType.SizeInBytes(), to = 0;
        for (long n = 0; n < dims[0]; n++)
        {
            foreach (var (first, count) in channels)
            {
                int bytes = (int)count * size;
                weights.Bytes.Span.Slice((int)((n * all + first) * size), bytes).CopyTo(result.Bytes.Span[to..]);
                to += bytes;
            }
        }
        return result;
    }
}
