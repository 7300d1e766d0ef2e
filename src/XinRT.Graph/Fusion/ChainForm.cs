using XinRT.Ir;

namespace XinRT.Fusion;

/// <summary>Several anchored nodes in a row, each reading the result of the one before. Several of them may read one input of
/// the whole, in the same layout.</summary>
/// <param name="Links">The nodes in order.</param>
public sealed record ChainForm(IReadOnlyList<ChainLink> Links) : FusedForm
{
    private const int Nowhere = -1;

    /// <inheritdoc/>
    public override string Text => string.Join(" | ", Links.Select(l => $"{l.Form.Text} {l.Inputs}"));

    /// <summary>Decodes a fused node of <see cref="FusedKind.Chain"/>; null if its body has another form.</summary>
    internal static ChainForm? OfBody(Node node)
    {
        if (node.Bodies[0] is not { Nodes.Count: > 1, Outputs: [var last] } body) return null;
        var links = new List<ChainLink>();
        Value? before = null;
        foreach (var inner in body.Nodes)
        {
            if (inner.Outputs is not [{ } result] || AnchoredForm.Of(inner) is not { Anchor: not null } form) return null;
            var inputs = new int[inner.Inputs.Count];
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = inner.Inputs[i] is not { } value ? ChainLink.Absent
                    : value == before ? ChainLink.Previous
                    : Enumerable.Range(0, body.Inputs.Count).FirstOrDefault(k => body.Inputs[k] == value, Nowhere);
                if (inputs[i] == Nowhere) return null;
            }
            if (inputs.Count(i => i == ChainLink.Previous) != (before is null ? 0 : 1)) return null;
            if (before is not null && before.Users.Count != 1) return null;
            links.Add(new(inner, form, inputs));
            before = result;
        }
        return before == last ? new(links) : null;
    }
}

/// <summary>A node of a <see cref="ChainForm"/>.</summary>
/// <param name="Node">The node, in the body of the whole.</param>
/// <param name="Form">Its anchor and epilogue.</param>
/// <param name="Inputs">For each of its inputs the input of the whole, or <see cref="Previous"/>, or
/// <see cref="Absent"/>.</param>
public sealed record ChainLink(Node Node, AnchoredForm Form, ValueArray<int> Inputs)
{
    /// <summary>The result of the node before.</summary>
    public const int Previous = -2;

    /// <summary>No input.</summary>
    public const int Absent = -3;
}
