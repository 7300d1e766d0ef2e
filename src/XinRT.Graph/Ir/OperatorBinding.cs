namespace XinRT.Ir;

/// <summary>Operators and their attributes: all of them, those that differ from what absent ones mean, and errors of
/// reading them.</summary>
public static class OperatorBinding
{
    /// <summary>An attribute that is the name of a value of an enumeration; null if it is absent.</summary>
    public static T? EnumOrNull<T>(AttributeMap attributes, string attribute) where T : struct, Enum
    {
        if (attributes.Get<string>(attribute) is not { } name) return null;
        return Enum.TryParse<T>(name, out var value) && Enum.IsDefined(value) ? value : throw new ModelException(
            "XIN1004", $"attribute '{attribute}'", $"it must be one of {string.Join(", ", Enum.GetNames<T>())}, but it is '{name}'",
            hint: "check the exporter, or run the ONNX checker on the model");
    }

    /// <summary>All attributes of an operator that are not null.</summary>
    public static AttributeMap Attributes(Operator op)
    {
        var attributes = new AttributeMap();
        op.Info.Write(op, attributes);
        return attributes;
    }

    /// <summary>The attributes of an operator without those whose absence means the same, bit for bit.</summary>
    public static AttributeMap ShortAttributes(Operator op)
    {
        var kept = Attributes(op);
        foreach (var (name, value) in kept.Items.ToList())
        {
            kept.Take(name);
            if (!IsImplied(op.Info, kept, name, value)) kept.Set(name, value);
        }
        return kept;
    }

    /// <summary>The error for a required attribute that the model does not give.</summary>
    public static ModelException Missing(string attribute) => new(
        "XIN1004", $"attribute '{attribute}'", "the operator needs it, but the model does not give it",
        hint: "check the exporter, or run the ONNX checker on the model");

    private static bool IsImplied(OperatorInfo info, AttributeMap others, string name, object value)
    {
        try
        {
            return Attributes(info.Create(others)).Items.Any(a => a.Key == name && IsSame(a.Value, value));
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static bool IsSame(object a, object b) => (a, b) switch
    {
        (float x, float y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y),
        (long[] x, long[] y) => x.AsSpan().SequenceEqual(y),
        (float[] x, float[] y) => x.AsSpan().SequenceEqual(y),
        (string[] x, string[] y) => x.AsSpan().SequenceEqual(y),
        _ => Equals(a, b),
    };
}
