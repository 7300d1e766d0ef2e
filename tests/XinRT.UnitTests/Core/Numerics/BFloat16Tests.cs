using CsCheck;

namespace XinRT.UnitTests;

public sealed class BFloat16Tests
{
    [Fact]
    public void Every_code_survives_a_round_trip()
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            float value = new BFloat16((ushort)code);
            var back = (BFloat16)value;
            if (float.IsNaN(value)) Assert.True(float.IsNaN(back));
            else Assert.Equal(code, back.Bits);
        }
    }

    [Fact]
    public void Rounding_goes_to_the_nearest_ties_to_even() => Gen.UInt.Sample(bits =>
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        if (!float.IsFinite(value)) return;
        // In double the neighbors of a large value, the one past the largest included, are finite.
        var below = new BFloat16((ushort)(bits >> 16));
        double low = below, high = low + Math.CopySign(Math.ScaleB(1, Math.Max(1, (int)((bits >> 23) & 0xFF)) - 127 - 7), value);
        double toLow = Math.Abs(value - low), toHigh = Math.Abs(high - value);
        bool up = toHigh < toLow || (toHigh == toLow && (below.Bits & 1) == 1);
        double expected = up ? high : low;
        if (Math.Abs(expected) > 3.3895313892515355e38) expected = Math.CopySign(double.PositiveInfinity, value);

        Assert.Equal(expected, (double)(float)(BFloat16)value);
    }, iter: 20_000);

    [Fact]
    public void A_NaN_with_low_bits_only_stays_a_NaN() =>
        Assert.True(float.IsNaN((BFloat16)BitConverter.UInt32BitsToSingle(0x7F80_0001)));
}
