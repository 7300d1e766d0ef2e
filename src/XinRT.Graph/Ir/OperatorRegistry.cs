namespace XinRT.Ir;

/// <summary>All operators by name and by class. The generated half lists them.</summary>
public static partial class OperatorRegistry
{
    private static readonly Dictionary<string, OperatorInfo> ByName = new(StringComparer.Ordinal);
    private static readonly Dictionary<Type, OperatorInfo> ByType = [];

    // The first engine of a process waits for this.
    static OperatorRegistry()
    {
        foreach (var info in All())
        {
            ByName.Add(info.FullName, info);
            ByType.TryAdd(info.Type, info);
        }
    }

    /// <summary>Every operator, in order of domain and name. A class bound to two ONNX names is listed twice.</summary>
    public static IReadOnlyList<OperatorInfo> Infos =>
        [.. ByName.Values.OrderBy(i => i.Domain, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>The entry of an ONNX operator, or null. <c>ai.onnx</c> and the empty domain are the same.</summary>
    public static OperatorInfo? Find(string domain, string name) => ByName.GetValueOrDefault(domain is "" or "ai.onnx" ? name : $"{domain}::{name}");

    /// <summary>The entry of an operator's class.</summary>
    public static OperatorInfo Of(Operator op) => ByType[op.GetType()];

    private static partial IEnumerable<OperatorInfo> All();
}
