using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Lowerings;

/// <summary>An ONNX node on its way into the graph: names, attributes and bodies, free to be changed by lowerings.</summary>
public sealed class OnnxNode
{
    /// <summary>Operator version of nodes made by lowerings: the newest, so that no lowering applies again.</summary>
    public const int Newest = int.MaxValue;

    /// <summary>Node name.</summary>
    public required string Name { get; init; }

    /// <summary>Operator type.</summary>
    public required string OpType { get; set; }

    /// <summary>Operator domain; empty is <c>ai.onnx</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Opset version of the domain in the model.</summary>
    public int Version { get; set; } = Newest;

    /// <summary>Names of operands; empty is absent.</summary>
    public List<string> Inputs { get; init; } = [];

    /// <summary>Names of results; empty is not wanted.</summary>
    public List<string> Outputs { get; init; } = [];

    /// <summary>All attributes but graphs.</summary>
    public AttributeMap Attributes { get; init; } = new();

    /// <summary>Graph attributes.</summary>
    public Dictionary<string, GraphProto> Bodies { get; init; } = [];

    /// <summary>The name of an operand, or empty if absent.</summary>
    public string Input(int index) => index < Inputs.Count ? Inputs[index] : "";

    /// <summary>Puts an operand into a slot, with absent ones before it.</summary>
    public void SetInput(int index, string name)
    {
        while (Inputs.Count <= index) Inputs.Add("");
        Inputs[index] = name;
    }
}
