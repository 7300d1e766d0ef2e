using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>How an operator is written: name, domain and attributes.</summary>
/// <param name="Name">Operator type.</param>
/// <param name="Domain">Operator domain; empty is <c>ai.onnx</c>.</param>
/// <param name="Attributes">Attributes that differ from the default.</param>
internal sealed record OperatorForm(string Name, string Domain, AttributeMap Attributes)
{
    /// <summary>Name with domain; plain for <c>ai.onnx</c>.</summary>
    public string FullName => Domain.Length == 0 ? Name : $"{Domain}::{Name}";

    /// <summary>The form that says in ONNX what the node's operator says here.</summary>
    public static OperatorForm Of(Node node)
    {
        var attributes = OperatorBinding.ShortAttributes(node.Op);
        var info = node.Op.Info;
        switch (node.Op)
        {
            // Only the contrib operator has images with channels last.
            case QLinearConvOp { ChannelsLast: true }: return new(info.Name, "com.microsoft", attributes);
            // No attribute of ONNX asks for NaN in masked rows; StandardForms leaves only nodes without such rows.
            case AttentionOp: attributes.Take("nan_rows"); break;
            case LabelEncoderOp { ClassesStrings: { } classes }:
                Number(attributes, classes, node.Inputs[0]!.TensorType.DType == DType.String);
                break;
        }
        return new(info.Name, info.Domain, attributes);
    }

    /// <summary>The form in one opset of <c>ai.onnx</c>, where opsets differ in how they say the same.</summary>
    /// <param name="node">The node.</param>
    /// <param name="opset">The opset that is written.</param>
    public static OperatorForm Of(Node node, int opset)
    {
        var form = Of(node);
        switch (node.Op)
        {
            // From opset 18 on equal parts are counted by an attribute, before by the outputs.
            case SplitOp when node.Input(1) is null && opset >= 18:
                form.Attributes.Set("num_outputs", (long)node.Outputs.Count);
                break;
            // Linear is the default of all, under the name that the opset has.
            case GridSampleOp op:
                string mode = op.Mode.StartsWith("bi", StringComparison.Ordinal) ? op.Mode[2..] : op.Mode;
                form.Attributes.Set("mode", mode == "linear" ? null : mode == "cubic" && opset < 20 ? "bicubic" : mode);
                break;
        }
        return form;
    }

    // The form of version 1 is the later one with numbers from 0 on.
    private static void Number(AttributeMap attributes, ValueArray<string> classes, bool fromStrings)
    {
        long[] numbers = [.. Enumerable.Range(0, classes.Count).Select(i => (long)i)];
        attributes.Take("classes_strings");
        attributes.Set(fromStrings ? "keys_strings" : "keys_int64s", fromStrings ? classes.ToArray() : numbers);
        attributes.Set(fromStrings ? "values_int64s" : "values_strings", fromStrings ? numbers : classes.ToArray());
    }
}
