using System.Numerics;
using XinRT.Compare.Golden;

namespace XinRT.UnitTests.Compare;

public sealed class OutputDifferenceTests
{
    [Fact]
    public void Tokens_that_differ_are_different_however_large_their_range()
    {
        var difference = OutputDifference.Measure("ids", Tensor.From<long>([7, 1_000_000, 0], 3), Tensor.From<long>([9, 1_000_000, 0], 3));

        Assert.False(MatchCriteria.Fp32.Accepts(difference));
        Assert.False(MatchCriteria.Quantized.Accepts(difference));
        Assert.Equal(2, difference.MaxAbs);
        Assert.Equal("1 of 3 elements differ, first [0]: 9 instead of 7", difference.Problem);
    }

    [Fact]
    public void Large_integers_are_not_rounded_to_floats()
    {
        const long large = 1L << 60;

        Assert.Equal(40, OutputDifference.Measure("n", Tensor.From<long>([large, large], 2), Tensor.From<long>([large, large + 40], 2)).MaxAbs);
        Assert.Equal(1, OutputDifference.Measure("n", Tensor.From<ulong>([ulong.MaxValue], 1), Tensor.From<ulong>([ulong.MaxValue - 1], 1)).MaxAbs);
        Assert.False(MatchCriteria.Bf16.Accepts(OutputDifference.Measure("n", Tensor.From<long>([large], 1), Tensor.From<long>([large + 1], 1))));
        Assert.Contains("9223372036854775807 instead of -9223372036854775808",
            OutputDifference.Measure("n", Tensor.From<long>([long.MinValue], 1), Tensor.From<long>([long.MaxValue], 1)).Problem, StringComparison.Ordinal);
    }

    public static TheoryData<DType> ExactTypes => [.. DTypes.All.Where(ExactDifference.IsFor)];

    [Theory]
    [MemberData(nameof(ExactTypes))]
    public void One_step_of_an_exact_type_is_a_difference(DType type)
    {
        Tensor a, b;
        if (type == DType.String) (a, b) = (Tensor.OfStrings(["x", "y"], 2), Tensor.OfStrings(["x", "z"], 2));
        else (a, b) = (Tensor.FromDoubles(type, [0, 0], [2]), Tensor.FromDoubles(type, [0, 1], [2]));

        Assert.True(MatchCriteria.Fp32.Accepts(OutputDifference.Measure("n", a, a)));
        Assert.False(MatchCriteria.Bf16.Accepts(OutputDifference.Measure("n", a, b)));
        Assert.Equal(1, OutputDifference.Measure("n", a, b).MaxAbs);
    }

    [Fact]
    public void Imaginary_parts_count()
    {
        Tensor a = Tensor.From<Complex>([new(1, 2), new(3, 4)], 2), b = Tensor.From<Complex>([new(1, 2), new(3, 5)], 2);

        Assert.Equal(1, OutputDifference.Measure("z", a, b).MaxAbs);
    }

    [Fact]
    public void Every_kind_of_value_is_compared_by_contents()
    {
        Tensor one = Tensor.From<float>([1], 1), two = Tensor.From<float>([2], 1);
        Datum Map(string key, Tensor value) => new MapDatum(DType.String, one.Type, new Dictionary<object, Datum> { [key] = value });
        Datum Sequence(params Tensor[] items) => new SequenceDatum(one.Type, items);
        bool Agree(Datum a, Datum b) => MatchCriteria.Fp32.Accepts(OutputDifference.Measure("x", a, b));

        Assert.True(Agree(Map("a", one), Map("a", one)));
        Assert.False(Agree(Map("a", one), Map("a", two)));
        Assert.False(Agree(Map("a", one), Map("b", one)));
        Assert.True(Agree(Sequence(one, two), Sequence(one, two)));
        Assert.False(Agree(Sequence(one, two), Sequence(one)));
        Assert.False(Agree(Sequence(one, two), Sequence(one, one)));
        Assert.True(Agree(new OptionalDatum(one.Type, null), new OptionalDatum(one.Type, null)));
        Assert.False(Agree(new OptionalDatum(one.Type, one), new OptionalDatum(one.Type, null)));
        Assert.False(Agree(one, Tensor.From<double>([1], 1)));
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    public void What_is_not_finite_must_be_the_same(double golden, double actual)
    {
        var difference = OutputDifference.Measure("x", Tensor.From<double>([golden, 0], 2), Tensor.From<double>([actual, 0], 2));

        Assert.NotNull(difference.Problem);
        Assert.Null(OutputDifference.Measure("x", Tensor.From<double>([golden, 0], 2), Tensor.From<double>([golden, 0], 2)).Problem);
    }
}
