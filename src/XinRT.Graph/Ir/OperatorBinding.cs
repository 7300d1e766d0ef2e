namespace XinRT.Ir;

/// <summary>Errors of reading an operator's attributes.</summary>
public static class OperatorBinding
{
    /// <summary>The error for a required attribute that the model does not give.</summary>
    public static ModelException Missing(string attribute) => new(
        "XIN1004", $"attribute '{attribute}'", "the operator needs it, but the model does not give it",
        hint: "check the exporter, or run the ONNX checker on the model");
}
