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
        var steps = open.Select(c => (c.Label, c.Simplest))
            .Concat(open.Where(c => Math.Abs(c.Value - c.Simplest) > 3)
                .Select(c => (c.Label, c.Simplest + (c.Value - c.Simplest) / 2)))
            .Concat(open.Where(c => Math.Abs(c.Value - c.Simplest) > 1)
                .Select(c => (c.Label, c.Value - Math.Sign(c.Value - c.Simplest))));
        return steps.Select(s => Fix(s.Label, s.Item2)).OfType<SoakCase>();
    }

    // Null where the choices contradict each other; a throw would hide the steps behind this one too.
    private SoakCase? Fix(string label, int value)
    {
        try
        {
            return With(seed, new Dictionary<string, int>(known) { [label] = value });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }
}
