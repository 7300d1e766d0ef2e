namespace XinRT.Onnx.Lowerings;

/// <summary>Rewrites one ONNX operator, or its form in older opsets, into operators of the graph. Registered by
/// <see cref="OnnxLoweringAttribute"/>.</summary>
public abstract class Lowering
{
    /// <summary>Emits nodes that together compute <c>node.Outputs</c>. A pure change of form edits the node and emits it
    /// with <see cref="OnnxNode.Version"/> set to the version it now has the form of.</summary>
    public abstract void Apply(OnnxNode node, LoweringContext ctx);
}

/// <summary>Names the operator that a lowering applies to.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OnnxLoweringAttribute(string name) : Attribute
{
    /// <summary>Operator type.</summary>
    public string Name { get; } = name;

    /// <summary>Operator domain; empty is <c>ai.onnx</c>.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Applies to opset versions below this one; by default to all.</summary>
    public int Below { get; init; } = int.MaxValue;
}

/// <summary>Registry entry of a lowering. Written by the source generator.</summary>
public sealed record LoweringInfo(string Name, string Domain, int Below, Lowering Lowering);

/// <summary>All lowerings. The generated half lists them.</summary>
public static partial class LoweringRegistry
{
    private static readonly ILookup<(string, string), LoweringInfo> ByName = All().OrderBy(i => i.Below).ToLookup(i => (i.Domain, i.Name));

    /// <summary>Every lowering.</summary>
    public static IEnumerable<LoweringInfo> Infos => ByName.SelectMany(g => g);

    /// <summary>The lowering for this form of the operator: the one with the lowest bound that still applies.</summary>
    public static Lowering? Find(OnnxNode node) =>
        ByName[(node.Domain, node.OpType)].FirstOrDefault(i => node.Version < i.Below || (i.Below == int.MaxValue && node.Version != OnnxNode.Newest))?.Lowering;

    private static partial IEnumerable<LoweringInfo> All();
}
