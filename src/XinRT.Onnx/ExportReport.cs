namespace XinRT.Onnx;

/// <summary>What an exported file holds.</summary>
public sealed record ExportReport
{
    /// <summary>Version of each operator domain.</summary>
    public required IReadOnlyDictionary<string, int> Opsets { get; init; }

    /// <summary>IR version.</summary>
    public required int IrVersion { get; init; }

    /// <summary>Nodes, those of bodies too; a call of a function is one.</summary>
    public required int Nodes { get; init; }

    /// <summary>Functions of the model.</summary>
    public required int Functions { get; init; }

    /// <summary>Initializers.</summary>
    public required int Constants { get; init; }

    /// <summary>Bytes of the model file.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>The file of external data, or null if there is none.</summary>
    public required string? DataFile { get; init; }

    /// <summary>Bytes of the file of external data.</summary>
    public required long DataBytes { get; init; }
}
