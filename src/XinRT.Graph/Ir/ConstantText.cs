using System.Globalization;
using System.Numerics;

namespace XinRT.Ir;

/// <summary>Elements of a constant as text: <c>-1.5</c>, <c>"a"</c>, <c>1+2i</c>. Every value reads back as itself.</summary>
internal static class ConstantText
{
    /// <summary>The elements in order.</summary>
    public static IEnumerable<string> Items(Tensor t) => t.DType switch
    {
        DType.String => t.Strings.ToArray().Select(s => GraphText.Quote(s, '"')),
        DType.I64 => t.Span<long>().ToArray().Select(x => x.ToString(CultureInfo.InvariantCulture)),
        DType.U64 => t.Span<ulong>().ToArray().Select(x => x.ToString(CultureInfo.InvariantCulture)),
        DType.F32 => t.Span<float>().ToArray().Select(Text),
        DType.C64 => t.Span<Complex64>().ToArray().Select(x => Pair(Text(x.Real), Text(x.Imaginary))),
        DType.C128 => t.Span<Complex>().ToArray().Select(x => Pair(Text(x.Real), Text(x.Imaginary))),
        _ => t.ToDoubles().Select(Text),
    };

    /// <summary>A tensor from the text of its elements; <see cref="FormatException"/> if they do not fit type and count.</summary>
    public static Tensor Make(DType dtype, long[] dims, IReadOnlyList<Word> items)
    {
        var tensor = Tensor.Zeros(dtype, dims);
        if (items.Count != tensor.Count) throw new FormatException($"{tensor.Type} has {tensor.Count} elements, but {items.Count} are given");
        if (items.FirstOrDefault(i => i.IsQuoted != (dtype == DType.String)) is { } other)
            throw new FormatException($"'{other.Text}' is not an element of {dtype.Name()}");
        switch (dtype)
        {
            case DType.String: Read(items, tensor.Strings, static (string s, out string r) => (r = s) is not null); break;
            case DType.I64: Read(items, tensor.Span<long>(), static (string s, out long r) => long.TryParse(s, CultureInfo.InvariantCulture, out r)); break;
            case DType.U64: Read(items, tensor.Span<ulong>(), static (string s, out ulong r) => ulong.TryParse(s, CultureInfo.InvariantCulture, out r)); break;
            case DType.C64:
                var singles = new Complex[items.Count];
                Read(items, singles, TryComplex);
                for (int i = 0; i < singles.Length; i++) tensor.Span<Complex64>()[i] = Complex64.From(singles[i]);
                break;
            case DType.C128: Read(items, tensor.Span<Complex>(), TryComplex); break;
            default:
                var values = new double[items.Count];
                Read(items, values, TryDouble);
                ElementConverter.Write(values, tensor);
                CheckWhole(tensor, values);
                break;
        }
        return tensor;
    }

    private delegate bool Parser<T>(string text, out T result);

    private static void Read<T>(IReadOnlyList<Word> items, Span<T> to, Parser<T> parse)
    {
        for (int i = 0; i < to.Length; i++)
            if (!parse(items[i].Text, out to[i])) throw new FormatException($"'{items[i].Text}' is not a number");
    }

    // An integer that rounds or saturates is a slip of the writer.
    private static void CheckWhole(Tensor tensor, double[] values)
    {
        if (tensor.DType.IsFloat()) return;
        double[] stored = tensor.ToDoubles();
        for (int i = 0; i < values.Length; i++)
            if (stored[i] != values[i]) throw new FormatException($"'{Text(values[i])}' is not an element of {tensor.DType.Name()}");
    }

    private static bool TryDouble(string text, out double result) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out result);

    private static bool TryComplex(string text, out Complex result)
    {
        result = default;
        double imaginary = 0;
        string real = text;
        if (text.EndsWith('i'))
        {
            int sign = text.Length - 2;
            while (sign > 0 && (text[sign] is not ('+' or '-') || text[sign - 1] is 'E' or 'e')) sign--;
            if (sign < 0 || !TryDouble(text[sign..^1], out imaginary)) return false;
            real = sign == 0 ? "0" : text[..sign];
        }
        if (!TryDouble(real, out double value)) return false;
        result = new(value, imaginary);
        return true;
    }

    private static string Pair(string real, string imaginary) => real + (imaginary[0] == '-' ? "" : "+") + imaginary + "i";

    private static string Text(float x) => x.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);
}
