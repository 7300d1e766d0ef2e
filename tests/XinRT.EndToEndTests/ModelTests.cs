using XinRT.Compare.Golden;
using XinRT.Onnx;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>Real network graphs from file to output.</summary>
public sealed class ModelTests
{
    private static readonly BuildOptions Untuned = new() { Tuning = new() { Budget = TimeSpan.Zero } };

    [Theory]
    [InlineData("mobilenet_v2.torchscript")]
    [InlineData("mobilenet_v2.torchscript.qdq")]
    [InlineData("yolov5n_320.torchscript")]
    [InlineData("ssdlite320.torchscript")]
    [InlineData("minilm_l6.dynamo")]
    public void An_engine_gives_what_the_model_gives_before_any_rewrite(string name)
    {
        var cancel = TestContext.Current.CancellationToken;
        var model = OnnxModel.Load(ModelHydrator.Model(name));
        var graph = OnnxImporter.Import(model);
        var inputs = graph.Inputs.Zip(GraphTexts.Inputs(graph)).ToDictionary(p => p.First.Name, p => p.Second);
        using var reference = new ReferenceRunner(model, threads: 2);
        var expected = reference.Run(inputs);

        // One value rounded to the other side changes everything after it, so a quantized model needs the same arithmetic.
        var options = name.EndsWith(".qdq", StringComparison.Ordinal) ? Untuned with { Backends = DefaultBackends.Only("reference") } : Untuned;
        using var engine = new EngineBuilder(options).Build(model, cancel: cancel);
        using var context = engine.CreateContext();
        foreach (var (input, value) in inputs) context.SetInput(input, value);
        context.Run(cancel);

        Assert.All(expected, e => TensorAssert.Equal(e.Value, context.Output(e.Key), new Tolerance(1e-3, 1e-3), $"{name} {e.Key}"));
    }
}
