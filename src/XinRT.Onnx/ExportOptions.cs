namespace XinRT.Onnx;

/// <summary>Choices of the export.</summary>
public sealed record ExportOptions
{
    /// <summary>Opset of <c>ai.onnx</c> to write, from <see cref="OnnxExporter.OldestOpset"/> to
    /// <see cref="OnnxImporter.NewestOpset"/>; null takes the lowest from <see cref="OnnxExporter.UsualOpset"/> on that
    /// has every operator.</summary>
    public int? Opset { get; init; }

    /// <summary>How fused nodes are written.</summary>
    public FusedNodes Fused { get; init; }

    /// <summary>Whether large tensors go to a file beside the model, even if the model would not be too large
    /// without.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Whether types of values between nodes are written too.</summary>
    public bool ValueInfo { get; init; }

    /// <summary>Properties of the model to write, by key.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a node that stands for several others is written.</summary>
public enum FusedNodes
{
    /// <summary>The nodes of its body take its place.</summary>
    Inline,

    /// <summary>It stays one node, which calls a function of the model.</summary>
    Functions,
}
