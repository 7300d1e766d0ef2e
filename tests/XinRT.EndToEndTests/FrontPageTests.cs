namespace XinRT.EndToEndTests;

public sealed class FrontPageTests
{
    [Fact]
    public void The_first_program_builds_loads_and_runs_a_model()
    {
        using var folder = new TemporaryFolder();
        NodeTests.Model("test_softmax_axis_2", folder.Path);

        var run = CommandRun.Of("FirstEngine", folder.Path);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"^class 0, score 0\.200\s*$", run.Output);
        Assert.True(File.Exists(Path.Combine(folder.Path, "model.xin")));
    }
}
