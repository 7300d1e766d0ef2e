using XinRT.TestKit;

namespace XinRT.UnitTests.TestKit;

public sealed class TensorAssertTests
{
    [Fact]
    public void The_first_difference_is_told_with_index_values_and_distance()
    {
        var a = Tensor.From<float>([1, 2, 3, 4], 2, 2);
        var b = Tensor.From<float>([1, 2, MathF.BitIncrement(3), 5], 2, 2);

        var error = Assert.Throws<TestKitException>(() => TensorAssert.Equal(a, b, Tolerance.Exact));

        Assert.Equal("tensor f32[2,2]: 2 of 4 elements differ, first at [1,0]: expected 3, found 3.0000002, 2.38E-07 apart (1 ulps).", error.Message);
    }

    [Fact]
    public void Type_and_sizes_count()
    {
        Assert.Throws<TestKitException>(() => TensorAssert.Equal(Tensor.Scalar(1f), Tensor.Scalar(1.0)));
        Assert.Throws<TestKitException>(() => TensorAssert.Equal(Tensor.From<int>([1]), Tensor.Scalar(1)));
        TensorAssert.Equal(Tensor.Zeros(DType.U4, 0, 2), Tensor.Zeros(DType.U4, 0, 2));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, 3e38, false)]
    [InlineData(1000, 1000.009, true)]
    [InlineData(1000, 1000.02, false)]
    public void Floats_agree_within_the_tolerance_of_their_type(double a, double b, bool agree) =>
        Assert.Equal(agree, Tolerance.Of(DType.F32).Accepts(a, b));

    [Fact]
    public void Whole_numbers_strings_and_sequences_are_exact()
    {
        Assert.Throws<TestKitException>(() => TensorAssert.Equal(Tensor.Scalar(long.MaxValue), Tensor.Scalar(long.MaxValue - 1)));
        Assert.Throws<TestKitException>(() => TensorAssert.Equal(Tensor.OfStrings(["a"], 1), Tensor.OfStrings(["b"], 1)));
        var one = new SequenceDatum(Tensor.Scalar(1).Type, [Tensor.Scalar(1)]);
        TensorAssert.Equal(one, one);
        Assert.Throws<TestKitException>(() => TensorAssert.Equal(one, new SequenceDatum(one.Element, [])));
    }

    [Theory]
    [InlineData(0f, -0f, 0)]
    [InlineData(float.Epsilon, -float.Epsilon, 2)]
    [InlineData(1f, 2f, 1 << 23)]
    public void Ulps_count_floats_between(float a, float b, long ulps) => Assert.Equal(ulps, TensorAssert.UlpsBetween(a, b));
}
