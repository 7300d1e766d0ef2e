namespace XinRT.Compare.Golden;

/// <summary>A runtime or a set of files whose outputs count as right.</summary>
public interface IGoldenRunner : IDisposable
{
    /// <summary>Name with version, such as <c>onnxruntime 1.31.1</c>.</summary>
    string Name { get; }

    /// <summary>Runs the model on inputs by name; returns outputs by name.</summary>
    IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs);
}
