using XinRT.Compare.Golden;

namespace XinRT.UnitTests.Compare;

/// <summary>The judge on made-up triples of outputs: tested, golden, and the model in FP64.</summary>
public sealed class RoundingVerdictTests
{
    private static readonly MatchCriteria[] All = [MatchCriteria.Fp32, MatchCriteria.Fp16, MatchCriteria.Bf16];

    [Fact]
    public void Only_a_difference_that_both_sides_may_round_is_excused()
    {
        var random = new Random(7);
        int excused = 0, refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            var criteria = All[round % All.Length];
            double[] truth = Numbers(random, 64);
            // From far below the tolerance to far above it.
            double ours = criteria.MaxRelative * Math.Pow(10, random.NextDouble() * 6 - 3), theirs = criteria.MaxRelative * Math.Pow(10, random.NextDouble() * 6 - 3);
            double[] tested = Moved(truth, ours, random), golden = Moved(truth, theirs, random);
            var comparison = Judge(truth, golden, tested, criteria);
            if (comparison.OutputsMatch) continue;
            double range = truth.Max() - truth.Min();
            double testedOff = Farthest(truth, tested), goldenOff = Farthest(truth, golden);
            if (comparison.Match)
            {
                excused++;
                double tolerance = criteria.MaxRelative * 1.01 * range;
                Assert.True(testedOff <= Math.Max(tolerance, criteria.MaxAbsolute), $"round {round}: tested {testedOff}");
                Assert.True(goldenOff <= Math.Max(4 * tolerance, criteria.MaxAbsolute), $"round {round}: golden {goldenOff}");
            }
            else
            {
                refused++;
            }
        }
        Assert.True(excused > 50 && refused > 500, $"{excused} excused, {refused} refused");
    }

    [Fact]
    public void Another_meaning_on_the_golden_side_is_not_excused_by_the_own_reference()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            double[] truth = Numbers(random, 64);
            // Coordinates shifted by one, two values exchanged, one element of another branch.
            double[][] others = [[.. truth.Skip(1), truth[0]], [truth[1], truth[0], .. truth.Skip(2)], [.. truth.Take(63), truth[63] + (truth.Max() - truth.Min()) * 0.05]];
            foreach (double[] golden in others)
            {
                if (Farthest(truth, golden) < 0.01 * (truth.Max() - truth.Min())) continue;
                var comparison = Judge(truth, golden, truth, MatchCriteria.Fp32);
                Assert.False(comparison.Match);
                Assert.True(comparison.Verdict!.ContradictsGolden(MatchCriteria.Fp32));
            }
        }
    }

    [Fact]
    public void One_output_does_not_excuse_another()
    {
        var random = new Random(3);
        double[] truth = Numbers(random, 32), rounded = Moved(truth, 2e-4, random), wrong = [.. truth.Select(x => x * 1.5)];
        Dictionary<string, Datum> Outputs(double[] a, double[] b) => new() { ["a"] = Make(a), ["b"] = Make(b) };
        var (right, golden) = (Outputs(truth, truth), Outputs(rounded, truth));
        var comparison = ModelComparison.Of("golden", golden, Outputs(truth, wrong), MatchCriteria.Fp32);

        comparison = comparison with { Verdict = RoundingVerdict.Of(right, golden, Outputs(truth, wrong)) };

        Assert.True(comparison.Verdict!.Excuses(comparison.Outputs[0], MatchCriteria.Fp32));
        Assert.False(comparison.Verdict.Excuses(comparison.Outputs[1], MatchCriteria.Fp32));
        Assert.False(comparison.Match);
    }

    [Fact]
    public void Integers_and_what_is_not_a_number_are_never_excused()
    {
        Dictionary<string, Datum> Of(Datum value) => new() { ["y"] = value };
        (Datum Truth, Datum Golden)[] cases =
        [
            (Tensor.From<long>([5], 1), Tensor.From<long>([6], 1)),
            (Tensor.From<float>([float.NaN], 1), Tensor.From<float>([1], 1)),
            (Tensor.From<float>([1], 1), Tensor.From<float>([1, 1], 2)),
        ];
        Assert.All(cases, c =>
        {
            var comparison = ModelComparison.Of("golden", Of(c.Golden), Of(c.Truth), MatchCriteria.Bf16);
            Assert.False((comparison with { Verdict = RoundingVerdict.Of(Of(c.Truth), Of(c.Golden), Of(c.Truth)) }).Match);
        });
    }

    private static ModelComparison Judge(double[] truth, double[] golden, double[] tested, MatchCriteria criteria)
    {
        Dictionary<string, Datum> Of(double[] values) => new() { ["y"] = Make(values) };
        return ModelComparison.Of("golden", Of(golden), Of(tested), criteria) with { Verdict = RoundingVerdict.Of(Of(truth), Of(golden), Of(tested)) };
    }

    private static Tensor Make(double[] values) => Tensor.FromDoubles(DType.F32, values, [values.Length]);

    private static double[] Numbers(Random random, int count)
    {
        double scale = Math.Pow(10, random.NextDouble() * 6 - 2);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2 - 1) * scale)];
    }

    private static double[] Moved(double[] truth, double part, Random random)
    {
        double range = truth.Max() - truth.Min();
        return [.. truth.Select((x, i) => x + (i % 16 == 0 ? part * range * (random.Next(2) * 2 - 1) : 0))];
    }

    private static double Farthest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs((float)x - (float)y)).Max();
}
