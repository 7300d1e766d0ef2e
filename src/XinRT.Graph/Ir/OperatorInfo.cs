namespace XinRT.Ir;

/// <summary>Registry entry of an operator: names and attribute binding. Written by the source generator.</summary>
public sealed record OperatorInfo(string Name, string Domain, int Since, Type Type, ValueArray<string> Bodies,
    Func<AttributeMap, Operator> Create, Action<Operator, AttributeMap> Write)
{
    /// <summary>Name with domain, such as <c>com.microsoft::Gelu</c>; plain for <c>ai.onnx</c>.</summary>
    public string FullName => Domain.Length == 0 ? Name : $"{Domain}::{Name}";

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
