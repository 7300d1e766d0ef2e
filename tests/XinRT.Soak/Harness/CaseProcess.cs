using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace XinRT.Soak.Harness;

/// <summary>A process that runs cases, so that one that dies, hangs or eats the memory ends only that process. It is
/// started anew
/// when it is needed again.</summary>
/// <param name="search">Whose cases.</param>
/// <param name="options">The mend that is undone, and the patience.</param>
public sealed class CaseProcess(ISearch search, SearchOptions options) : IDisposable
{
    private const long MaxBytes = 3L << 30, WornBytes = 1L << 30;
    private const int ErrorLines = 40, Poll = 50;

    private readonly Lock _lock = new();
    private readonly List<string> _errors = [];
    private Process? _process;

    /// <summary>Runs a case; null if the address names none.</summary>
    public Verdict? Try(CaseAddress address, CancellationToken cancel)
    {
        var process = _process ??= Start();
        lock (_lock) _errors.Clear();
        var began = UsedBy(process).Time;
        long start = Stopwatch.GetTimestamp();
        var patience = options.Patience ?? search.Patience;
        var answer = Ask(process, address);
        while (!answer.Wait(Poll, cancel))
        {
            var (bytes, time) = UsedBy(process);
            if (bytes > MaxBytes) return Stop(address, "memory", $"it takes {bytes >> 20} MiB");
            var used = time - began;
            var passed = Stopwatch.GetElapsedTime(start);
            // On a busy machine the clock alone would blame the wrong one; a thread that sleeps for good uses no
            // processor.
            if ((passed > patience && used > patience) || passed > 4 * patience)
                return Stop(address, "hang", string.Create(CultureInfo.InvariantCulture,
                    $"it does not end: {passed.TotalSeconds:0.0} s, {used.TotalSeconds:0.0} s of them on processors"));
        }
        if (answer.Result is { } line)
        {
            if (UsedBy(process).Bytes > WornBytes) Dispose();
            return JsonSerializer.Deserialize<Verdict>(line);
        }
        process.WaitForExit();
        string death = process.ExitCode > 128 ? $"signal {process.ExitCode - 128}" : $"exit code {process.ExitCode}";
        return Stop(address, death, $"the process died ({death}): {FirstError()}");
    }

    // Nothing of a process that has ended, which may happen at any time.
    private static (long Bytes, TimeSpan Time) UsedBy(Process process)
    {
        try
        {
            process.Refresh();
            return (process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _process = null;
    }

    private static async Task<string?> Ask(Process process, CaseAddress address)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(address.ToString());
            await process.StandardInput.FlushAsync();
            return await process.StandardOutput.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private Verdict Stop(CaseAddress address, string kind, string title)
    {
        Dispose();
        string notes;
        lock (_lock) notes = string.Join('\n', _errors);
        return new([], $"{address.Describe(search).Name}: {kind}", title, notes);
    }

    private string FirstError()
    {
        lock (_lock) return _errors.FirstOrDefault(e => e.Length > 0) ?? "it said nothing";
    }

    private Process Start()
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        // This program, whether it was published, is run by the dotnet host, or is tested in another process.
        string name = typeof(CaseProcess).Assembly.GetName().Name!;
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == name
            || Environment.ProcessPath!.EndsWith(name,
            StringComparison.Ordinal)) start.FileName = Environment.ProcessPath!;
        else
        {
            start.FileName = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? Environment.ProcessPath! : "dotnet";
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        }
        foreach (string argument in (string[])[search.Name, "--serve", "--undo",
            options.Undone.Name]) start.ArgumentList.Add(argument);
        // A death is a finding here, and its memory on disk helps nobody.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_lock)
            if (line is not null && _errors.Count < ErrorLines) _errors.Add(line);
    }
}
