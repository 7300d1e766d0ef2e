namespace XinRT.Ir;

/// <summary>Binds an operator record to an ONNX operator. The generator registers the class and maps constructor
/// parameters to attributes: <c>KernelShape</c> reads <c>kernel_shape</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OnnxOperatorAttribute(string name) : Attribute
{
    /// <summary>ONNX operator type.</summary>
    public string Name { get; } = name;

    /// <summary>Operator domain; empty is <c>ai.onnx</c>.</summary>
    public string Domain { get; init; } = "";

    /// <summary>First opset whose form the record reads directly. Older forms need a lowering in <c>XinRT.Onnx</c>.</summary>
    public int Since { get; init; } = 1;

    /// <summary>Names of the graph attributes, in the order of <see cref="Node.Bodies"/>.</summary>
    public string[] Bodies { get; init; } = [];
}

/// <summary>Names the ONNX attribute of a constructor parameter when the rule (snake case) does not give it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OnnxNameAttribute(string name) : Attribute
{
    /// <summary>The attribute's name.</summary>
    public string Name { get; } = name;
}
