using System.Text.Json;
using Google.Protobuf;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Proto;

namespace XinRT.EndToEndTests;

/// <summary><c>xinrt export</c> through the process.</summary>
public sealed class ExportVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // SiLU as exporters write it, which a rule turns into Swish of opset 24.
    public ExportVerbTests()
    {
        var graph = Graph.Parse("x = input f32[4]\ns = Sigmoid(x)\ny = Mul(x, s)\noutput y");
        TypeInference.Run(graph);
        OnnxExporter.Save(graph, Model);
    }

    private string Model => Path.Combine(_folder.Path, "model.onnx");

    private string Output => Path.Combine(_folder.Path, "out.onnx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("imported", "inline", 18)]
    [InlineData("optimized", "functions", 24)]
    public void A_stage_is_written_and_described(string stage, string fused, int opset)
    {
        var run = CommandRun.Xinrt("export", Model, "-o", Output, "--stage", stage, "--fused", fused, "--value-info",
            "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        var written = OnnxModel.Load(Output).Proto;
        Assert.Equal(stage, json.RootElement.GetProperty("stage").GetString());
        Assert.Equal(opset, json.RootElement.GetProperty("opsets").GetProperty("ai.onnx").GetInt32());
        Assert.Equal(written.Graph.Node.Count, json.RootElement.GetProperty("nodes").GetInt32());
        Assert.Equal(new FileInfo(Output).Length, json.RootElement.GetProperty("model_bytes").GetInt64());
        Assert.Contains(written.MetadataProps, p => p.Key == "xinrt.stage" && p.Value == stage);
        Assert.Equal([Model, Output], Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_opset_without_an_operator_is_refused_as_not_supported()
    {
        var run = CommandRun.Xinrt("export", Model, "-o", Output, "--opset", "18");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("XIN1012", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Swish: operator Swish needs opset 24, but opset 18 is wanted", run.Errors,
            StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void A_disabled_rule_makes_an_older_opset_do() =>
        Assert.Equal(0, CommandRun.Xinrt("export", Model, "-o", Output, "--opset", "18", "--disable-rule", "FuseSilu")
            .ExitCode);

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("missing/out.onnx")]
    [InlineData("")]
    public void A_place_that_cannot_be_written_is_refused(string output)
    {
        byte[] before = File.ReadAllBytes(Model);

        var run = CommandRun.Xinrt("export", Model, "-o", Path.Combine(_folder.Path, output));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("XIN8001", run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Model));
    }

    [Fact]
    public void The_data_of_theModel_is_not_overwritten()
    {
        string place = Path.Combine(_folder.Path, "large.onnx"), other = Path.Combine(_folder.Path, "other.onnx");
        File.Copy(Model, place);
        var proto = OnnxModel.Load(place).Proto;
        var tensor = new TensorProto { Name = "w", DataType = (int)DType.F32, DataLocation = 1, Dims = { 1 } };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "other.onnx.data" });
        proto.Graph.Initializer.Add(tensor);
        File.WriteAllBytes(place, proto.ToByteArray());
        File.WriteAllBytes(other + ".data", new byte[4]);

        var run = CommandRun.Xinrt("export", place, "-o", other, "--external");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("other.onnx.data", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--opset", "12")]
    [InlineData("--opset", "29")]
    [InlineData("--stage", "compiled")]
    [InlineData("--disable-rule", "Nothing")]
    public void Values_that_do_not_exist_are_usage_errors(string option, string value) =>
        Assert.Equal(2, CommandRun.Xinrt("export", Model, "-o", Output, option, value).ExitCode);
}
