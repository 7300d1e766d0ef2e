namespace XinRT.Ir;

/// <summary>All operators by name and by class. The generated half lists them.</summary>
public static partial class OperatorRegistry
{
    /// <summary>Every operator, in order of domain and name. A class bound to two ONNX names is listed twice.</summary>
    public static IReadOnlyList<OperatorInfo> Infos =>
        [.. All().OrderBy(i => i.Domain, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>The entry of an ONNX operator, or null. <c>ai.onnx</c> and the empty domain are the same.</summary>
    public static OperatorInfo? Find(string domain, string name) => ByName(domain is "" or "ai.onnx" ? name : $"{domain}::{name}");

    /// <summary>The entry of an operator's class.</summary>
    public static OperatorInfo Of(Operator op) =>
        ByClass(op.GetType().FullName) ?? throw new ArgumentException($"{op.GetType().Name} is not bound to an ONNX operator.", nameof(op));

    private static partial IEnumerable<OperatorInfo> All();

    private static partial OperatorInfo? ByName(string name);

    private static partial OperatorInfo? ByClass(string? name);
}
