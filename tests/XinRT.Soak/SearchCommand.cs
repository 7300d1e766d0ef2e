using System.CommandLine;
using System.Globalization;
using XinRT.Soak.Harness;
using XinRT.TestKit.Faults;

namespace XinRT.Soak;

/// <summary>The command of a search: <c>soak NAME [--seed N] [--minutes M] …</c>.</summary>
internal static class SearchCommand
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    public static Command Create(ISearch search)
    {
        var seed = new Option<ulong?>("--seed")
        {
            Description = "First seed; the following cases have the next ones. Random without.",
        };
        var minutes = new Option<double>("--minutes")
        {
            Description = "How long to search.", DefaultValueFactory = _ =>
            1
        };
        var cases = new Option<long>("--cases")
        {
            Description = "Most cases.", DefaultValueFactory = _ =>
            long.MaxValue
        };
        var jobs = new Option<int>("--jobs")
        {
            Description = "Processes that search at the same time.",
            DefaultValueFactory = _ => 1
        };
        var stop = new Option<int>("--stop-after")
        {
            Description = "End after so many kinds of findings.",
            DefaultValueFactory = _ => int.MaxValue
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end." };
        var one = new Option<string?>("--case")
        {
            Description = "Run the case of a seed in this process, and print everything about it. Findings name theirs.",
        };
        var undo = new Option<string>("--undo")
        {
            Description = "Put a mended fault back, to see that it is found.",
            DefaultValueFactory = _ => Fault.None.Name
        };
        var serve = new Option<bool>("--serve")
        {
            Description = "Run cases whose seeds come line by line.",
            Hidden = true
        };
        var command = new Command(search.Name, search.Summary) { seed, minutes, cases, jobs, stop, json, one, undo,
            serve };
        command.SetAction((args, cancel) => Task.Factory.StartNew(() =>
        {
            if (Undone(args.GetValue(undo)!) is not { } undone) return 2;
            if (args.GetValue(serve)) return CaseServer.Run(search, undone);
            if (args.GetValue(one) is { } address) return Show(search, address, undone, cancel);
            var options = new SearchOptions
            {
                Seed = args.GetValue(seed) ?? (ulong)Random.Shared.NextInt64(1L << 48),
                Time = TimeSpan.FromMinutes(args.GetValue(minutes)),
                Cases = args.GetValue(cases),
                Jobs = Math.Max(1, args.GetValue(jobs)),
                StopAfter = args.GetValue(stop),
                Undone = undone,
            };
            return Search(search, options, args.GetValue(json), cancel);
        }, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return command;
    }

    private static Fault? Undone(string name)
    {
        if (name == Fault.None.Name) return Fault.None;
        if (FaultSwitches.Find(name) is { } fault) return fault;
        string known = string.Join(", ", FaultSwitches.All.Concat(FaultSwitches.Drills).Select(f => f.Name));
        Console.Error.WriteLine($"soak: no mend is called '{name}'; there are {known}");
        return null;
    }

    private static int Search(ISearch search, SearchOptions options, bool json, CancellationToken cancel)
    {
        if (!json) Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{search.Name}: seed {options.Seed}"));
        var hunt = new Hunt(search, options) { OnFinding = finding => Print(search, finding, json) };
        using (ShowProgress(hunt)) hunt.Run(cancel);
        foreach (var finding in hunt.Tally.Findings.Where(f => f.Count > 1
            && !json)) Console.WriteLine($"{finding.Count} cases of {finding.Kind}");
        Console.WriteLine(json ? hunt.Tally.Json(hunt.Elapsed).ToJsonString() : hunt.Tally.Summary(hunt.Elapsed));
        return hunt.Tally.Kinds == 0 ? 0 : 1;
    }

    private static void Print(ISearch search, Finding finding, bool json)
    {
        if (json) return;
        string head = $"\n{search.Name} {finding.Seed}: {finding.Kind}\n{finding.Title}";
        lock (search) Console.WriteLine($"{head}\n{finding.Case}\n\n{finding.Test}\n");
    }

    // On a terminal only: a line in a file for each second helps nobody.
    private static Timer? ShowProgress(Hunt hunt) => Console.IsErrorRedirected ? null : new Timer(
        _ => Console.Error.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r{hunt.Tally.Cases} cases, {hunt.Elapsed.TotalSeconds:0} s, {hunt.Tally.Kinds} findings \r")),
        null, Refresh, Refresh);

    private static int Show(ISearch search, string address, Fault undone, CancellationToken cancel)
    {
        if (CaseAddress.Parse(address).Find(search) is not { } found)
        {
            Console.Error.WriteLine($"soak: there is no case '{address}'");
            return 2;
        }
        Console.WriteLine($"{found.Name}\n{found.Text}\n");
        var verdict = CaseServer.Judge(found, undone, cancel);
        Console.WriteLine($"{verdict.Notes}\n{string.Join(' ', verdict.Families)}\n");
        Console.WriteLine(verdict.IsRight ? "right" : $"{verdict.Kind}\n{verdict.Title}\n\n{found.Test}");
        return verdict.IsRight ? 0 : 1;
    }
}
