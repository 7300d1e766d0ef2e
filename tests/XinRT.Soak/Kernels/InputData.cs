using System.Globalization;

namespace XinRT.Soak.Kernels;

/// <summary>Contents of an input, made again from a line of text: <c>x floats -1 1 0.05</c> is uniform from -1 to 1
/// with every
/// twentieth element special, <c>i whole 0 7</c> are whole numbers.</summary>
/// <param name="Name">The input.</param>
/// <param name="Kind"><c>floats</c> or <c>whole</c>.</param>
/// <param name="Low">Least value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Special">Part of the elements that are NaN, infinite, zero of either sign, or small.</param>
internal sealed record InputData(string Name, string Kind, double Low, double High, double Special = 0)
{
    // None below the normal numbers, which kernels may read as 0.
    private static readonly double[] Specials = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0,
        1e-37, 1];

    /// <summary>Reads the line.</summary>
    public static InputData Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words[0], words[1], Number(words[2]), Number(words[3]), words.Length > 4 ? Number(words[4]) : 0);
    }

    /// <summary>The contents.</summary>
    public Tensor Make(DType dtype, ReadOnlySpan<long> dims, ulong seed)
    {
        var random = new SoakRandom(seed);
        var tensor = Tensor.Zeros(dtype, dims);
        double[] values = new double[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            bool special = Special > 0 && random.Chance(Special);
            values[i] = special ? random.Pick(Specials) : Kind == "whole" ? random.Range((int)Low, (int)High) : Low
                + (High - Low) * random.Unit();
        }
        ElementConverter.Write(values, tensor);
        return tensor;
    }

    /// <summary>The line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name} {Kind} {Low} {High}{(Special > 0 ? $" {Special.ToString(CultureInfo.InvariantCulture)}" : "")}");

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
