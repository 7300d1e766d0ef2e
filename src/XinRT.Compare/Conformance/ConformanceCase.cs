using XinRT.Ir;
using XinRT.Onnx;

namespace XinRT.Compare.Conformance;

/// <summary>One model of the suite with its data sets.</summary>
/// <param name="Name">Folder name.</param>
/// <param name="Read">Contents of a file of the case, or null if there is none.</param>
/// <param name="Load">Parses the model.</param>
public sealed record ConformanceCase(string Name, Func<string, byte[]?> Read, Func<OnnxModel> Load)
{
    /// <summary>Runs every data set; returns the first difference, or null if all agree.</summary>
    public string? Run(Func<OnnxModel, ConformanceRun> build)
    {
        try
        {
            using var run = build(Load());
            int set = 0;
            for (; Values(set, "input", run.Graph.Inputs) is { } inputs && Values(set, "output", run.Graph.Outputs) is { } expected
                && (inputs.Count > 0 || expected.Count > 0); set++)
            {
                var actual = run.Run(inputs);
                for (int i = 0; i < expected.Count; i++)
                    if (DatumComparer.OnnxSuite.Difference(expected[i], actual[i], run.Graph.Outputs[i].Name) is { } d) return $"data set {set}: {d}";
            }
            return set > 0 ? null : "it has no test_data_set_0";
        }
        catch (XinException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A case that breaks the runtime must not end the run of the suite.
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }
    }

    private List<Datum>? Values(int set, string kind, IReadOnlyList<Value> declared)
    {
        var values = new List<Datum>();
        for (int i = 0; i < declared.Count; i++)
        {
            if (Read($"test_data_set_{set}/{kind}_{i}.pb") is not { } bytes) return null;
            values.Add(DatumFile.Parse(bytes, declared[i].Type, $"{Name}/{kind}_{i}"));
        }
        return values;
    }
}
