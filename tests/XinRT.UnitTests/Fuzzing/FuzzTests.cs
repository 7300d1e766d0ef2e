using System.Globalization;
using XinRT.TestKit;
using XinRT.TestKit.Fuzzing;

namespace XinRT.UnitTests.Fuzzing;

/// <summary>Nothing else may run beside these: they watch the memory and the time of the whole process.</summary>
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzCollection;

[Collection(nameof(FuzzTests))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20, DefaultCount = 300;

    // A larger number for a long run: XINRT_FUZZ_COUNT=20000 ./test FuzzTests
    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("XINRT_FUZZ_COUNT"), CultureInfo.InvariantCulture, out int n) ? n : DefaultCount;

    [Theory]
    [InlineData(FuzzTarget.Onnx)]
    [InlineData(FuzzTarget.Engine)]
    public void A_damaged_file_gives_an_error_of_ours_or_a_result(FuzzTarget target)
    {
        var seeds = FuzzSeeds.Load();
        var failures = new List<string>();
        var results = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Count; i++)
        {
            var outcome = FuzzRunner.Run(FuzzCase.Make(target, seeds, Seed, i));
            results[outcome.Result] = results.GetValueOrDefault(outcome.Result) + 1;
            if (outcome.Failure is not null) failures.Add($"{outcome.Case}: {outcome.Failure}");
            // Its thread would disturb all that follow.
            if (outcome.IsStuck) break;
        }
        output.WriteLine(string.Join(", ", results.Select(r => $"{r.Key} {r.Value}")));

        Offenders.None(failures);
    }

    [Fact]
    public void The_same_number_gives_the_same_file()
    {
        var seeds = FuzzSeeds.Load();

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(
            FuzzCase.Make(FuzzTarget.Onnx, seeds, 1, i).Bytes, FuzzCase.Make(FuzzTarget.Onnx, seeds, 1, i).Bytes));
    }
}
