using System.CommandLine;
using System.Globalization;
using XinRT.Soak.Harness;
using XinRT.TestKit.Faults;

namespace XinRT.Soak;

/// <summary>The command <c>soak prove</c>: how long the searches need to find each fault that a mend took
/// away.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed")
        {
            Description = "First seed of each search.", DefaultValueFactory = _ =>
            1
        };
        var minutes = new Option<double>("--minutes")
        {
            Description = "Longest time for one fault.",
            DefaultValueFactory = _ => 10
        };
        var fault = new Option<string?>("--fault") { Description = "Only this one." };
        var command = new Command("prove",
            "Undoes each mend in turn and tells how long the searches need to find the fault again.") { seed, minutes,
            fault };
        command.SetAction((args, cancel) => Task.Factory.StartNew(() =>
            Run(args.GetValue(seed), TimeSpan.FromMinutes(args.GetValue(minutes)), args.GetValue(fault), cancel),
                cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return command;
    }

    private static int Run(ulong seed, TimeSpan time, string? only, CancellationToken cancel)
    {
        bool all = true;
        Console.WriteLine("| undone | what goes wrong | search | found after | cases | seed |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var undone in FaultSwitches.All.Where(f => only is null || f.Name == only))
        {
            foreach (var search in Searches.All.Where(s => undone.Searches.Contains(s.Name)))
            {
                var proof = Proof.Run(search, undone, seed, time, cancel);
                all &= proof.Seed is not null;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {undone.Name} | {undone.Summary} | {search.Name} ")
                    + string.Create(CultureInfo.InvariantCulture,
                    $"| {(proof.Seed is null ? "not in " : "")}{proof.Time.TotalSeconds:0.0} s | {proof.Cases} | {proof.Seed} |"));
                if (proof.Seed is not null) Console.Error.WriteLine($"{undone.Name}: {proof.Title}");
            }
        }
        return all ? 0 : 1;
    }
}
