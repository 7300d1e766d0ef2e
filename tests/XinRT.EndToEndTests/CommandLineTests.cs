using System.Text.Json;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

public sealed class CommandLineTests
{
    [Fact]
    public void Help_names_every_command_of_the_front_page()
    {
        var run = CommandRun.Xinrt("--help");
        var verbs = File.ReadAllLines(Repository.PathOf("README.md"))
            .Where(l => l.StartsWith("./xinrt ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).ToList();

        Assert.Equal(0, run.ExitCode);
        Assert.True(verbs.Count >= 8);
        Assert.All(verbs, verb => Assert.Matches($@"(?m)^  {verb} ", run.Output));
    }

    [Theory]
    [InlineData("devices", "--nothing")]
    [InlineData("bench", "nowhere.onnx", "--nothing")]
    [InlineData("run", "nowhere.onnx", "--input", "x=random", "--nothing")]
    public void An_unknown_option_is_a_usage_error(params string[] arguments) => Assert.Equal(2, CommandRun.Xinrt(arguments).ExitCode);

    [Fact]
    public void A_missing_model_is_an_error_that_says_what_to_do()
    {
        var run = CommandRun.Xinrt("inspect", "nowhere.onnx");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("XIN1001", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains("try", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_gives_what_its_model_gives()
    {
        using var folder = new TemporaryFolder();
        string model = NodeTests.Model("test_gemm_all_attributes", folder.Path), engine = Path.Combine(folder.Path, "model.xin");

        var build = CommandRun.Xinrt("build", model, "-o", engine);
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
        var compare = CommandRun.Xinrt("compare", model, "--engine", engine, "--golden", "reference", "--json");
        Assert.True(compare.ExitCode == 0, compare.Output + compare.Errors);

        using var json = JsonDocument.Parse(compare.Output);
        Assert.True(json.RootElement.GetProperty("match").GetBoolean());
        Assert.InRange(json.RootElement.GetProperty("outputs")[0].GetProperty("max_abs").GetDouble(), 0, 1e-5);
    }

    [Fact]
    public void The_node_tests_pass_and_their_report_is_JSON()
    {
        var run = CommandRun.Xinrt("conform", NodeTests.Suite, "--filter", "test_reshape_*", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(0, json.RootElement.GetProperty("failed").GetInt32());
        Assert.True(json.RootElement.GetProperty("passed").GetInt32() >= 7);
        Assert.Equal(0, run.ExitCode);
    }
}
