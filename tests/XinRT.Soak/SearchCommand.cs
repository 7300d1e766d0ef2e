using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace XinRT.Soak;

/// <summary>The command of a search: <c>soak NAME [--seed N] [--minutes M] [--cases C]</c>.</summary>
internal static class SearchCommand
{
    public static Command Create(ISearch search)
    {
        var seed = new Option<ulong>("--seed") { Description = "First seed; the following cases have the next ones.", DefaultValueFactory = _ => 1 };
        var minutes = new Option<double>("--minutes") { Description = "How long to search.", DefaultValueFactory = _ => 1 };
        var cases = new Option<long>("--cases") { Description = "Most cases.", DefaultValueFactory = _ => long.MaxValue };
        var command = new Command(search.Name, search.Summary) { seed, minutes, cases };
        command.SetAction((args, cancel) => Task.FromResult(
            Run(search, args.GetValue(seed), TimeSpan.FromMinutes(args.GetValue(minutes)), args.GetValue(cases), cancel)));
        return command;
    }

    private static int Run(ISearch search, ulong first, TimeSpan time, long cases, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp(), done = 0, found = 0;
        for (ulong seed = first; done < cases && Stopwatch.GetElapsedTime(began) < time && !cancel.IsCancellationRequested; seed++, done++)
        {
            if (search.Try(seed, cancel) is not { } finding) continue;
            found++;
            Console.WriteLine($"{search.Name} {seed}: {finding.Title}\n{finding.Case}\n{finding.Test}");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{search.Name}: seeds {first} to {first + (ulong)done - 1}, {done} cases, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {found} faults"));
        return found == 0 ? 0 : 1;
    }
}
