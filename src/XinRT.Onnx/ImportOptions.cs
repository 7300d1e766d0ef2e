namespace XinRT.Onnx;

/// <summary>Choices of the import.</summary>
public sealed record ImportOptions
{
    /// <summary>Shapes for inputs by name, replacing the model's; sizes may be symbolic.</summary>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>Contents for inputs that become constants, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> FixedInputs { get; init; } = new Dictionary<string, Tensor>();
}
