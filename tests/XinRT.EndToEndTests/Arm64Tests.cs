using System.Diagnostics;
using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>The command for linux-arm64, published with its runtime and run by QEMU where the processor is another, gives what
/// it gives here.</summary>
/// <remarks>Publishing takes about 150 seconds of processor time, and each model under emulation 20 to 50.</remarks>
[Trait("Suite", "long")]
public sealed class Arm64Tests
{
    // Exit codes above it name the signal that ended the process.
    private const int Signal = 128;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string> Command = new(() =>
        Run("bash", [Repository.PathOf("eng", "arm64-publish.sh")]).Output.TrimEnd().Split('\n')[^1]);

    [Theory]
    [InlineData("resnet18.torchscript")]
    [InlineData("mobilenet_v2.torchscript")]
    [InlineData("mobilenet_v3_large.torchscript")]
    [InlineData("minilm_l6.dynamo")]
    [InlineData("efficientnet_b0.dynamo")]
    [InlineData("yolov5n_320.torchscript")]
    public void A_model_gives_the_same_numbers(string name)
    {
        string command = Command.Value;
        Assert.SkipWhen(command.StartsWith("skipped: ", StringComparison.Ordinal), command);
        Assert.False(command.StartsWith("failed: ", StringComparison.Ordinal), command);
        using var folder = new TemporaryFolder();
        string[] run = ["run", ModelHydrator.Model(name), "--budget", "0", "-o"];

        var here = CommandRun.Xinrt([.. run, Path.Combine(folder.Path, "here")]);
        CommandRun There() => Run(command.Split(' ')[0], [.. command.Split(' ')[1..], .. run, Path.Combine(folder.Path, "there")]);
        var there = There();
        // A process may die of a fault of the emulator; one of a fault of its own dies again.
        if (there.ExitCode > Signal) there = There();

        Assert.True(here.ExitCode == 0, here.Errors);
        Assert.True(there.ExitCode == 0, $"exit code {there.ExitCode}\n{there.Output}{there.Errors}");
        string[] files = Directory.GetFiles(Path.Combine(folder.Path, "here"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string other = Path.Combine(folder.Path, "there", Path.GetFileName(file));
            var difference = OutputDifference.Measure(Path.GetFileName(file), NumpyFile.Read(file), NumpyFile.Read(other));
            Assert.True(MatchCriteria.Fp32.Accepts(difference), difference.ToString());
        }
    }

    private static CommandRun Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        // What a program leaves behind may hold its output open.
        if (process.WaitForExit(Limit) && Task.WaitAll([output, errors], Grace))
            return new(process.ExitCode, output.Result, errors.Result);
        process.Kill(entireProcessTree: true);
        throw new TestKitException($"{program} {string.Join(' ', arguments)} did not end within {Limit}.");
    }
}
