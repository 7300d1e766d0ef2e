namespace XinRT.Soak.Harness;

/// <summary>A case that random choices make; smaller cases make one of them simpler.</summary>
/// <param name="seed">Decides the choices that are not fixed.</param>
/// <param name="known">Choices that are fixed.</param>
public abstract class ChoiceCase(ulong seed, IReadOnlyDictionary<string, int> known) : SoakCase
{
    /// <summary>The choices, complete after the case was made.</summary>
    protected Choices Choices { get; } = new(seed, known);

    /// <summary>Makes the case anew with fixed choices.</summary>
    protected abstract SoakCase With(ulong seed, IReadOnlyDictionary<string, int> known);

    /// <inheritdoc/>
    public override IEnumerable<SoakCase> Smaller()
    {
        var open = Choices.Drawn.Where(c => c.Value != c.Simplest).ToList();
        foreach (var c in open) yield return Fix(c.Label, c.Simplest);
        foreach (var c in open.Where(c => Math.Abs(c.Value - c.Simplest) > 3)) yield return Fix(c.Label, c.Simplest
            + (c.Value - c.Simplest) / 2);
        foreach (var c in open.Where(c => Math.Abs(c.Value - c.Simplest) > 1)) yield return Fix(c.Label,
            c.Value - Math.Sign(c.Value - c.Simplest));
    }

    private SoakCase Fix(string label, int value) => With(seed, new Dictionary<string, int>(known) { [label] = value });
}
