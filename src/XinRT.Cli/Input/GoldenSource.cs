using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Onnx;

namespace XinRT.Cli.Input;

/// <summary>Where right outputs come from: another runtime, the reference evaluator, or a file.</summary>
internal static class GoldenSource
{
    /// <summary>Reads a file at once; a runtime is started when it is asked for the outputs.</summary>
    /// <param name="golden">onnxruntime, reference, reference64 or an .npz file.</param>
    /// <param name="path">Path of the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <returns>Gives, for inputs by name, the name of the source and outputs by name.</returns>
    public static Func<IReadOnlyDictionary<string, Datum>, (string Name, IReadOnlyDictionary<string, Datum> Outputs)> Of(
        string golden, string path, OnnxModel model, int threads)
    {
        if (golden.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) && File.Exists(golden))
        {
            var outputs = NumpyFile.ReadArchive(golden).ToDictionary(a => a.Key, a => (Datum)a.Value);
            return outputs.Count > 0 ? _ => (golden, outputs)
                : throw new InferenceException("XIN8002", "--golden", $"an archive with an array for each output is wanted, but '{golden}' is empty", hint: "save it with numpy.savez");
        }
        return golden switch
        {
            "onnxruntime" => inputs => Run(new OnnxRuntimeRunner(path, threads), inputs),
            "reference" => inputs => Run(new ReferenceRunner(model, threads), inputs),
            "reference64" => inputs => Run(new ReferenceRunner(model, threads, ReferenceArithmetic.Double), inputs),
            _ => throw new InferenceException("XIN8002", "--golden", $"onnxruntime, reference, reference64 or an existing .npz file is wanted, but it is '{golden}'"),
        };
    }

    private static (string, IReadOnlyDictionary<string, Datum>) Run(IGoldenRunner runner, IReadOnlyDictionary<string, Datum> inputs)
    {
        using (runner) return (runner.Name, runner.Run(inputs));
    }
}
