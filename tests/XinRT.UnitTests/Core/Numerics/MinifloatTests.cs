namespace XinRT.UnitTests;

public sealed class MinifloatTests
{
    public static TheoryData<DType> Formats => [DType.F8E4M3FN, DType.F8E4M3FNUZ, DType.F8E5M2, DType.F8E5M2FNUZ, DType.F4E2M1];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_code_decodes_as_the_format_says(DType type)
    {
        for (int code = 0; code < 1 << type.BitWidth(); code++)
            Assert.Equal(Definition(type, code), Minifloat.Decode(type, (byte)code));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_value_encodes_as_its_code(DType type)
    {
        for (int code = 0; code < 1 << type.BitWidth(); code++)
        {
            float value = Minifloat.Decode(type, (byte)code);
            byte back = Minifloat.Encode(type, value, saturate: false);
            if (float.IsNaN(value)) Assert.True(float.IsNaN(Minifloat.Decode(type, back)));
            else Assert.Equal(code, back);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Between_two_values_the_nearer_wins_and_a_tie_goes_to_the_even_code(DType type)
    {
        for (int code = 0; code < (1 << (type.BitWidth() - 1)) - 1; code++)
        {
            float low = Minifloat.Decode(type, (byte)code), high = Minifloat.Decode(type, (byte)(code + 1));
            if (!float.IsFinite(low) || !float.IsFinite(high)) break;
            float tie = (low + high) / 2;
            int sign = 1 << (type.BitWidth() - 1);
            int even = (code & 1) == 0 ? code : code + 1;
            bool hasNegativeZero = type is not (DType.F8E4M3FNUZ or DType.F8E5M2FNUZ);

            Assert.Equal(even, Minifloat.Encode(type, tie));
            Assert.Equal(code, Minifloat.Encode(type, MathF.BitDecrement(tie)));
            Assert.Equal(code + 1, Minifloat.Encode(type, MathF.BitIncrement(tie)));
            Assert.Equal(even == 0 && !hasNegativeZero ? 0 : even | sign, Minifloat.Encode(type, -tie));
        }
    }

    [Theory]
    [InlineData(DType.F8E4M3FN, 448, double.NaN)]
    [InlineData(DType.F8E4M3FNUZ, 240, double.NaN)]
    [InlineData(DType.F8E5M2, 57344, double.PositiveInfinity)]
    [InlineData(DType.F8E5M2FNUZ, 57344, double.NaN)]
    [InlineData(DType.F4E2M1, 6, 6)]
    public void Beyond_the_largest_value_it_saturates_or_overflows(DType type, float largest, double overflow)
    {
        foreach (float value in (float[])[largest * 2, 1e30f, float.PositiveInfinity])
        {
            Assert.Equal(largest, Minifloat.Decode(type, Minifloat.Encode(type, value)));
            Assert.Equal(-largest, Minifloat.Decode(type, Minifloat.Encode(type, -value)));
            Assert.Equal(overflow, Minifloat.Decode(type, Minifloat.Encode(type, value, saturate: false)));
        }
    }

    [Fact]
    public void Powers_of_two_round_up_down_or_to_the_nearest()
    {
        for (int code = 0; code < 254; code++)
        {
            float power = (float)Math.ScaleB(1, code - 127);
            Assert.Equal(power, Minifloat.Decode(DType.F8E8M0, (byte)code));
            foreach (var rounding in Enum.GetValues<PowerRounding>())
                Assert.Equal(code, Minifloat.EncodePower(-power, saturate: true, rounding));
            Assert.Equal(code + 1, Minifloat.EncodePower(power * 1.25f, saturate: true, PowerRounding.Up));
            Assert.Equal(code, Minifloat.EncodePower(power * 1.75f, saturate: true, PowerRounding.Down));
            if (code == 0) continue;
            Assert.Equal(code, Minifloat.EncodePower(power * 1.25f, saturate: true, PowerRounding.Nearest));
            Assert.Equal(code + 1, Minifloat.EncodePower(power * 1.5f, saturate: true, PowerRounding.Nearest));
        }
        Assert.Equal(0xFF, Minifloat.Encode(DType.F8E8M0, float.NaN));
        Assert.True(float.IsNaN(Minifloat.Decode(DType.F8E8M0, 0xFF)));
    }

    // Sign, exponent and mantissa as the documents define them, less the special codes.
    private static float Definition(DType type, int code)
    {
        var (exponentBits, mantissaBits, bias) = type switch
        {
            DType.F8E4M3FN => (4, 3, 7),
            DType.F8E4M3FNUZ => (4, 3, 8),
            DType.F8E5M2 => (5, 2, 15),
            DType.F8E5M2FNUZ => (5, 2, 16),
            _ => (2, 1, 1),
        };
        int signBit = 1 << (exponentBits + mantissaBits), magnitude = code & (signBit - 1);
        if (type is DType.F8E4M3FNUZ or DType.F8E5M2FNUZ && code == signBit) return float.NaN;
        if (type == DType.F8E4M3FN && magnitude == 0x7F) return float.NaN;
        float sign = (code & signBit) != 0 ? -1 : 1;
        if (type == DType.F8E5M2 && magnitude >= 0x7C) return magnitude == 0x7C ? sign * float.PositiveInfinity : float.NaN;
        int exponent = magnitude >> mantissaBits;
        double fraction = (magnitude & ((1 << mantissaBits) - 1)) / (double)(1 << mantissaBits);
        return sign * (float)(exponent == 0 ? fraction * Math.Pow(2, 1 - bias) : (1 + fraction) * Math.Pow(2, exponent - bias));
    }
}
