namespace XinRT.Ir;

/// <summary>Builds every operator's error in one form.</summary>
public sealed class OpError
{
    private readonly List<ErrorFact> _facts = [];
    private readonly string _subject;
    private string _because = "";
    private string? _hint;

    private OpError(string subject) => _subject = subject;

    /// <summary>Starts an error about a node.</summary>
    public static OpError At(Node node) => new(node.ToString());

    /// <summary>What was wanted and what was found.</summary>
    public OpError Because(string contradiction)
    {
        _because = contradiction;
        return this;
    }

    /// <summary>Adds an operand with its type and source.</summary>
    public OpError Saw(string name, Value? value)
    {
        string source = value is null ? "absent"
            : value.Producer is { } producer ? $"{value.Type}  from {producer}"
            : $"{value.Type}  {(value.IsConstant ? "constant" : "input")} '{value.Name}'";
        _facts.Add(new(name, source));
        return this;
    }

    /// <summary>Adds a fact.</summary>
    public OpError Saw(string name, object value)
    {
        _facts.Add(new(name, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}")));
        return this;
    }

    /// <summary>Says what the user can do.</summary>
    public OpError Try(string hint)
    {
        _hint = hint;
        return this;
    }

    /// <summary>Types or shapes contradict each other (XIN2104).</summary>
    public ShapeException AsShapeError() => new("XIN2104", _subject, _because, _facts, _hint);

    /// <summary>The operator does not do this combination of attributes and types (XIN2105).</summary>
    public ShapeException AsUnsupported() => new("XIN2105", _subject, _because, _facts, _hint);

    /// <summary>The data met during a run makes the operator impossible, such as an index out of range (XIN6104).</summary>
    public InferenceException AsRunError() => new("XIN6104", _subject, _because, _facts, _hint);
}
