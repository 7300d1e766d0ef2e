using System.Diagnostics;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>What a program of this repository wrote and returned when run as a process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs the <c>xinrt</c> command.</summary>
    public static CommandRun Xinrt(params string[] arguments) => Of("XinRT.Cli", Repository.Root, arguments);

    /// <summary>Runs a project's program in a folder.</summary>
    public static CommandRun Of(string project, string folder, params string[] arguments)
    {
        // artifacts/bin/<this project>/<configuration>/ is where this test runs; the other program lies beside it.
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Repository.PathOf("artifacts", "bin", project, configuration, project + ".dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TestKitException($"{project} {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        return new(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
