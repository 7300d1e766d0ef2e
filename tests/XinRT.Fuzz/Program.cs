using System.Globalization;
using SharpFuzz;
using XinRT;
using XinRT.TestKit.Fuzzing;

// fuzz onnx|engine            one target under afl-fuzz
// fuzz onnx|engine libfuzzer  the same under libFuzzer
// fuzz onnx|engine file PATH  one file, for a look at a finding
// fuzz onnx|engine corpus DIR the base files, for the start of a corpus
// fuzz onnx|engine cases SEED FIRST COUNT STATE   own mutations; STATE is a file that names the case in progress
if (args.Length == 0 || !Enum.TryParse(args[0], ignoreCase: true, out FuzzTarget target))
{
    Console.Error.WriteLine("usage: fuzz onnx|engine [libfuzzer | file PATH | corpus DIR | cases SEED FIRST COUNT STATE]");
    return 2;
}
switch (args)
{
    case [_]: Fuzzer.OutOfProcess.Run(stream => Feed(stream)); return 0;
    case [_, "libfuzzer"]: Fuzzer.LibFuzzer.Run(bytes => Try(bytes.ToArray())); return 0;
    case [_, "file", var path]:
        var outcome = FuzzRunner.Run(new FuzzCase(target, 0, Path.GetFileName(path), File.ReadAllBytes(path), 1));
        Console.WriteLine($"{outcome.Result} {outcome.Time.TotalMilliseconds:0} ms {outcome.Failure}");
        return outcome.Failure is null ? 0 : 1;
    case [_, "corpus", var folder]: return Corpus(folder);
    case [_, "cases", var seed, var first, var count, var state]: return Cases(Int(seed), Int(first), Int(count), state);
    default: return 2;
}

void Feed(Stream stream)
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    Try(bytes.ToArray());
}

void Try(byte[] bytes)
{
    using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
    try
    {
        FuzzRunner.Feed(target, bytes, bytes.Length, stop.Token);
    }
    catch (Exception e) when (e is XinException or OperationCanceledException)
    {
        // What a hostile file must lead to.
    }
}

int Corpus(string folder)
{
    Directory.CreateDirectory(folder);
    var seeds = FuzzSeeds.Load();
    for (int i = 0; i < seeds.Models.Count; i++)
        if ((target == FuzzTarget.Onnx ? seeds.Models[i].Model : seeds.Engine(i)) is { } bytes) File.WriteAllBytes(Path.Combine(folder, seeds.Models[i].Name), bytes);
    return 0;
}

int Cases(int seed, int first, int count, string state)
{
    var seeds = FuzzSeeds.Load();
    var results = new SortedDictionary<string, int>(StringComparer.Ordinal);
    int failures = 0;
    for (int i = first; i < first + count; i++)
    {
        File.WriteAllText(state, i.ToString(CultureInfo.InvariantCulture));
        var outcome = FuzzRunner.Run(FuzzCase.Make(target, seeds, seed, i));
        results[outcome.Result] = results.GetValueOrDefault(outcome.Result) + 1;
        if (outcome.Failure is null && outcome.Time < TimeSpan.FromSeconds(2)) continue;
        string mark = outcome.Failure is null ? "slow" : "FAILED";
        Console.WriteLine($"{mark} {outcome.Case}: {outcome.Result} {outcome.Time.TotalMilliseconds:0} ms {outcome.Failure}");
        if (outcome.Failure is null) continue;
        failures++;
        if (outcome.IsStuck) return 3;
    }
    Console.WriteLine($"{count} cases, {failures} failures: {string.Join(", ", results.Select(r => $"{r.Key} {r.Value}"))}");
    return failures == 0 ? 0 : 1;
}

static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
