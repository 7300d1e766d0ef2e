using System.Diagnostics;
using XinRT.Compare.Files;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>The command for linux-arm64, published with its runtime and run by QEMU where the processor is another, gives what it gives
/// here.</summary>
/// <remarks>Publishing and emulation take more than ten minutes on two busy cores, so the tests run only when asked for: the test
/// program with <c>--explicit only --filter "FullyQualifiedName~Arm64"</c>.</remarks>
public sealed class Arm64Tests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly Lazy<string> Command = new(() => Run("bash", [Repository.PathOf("eng", "arm64-publish.sh")]).Output.TrimEnd().Split('\n')[^1]);

    [Theory(Explicit = true)]
    [InlineData("resnet18.torchscript", null)]
    [InlineData("mobilenet_v2.torchscript", null)]
    [InlineData("minilm_l6.dynamo", null)]
    [InlineData("efficientnet_b0.dynamo", null)]
    [InlineData("mobilenet_v2.torchscript", "reference")]
    [InlineData("mobilenet_v3_large.torchscript", "reference")]
    public void A_model_gives_the_same_numbers(string name, string? backend)
    {
        string command = Command.Value;
        Assert.SkipWhen(command.StartsWith("skipped: ", StringComparison.Ordinal), command);
        Assert.False(command.StartsWith("failed: ", StringComparison.Ordinal), command);
        using var folder = new TemporaryFolder();
        string[] run = ["run", ModelHydrator.Model(name), "--budget", "0", "-o"];
        string[] choice = backend is null ? [] : ["--backend", backend];

        var here = CommandRun.Xinrt([.. run, Path.Combine(folder.Path, "here")]);
        var there = Run(command.Split(' ')[0], [.. command.Split(' ')[1..], .. run, Path.Combine(folder.Path, "there"), .. choice]);

        Assert.True(here.ExitCode == 0, here.Errors);
        Assert.True(there.ExitCode == 0, $"exit code {there.ExitCode}\n{there.Output}{there.Errors}");
        foreach (string file in Directory.GetFiles(Path.Combine(folder.Path, "here")))
        {
            Tensor expected = NumpyFile.Read(file), found = NumpyFile.Read(Path.Combine(Path.Combine(folder.Path, "there"), Path.GetFileName(file)));
            TensorAssert.Equal(expected, found, new Tolerance(1e-3, 1e-3), $"{name} {Path.GetFileName(file)}");
        }
    }

    private static CommandRun Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TestKitException($"{program} {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        return new(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
