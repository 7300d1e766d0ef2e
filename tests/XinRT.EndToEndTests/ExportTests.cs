using XinRT.Compare.Conformance;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>Real exports, optimized and written as ONNX models, run by ONNX Runtime beside the originals.</summary>
public sealed class ExportTests : IDisposable
{
    // Largest difference relative to the range of an output; halves of FP16 models round to 2^-11.
    private const double Tolerance = 1e-3;

    private static readonly string[] Small =
        ["minilm_l6.torchscript", "mobilenet_v2.torchscript_bn", "mobilenet_v2.torchscript.qdq",
            "yolov5n_320.torchscript", "whisper_tiny_encoder.dynamo"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, FusedNodes> SmallModels =>
        [.. from name in Small from form in Enum.GetValues<FusedNodes>() select (name, form)];

    public static TheoryData<string, FusedNodes> AllModels =>
        [.. from name in ModelHydrator.Names from form in Enum.GetValues<FusedNodes>() select (name, form)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SmallModels))]
    public void An_optimized_model_gives_what_the_original_gives(string name, FusedNodes form) => Check(name, form);

    [Theory]
    [Trait("Suite", "long")]
    [MemberData(nameof(AllModels))]
    public void Every_optimized_model_gives_what_the_original_gives(string name, FusedNodes form) => Check(name, form);

    [Fact]
    [Trait("Suite", "long")]
    public void ONNX_Runtime_loads_every_exported_node_test_whose_original_it_loads()
    {
        string original = Path.Combine(_folder.Path, "original.onnx"),
            exported = Path.Combine(_folder.Path, "exported.onnx");
        var refused = new List<string>();
        foreach (var one in ConformanceSuite.Open(NodeTests.Suite).Cases)
        {
            File.WriteAllBytes(original, one.Read("model.onnx")!);
            if (Refusal(original) is not null) continue;
            OnnxExporter.Save(OnnxImporter.Import(one.Load()), exported);
            if (Refusal(exported) is { } reason) refused.Add($"{one.Name}: {reason}");
        }
        Offenders.None(refused);
    }

    private static string? Refusal(string model)
    {
        try
        {
            using var runner = new OnnxRuntimeRunner(model, threads: 1);
            return null;
        }
        catch (BackendException e)
        {
            return e.Because;
        }
    }

    private void Check(string name, FusedNodes form)
    {
        string original = ModelHydrator.Model(name), exported = Path.Combine(_folder.Path, "model.onnx");
        var model = OnnxModel.Load(original);
        var inputs = Inputs(OnnxImporter.Import(model));
        var graph = new EngineBuilder().Optimize(model, cancel: TestContext.Current.CancellationToken);

        // Functions with their weights outside, so that both ways are taken.
        bool external = form == FusedNodes.Functions;
        OnnxExporter.Save(graph, exported, new ExportOptions { Fused = form, ExternalData = external });

        var (expected, actual) = (Run(original, inputs), Run(exported, inputs));
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (output, value) in expected)
        {
            double off = Off((Tensor)value, (Tensor)actual[output]);
            Assert.True(off <= Tolerance, $"{name} {output}: {off} of the range");
        }
    }

    private static IReadOnlyDictionary<string, Datum> Run(string model, IReadOnlyDictionary<string, Datum> inputs)
    {
        using var runner = new OnnxRuntimeRunner(model, threads: 2);
        return runner.Run(inputs);
    }

    private static Dictionary<string, Datum> Inputs(Graph graph)
    {
        var sizes = graph.Inputs.SelectMany(i => i.TensorType.Shape!).SelectMany(d => d.Symbols)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(s => s, s => s.Contains("batch", StringComparison.Ordinal) ? 1L : 8L);
        return graph.Inputs.Select((v, i) => (v.Name, SyntheticInputs.Make(v.Name, v.Type.Bind(sizes), i + 1)))
            .ToDictionary(i => i.Name, i => i.Item2);
    }

    private static double Off(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        double[] a = expected.ToDoubles(), b = actual.ToDoubles();
        if (a.Length == 0) return 0;
        double range = Math.Max(a.Max() - a.Min(), 1e-30);
        return a.Zip(b, (x, y) => x.Equals(y) ? 0 : Math.Abs(x - y) / range)
            .Select(d => double.IsNaN(d) ? double.PositiveInfinity : d).Max();
    }
}
