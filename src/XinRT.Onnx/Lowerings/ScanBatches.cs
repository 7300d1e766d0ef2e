using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Lowerings;

/// <summary>Scan of opset 8 had a batch axis before the scan axis: it becomes an outer Scan over samples around an inner one
/// over the slices of a sample.</summary>
[OnnxLowering("Scan", Below = 9)]
public sealed class ScanBatches : Lowering
{
    // The old form has no such attribute, so it marks the inner node as being of the new form.
    private const string NewForm = "scan_input_axes";

    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Has(NewForm))
        {
            node.Version = 9;
            ctx.Emit(node);
            return;
        }
        if (node.Input(0).Length > 0)
        {
            throw new ModelException("XIN1002", $"Scan '{node.Name}'", "sequence lengths of samples are not supported in the form of opset 8",
                hint: "convert the model to opset 9 or later");
        }
        if (!node.Bodies.TryGetValue("body", out var body)) throw new ModelException("XIN1004", $"Scan '{node.Name}'", "the node needs a body, but it has none");
        var inputs = node.Inputs.Skip(1).ToList();
        long scans = node.Attributes.Int("num_scan_inputs", 1);
        var inner = new NodeProto { Name = node.Name, OpType = "Scan" };
        inner.Attribute.Add(Graph("body", body));
        inner.Attribute.Add(new AttributeProto { Name = "num_scan_inputs", Type = AttributeProto.Types.Kind.Int, I = scans });
        inner.Attribute.Add(Ints(NewForm, new long[Math.Clamp(scans, 0, inputs.Count)]));
        if (node.Attributes.Get<long[]>("directions") is { } directions) inner.Attribute.Add(Ints("scan_input_directions", directions));

        var outer = new GraphProto { Name = $"{node.Name}/sample" };
        foreach (string input in inputs)
        {
            string name = ctx.NewName("sample");
            var type = new TypeProto { TensorType = new TypeProto.Types.TensorKind { ElemType = (int)ctx.DTypeOf(input) } };
            outer.Input.Add(new ValueInfoProto { Name = name, Type = type });
            inner.Input.Add(name);
        }
        foreach (string _ in node.Outputs)
        {
            string name = ctx.NewName("result");
            inner.Output.Add(name);
            outer.Output.Add(new ValueInfoProto { Name = name });
        }
        outer.Node.Add(inner);
        var samples = new OnnxNode { Name = node.Name, OpType = "Scan", Inputs = inputs, Outputs = [.. node.Outputs] };
        samples.Attributes.Set("num_scan_inputs", (long)inputs.Count);
        samples.Bodies["body"] = outer;
        ctx.Emit(samples);
    }

    private static AttributeProto Ints(string name, long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.Kind.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static AttributeProto Graph(string name, GraphProto graph) =>
        new() { Name = name, Type = AttributeProto.Types.Kind.Graph, G = graph };
}
