using System.Globalization;

namespace XinRT.Reference;

/// <summary>Numbers as string tensors hold them. The layout is that of Python and NumPy, by which models are exported: the
/// shortest digits that read back, an exponent only below 1e-4 and from 1e16 on.</summary>
public static class NumberText
{
    /// <summary>Reads a number, a truth value, or one of ONNX's literals INF, +INF, -INF and NaN in any case.</summary>
    public static double Parse(string text)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
        return text.ToUpperInvariant() switch
        {
            "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
            "-INF" or "-INFINITY" => double.NegativeInfinity,
            "NAN" or "+NAN" or "-NAN" => double.NaN,
            "TRUE" => 1,
            "FALSE" => 0,
            _ => throw new FormatException($"'{text}' is not a number"),
        };
    }

    /// <summary>Lays out the round-trip text of a float.</summary>
    public static string Format(string roundTrip)
    {
        switch (roundTrip)
        {
            case "NaN": return "nan";
            case "Infinity" or "∞": return "inf";
            case "-Infinity" or "-∞": return "-inf";
        }
        string sign = roundTrip[0] == '-' ? "-" : "";
        string mantissa = roundTrip[sign.Length..];
        int exponent = 0, e = mantissa.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        // The value is 0.digits times ten to the power of `scale`.
        int scale = (point < 0 ? mantissa.Length : point) + exponent;
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        scale -= zeros;
        if (digits.Length == 0) return sign + "0.0";
        if (scale is > 16 or < -3)
        {
            string tail = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{tail}e{(scale > 0 ? '+' : '-')}{Math.Abs(scale - 1):00}");
        }
        if (scale <= 0) return sign + "0." + new string('0', -scale) + digits;
        return digits.Length <= scale ? sign + digits + new string('0', scale - digits.Length) + ".0" : sign + digits[..scale] + "." + digits[scale..];
    }
}
