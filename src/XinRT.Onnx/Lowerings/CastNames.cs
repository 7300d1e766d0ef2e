namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 6 Cast named its type by a word.</summary>
[OnnxLowering("Cast", Below = 6)]
public sealed class CastNames : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string[] names =
            ["UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32", "UINT64"];
        if (node.Attributes.Take("to") is string name) node.Attributes.Set("to", (long)Array.IndexOf(names, name.ToUpperInvariant()));
        node.Version = 6;
        ctx.Emit(node);
    }
}
