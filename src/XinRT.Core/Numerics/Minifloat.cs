namespace XinRT;

/// <summary>Codec of the 4- and 8-bit floating-point formats.</summary>
/// <remarks>Formats: OCP 8-bit Floating Point Specification 1.0 (E4M3, E5M2), OCP Microscaling Formats 1.0 (E2M1, E8M0),
/// arXiv:2206.02915 (the FNUZ variants, one more bias, NaN at 0x80). Encoding searches the sorted table of the at most
/// 127 positive values, so rounding is exact by construction.</remarks>
public sealed class Minifloat
{
    private static readonly Dictionary<DType, Minifloat> Formats = new()
    {
        [DType.F8E4M3FN] = new(4, 3, 7, bits: 8, Specials.NanOnly),
        [DType.F8E4M3FNUZ] = new(4, 3, 8, bits: 8, Specials.NanAtNegativeZero),
        [DType.F8E5M2] = new(5, 2, 15, bits: 8, Specials.Ieee),
        [DType.F8E5M2FNUZ] = new(5, 2, 16, bits: 8, Specials.NanAtNegativeZero),
        [DType.F4E2M1] = new(2, 1, 1, bits: 4, Specials.None),
    };

    private readonly float[] _decode;
    private readonly float[] _positives;
    private readonly int _signBit;
    private readonly Specials _specials;

    private Minifloat(int exponentBits, int mantissaBits, int bias, int bits, Specials specials)
    {
        _specials = specials;
        _signBit = 1 << (bits - 1);
        _decode = new float[1 << bits];
        for (int code = 0; code < _decode.Length; code++)
        {
            int mantissa = code & ((1 << mantissaBits) - 1);
            int exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
            double magnitude = exponent == 0
                ? Math.ScaleB(mantissa, 1 - bias - mantissaBits)
                : Math.ScaleB(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
            bool top = exponent == (1 << exponentBits) - 1;
            if (specials == Specials.Ieee && top) magnitude = mantissa == 0 ? double.PositiveInfinity : double.NaN;
            if (specials == Specials.NanOnly && top && mantissa == (1 << mantissaBits) - 1) magnitude = double.NaN;
            _decode[code] = (float)((code & _signBit) != 0 ? -magnitude : magnitude);
        }
        if (specials == Specials.NanAtNegativeZero) _decode[_signBit] = float.NaN;
        _positives = [.. _decode.Take(_signBit).TakeWhile(float.IsFinite)];
    }

    private enum Specials
    {
        None,
        NanOnly,
        NanAtNegativeZero,
        Ieee,
    }

    /// <summary>Value of a code.</summary>
    public static float Decode(DType type, byte code) =>
        type == DType.F8E8M0 ? DecodePower(code) : Formats[type].Decode(code);

    /// <summary>Code of the nearest value, ties to even. Out of range: the largest value if <paramref name="saturate"/>,
    /// else infinity or NaN, whichever the format has (<see cref="DType.F4E2M1"/> always saturates).</summary>
    public static byte Encode(DType type, float value, bool saturate = true) =>
        type == DType.F8E8M0 ? EncodePower(value, saturate, PowerRounding.Up) : Formats[type].Encode(value, saturate);

    /// <summary>Code of a power of two (<see cref="DType.F8E8M0"/>); the sign is dropped. Out of range: the nearest end if
    /// <paramref name="saturate"/>, else NaN; zero lies below the range.</summary>
    public static byte EncodePower(float value, bool saturate, PowerRounding rounding)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint exponent = (bits >> 23) & 0xFF, mantissa = bits & 0x7FFFFF;
        if (float.IsNaN(value)) return 0xFF;
        if (exponent == 0xFF) return saturate ? (byte)0xFE : (byte)0xFF;
        if (exponent == 0 && mantissa < 0x400000 && !saturate) return 0xFF;
        bool up = rounding switch
        {
            // A subnormal has no hidden bit: the smallest power, 2^-127, is at mantissa 2^22.
            PowerRounding.Up => exponent == 0 ? mantissa > 0x400000 : mantissa > 0,
            PowerRounding.Nearest => exponent == 0 ? mantissa >= 0x600000 : mantissa >= 0x400000,
            _ => false,
        };
        uint code = exponent + (up ? 1u : 0u);
        return code >= 0xFF ? saturate ? (byte)0xFE : (byte)0xFF : (byte)code;
    }

    private static float DecodePower(byte code) => code == 0xFF ? float.NaN : (float)Math.ScaleB(1, code - 127);

    private float Decode(byte code) => _decode[code & (_decode.Length - 1)];

    private byte Encode(float value, bool saturate)
    {
        bool negative = float.IsNegative(value);
        if (float.IsNaN(value)) return Nan(negative);
        float magnitude = Math.Abs(value);
        int last = _positives.Length - 1;
        int code = Nearest(magnitude);
        if (code > last)
        {
            // An infinity saturates to the largest finite value too, as the ONNX Cast table asks.
            if (saturate || _specials == Specials.None) code = last;
            else if (_specials == Specials.Ieee) code = last + 1;
            else return Nan(negative);
        }
        if (code == 0 && _specials == Specials.NanAtNegativeZero) return 0;
        return (byte)(negative ? code | _signBit : code);
    }

    private byte Nan(bool negative) => _specials switch
    {
        // A format without NaN takes the negative zero for it, as ONNX's own conversions do.
        Specials.NanAtNegativeZero or Specials.None => (byte)_signBit,
        Specials.Ieee => (byte)((_signBit - 2) | (negative ? _signBit : 0)),
        _ => (byte)((_signBit - 1) | (negative ? _signBit : 0)),
    };

    // Index of the nearest positive value; one past the end when the value rounds beyond the largest.
    private int Nearest(float magnitude)
    {
        int last = _positives.Length - 1;
        float step = _positives[last] - _positives[last - 1];
        float limit = _positives[last] + step / 2;
        if (magnitude > limit || (magnitude == limit && (last & 1) == 1)) return last + 1;
        if (magnitude >= _positives[last]) return last;
        int high = Array.BinarySearch(_positives, magnitude);
        if (high >= 0) return high;
        high = ~high;
        float below = magnitude - _positives[high - 1], above = _positives[high] - magnitude;
        return below < above || (below == above && ((high - 1) & 1) == 0) ? high - 1 : high;
    }
}
