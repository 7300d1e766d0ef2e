namespace XinRT.TestKit;

/// <summary>Cases of one operator: small graphs with the outputs they must give. The class is found by its base type; its name
/// is the operator's ONNX name and <c>Cases</c>.</summary>
public abstract class OperatorCases
{
    /// <summary>All cases.</summary>
    public abstract IEnumerable<OperatorCase> All { get; }

    /// <summary>A graph in text form and its outputs as constants, such as <c>f32[2](0.5, 1)</c>.</summary>
    protected static OperatorCase Case(string name, string graph, params string[] expected) => new(name, graph, expected);
}

/// <summary>One graph and what it must give. Floats agree within the tolerance of their type, all else exactly; an expected
/// text that begins with <c>throws</c> names the error code wanted instead.</summary>
public sealed record OperatorCase(string Name, string Graph, string[] Expected);
