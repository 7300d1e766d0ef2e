namespace XinRT.UnitTests;

public sealed class MinifloatSpecialsTests
{
    [Theory]
    [InlineData(DType.F8E4M3FN, 0x7F)]
    [InlineData(DType.F8E5M2, 0x7E)]
    [InlineData(DType.F8E4M3FNUZ, 0x80)]
    [InlineData(DType.F8E5M2FNUZ, 0x80)]
    [InlineData(DType.F4E2M1, 0x8)]
    [InlineData(DType.F8E8M0, 0xFF)]
    public void NaN_has_one_code(DType type, byte code) =>
        Assert.Equal(code, Minifloat.Encode(type, BitConverter.UInt32BitsToSingle(0x7FC00000)));

    [Theory]
    [InlineData(PowerRounding.Up, 1.5f, 128)]
    [InlineData(PowerRounding.Down, 1.9f, 127)]
    [InlineData(PowerRounding.Nearest, 1.5f, 128)]
    [InlineData(PowerRounding.Nearest, 1.4f, 127)]
    [InlineData(PowerRounding.Nearest, 1.2e-38f, 1)]
    [InlineData(PowerRounding.Nearest, 7e-39f, 0)]
    [InlineData(PowerRounding.Up, 0f, 0)]
    [InlineData(PowerRounding.Up, float.PositiveInfinity, 254)]
    public void Powers_of_two_round_as_asked(PowerRounding rounding, float value, byte code) =>
        Assert.Equal(code, Minifloat.EncodePower(value, saturate: true, rounding));

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-39f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void Out_of_the_range_of_powers_is_NaN_without_saturation(float value) =>
        Assert.Equal(0xFF, Minifloat.EncodePower(value, saturate: false, PowerRounding.Nearest));
}
