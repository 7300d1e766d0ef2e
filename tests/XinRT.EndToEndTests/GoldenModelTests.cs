using System.Text.Json;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>Real exports, built by one process and compared with ONNX Runtime by another.</summary>
public sealed class GoldenModelTests
{
    // Small models of every kind by default; XINRT_ALL_MODELS=1 takes all (2.6 GB of weights, minutes).
    private static readonly string[] Default =
    [
        "mobilenet_v2.torchscript_bn", "mobilenet_v2.torchscript.qdq", "minilm_l6.torchscript", "ssdlite320.torchscript", "yolov5n_320.torchscript",
        "resnet50.torchscript",
    ];

    public static TheoryData<string, string> Cases =>
        [.. from name in Environment.GetEnvironmentVariable("XINRT_ALL_MODELS") == "1" ? ModelHydrator.Names : Default from shapes in Shapes(name) select (name, shapes)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_built_saved_and_loaded_matches_ONNX_Runtime(string name, string shapes)
    {
        using var folder = new TemporaryFolder();
        string model = ModelHydrator.Model(name), engine = Path.Combine(folder.Path, "model.xin");

        var build = CommandRun.Xinrt("build", model, "-o", engine);
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
        string[] sized = shapes.Length == 0 ? ["--engine", engine] : ["--shapes", shapes];
        var compare = CommandRun.Xinrt(["compare", model, "--json", .. sized]);

        Assert.True(compare.ExitCode == 0, compare.Output + compare.Errors);
        using var json = JsonDocument.Parse(compare.Output);
        Assert.True(json.RootElement.GetProperty("match").GetBoolean());
    }

    // Models with dynamic axes at three sizes, the others as they are.
    private static string[] Shapes(string name) => name.EndsWith(".torchscript", StringComparison.Ordinal) && (name.StartsWith("bert", StringComparison.Ordinal) || name.StartsWith("minilm", StringComparison.Ordinal))
        ? [Tokens("1x1"), Tokens("1x64"), Tokens("3x17")] : [""];

    private static string Tokens(string size) => $"input_ids:{size},attention_mask:{size}";
}
