using System.Numerics;
using CsCheck;

namespace XinRT.UnitTests;

public sealed class ElementConverterTests
{
    public static TheoryData<DType> Numeric => [.. DTypes.All.Where(t => t != DType.String)];

    [Theory]
    [MemberData(nameof(Numeric))]
    public void Small_whole_numbers_survive_in_every_type(DType type)
    {
        double[] values = type == DType.F8E8M0 ? [1, 2, 4] : type == DType.I2 ? [0, 1, -2] : type is DType.Bool ? [0, 1, 1] : [0, 1, 2];
        var tensor = Tensor.FromDoubles(type, values, 3);

        Assert.Equal(values, tensor.ToDoubles());
        Assert.Equal(values.Select(v => (long)v), tensor.ToInt64s());
        Assert.Equal(values.Select(v => (float)v), tensor.ToSingles().ToArray());
    }

    [Theory]
    [InlineData(DType.I8, -128, 127)]
    [InlineData(DType.U8, 0, 255)]
    [InlineData(DType.I4, -8, 7)]
    [InlineData(DType.U4, 0, 15)]
    [InlineData(DType.I2, -2, 1)]
    [InlineData(DType.U2, 0, 3)]
    [InlineData(DType.I16, short.MinValue, short.MaxValue)]
    [InlineData(DType.U16, 0, ushort.MaxValue)]
    [InlineData(DType.I32, int.MinValue, int.MaxValue)]
    [InlineData(DType.U32, 0, uint.MaxValue)]
    public void Integers_saturate_and_drop_fractions(DType type, double low, double high)
    {
        double[] values = [double.NegativeInfinity, -1e30, 0.9, -0.9, 1e30, double.PositiveInfinity, double.NaN];

        Assert.Equal([low, low, 0, 0, high, high, 0], Tensor.FromDoubles(type, values, 7).ToDoubles());
    }

    [Fact]
    public void Whole_numbers_of_64_bits_are_exact()
    {
        var x = Tensor.From<long>([long.MaxValue, long.MinValue, 9007199254740993]);

        Assert.Equal([long.MaxValue, long.MinValue, 9007199254740993], x.ToInt64s());
        Assert.Equal([long.MaxValue, 0, -1], Tensor.FromDoubles(DType.F64, [1e300, double.NaN, -1.5], 3).ToInt64s());
    }

    [Fact]
    public void Complex_numbers_give_their_real_part()
    {
        Assert.Equal([1.5], Tensor.From<Complex64>([new(1.5f, 2)]).ToDoubles());
        Assert.Equal(new Complex(3, 0), Tensor.FromDoubles(DType.C128, [3], 1).Span<Complex>()[0]);
    }

    [Fact]
    public void Strings_are_not_numbers()
    {
        Assert.Throws<InvalidOperationException>(() => Tensor.OfStrings(["1"], 1).ToDoubles());
        Assert.Throws<InvalidOperationException>(() => Tensor.FromDoubles(DType.String, [1], 1));
    }

    [Theory]
    [InlineData(DType.I32, 2)]
    [InlineData(DType.F32, 2)]
    [InlineData(DType.I32, 4)]
    [InlineData(DType.F32, 4)]
    public void The_counts_of_numbers_and_elements_must_agree(DType type, int given) =>
        Assert.Throws<ArgumentException>(() => Tensor.FromDoubles(type, new double[given], 3));

    [Theory]
    [InlineData(DType.BF16)]
    [InlineData(DType.F8E4M3FN)]
    [InlineData(DType.F8E5M2)]
    [InlineData(DType.F4E2M1)]
    public void Doubles_round_once(DType type)
    {
        // The binary32 nearest to a double just above a tie is the tie itself; rounding twice would go down.
        double[] grid = Tensor.FromDoubles(type, [1.0, 1.5], 2).ToDoubles();
        double step = Step(type), tie = grid[0] + step / 2;

        Assert.Equal([1 + step, 1], Tensor.FromDoubles(type, [tie + 1e-12, tie - 1e-12], 2).ToDoubles());
    }

    [Fact]
    public void Floats_round_to_nearest_even() => Gen.Double[-1e5, 1e5].Sample(x =>
    {
        Assert.Equal((double)(Half)x, Tensor.FromDoubles(DType.F16, [x], 1).ToDoubles()[0]);
        Assert.Equal((double)(float)x, Tensor.FromDoubles(DType.F32, [x], 1).ToDoubles()[0]);
    }, iter: 2_000);

    private static double Step(DType type) => type switch
    {
        DType.BF16 => 1 / 128.0,
        DType.F8E4M3FN => 1 / 8.0,
        DType.F8E5M2 => 1 / 4.0,
        _ => 1 / 2.0,
    };
}
