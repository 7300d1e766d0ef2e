namespace XinRT.Ir;

/// <summary>What reading an operator's attributes needs beside <see cref="AttributeMap"/>.</summary>
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

    /// <summary>The error for a required attribute that the model does not give.</summary>
    public static ModelException Missing(string attribute) => new(
        "XIN1004", $"attribute '{attribute}'", "the operator needs it, but the model does not give it",
        hint: "check the exporter, or run the ONNX checker on the model");
}
