namespace XinRT.TestKit.Rewrites;

/// <summary>Random shapes in text form: numbers and the symbols <c>n</c> and <c>m</c>.</summary>
public sealed class RandomShapes(Random random)
{
    private static readonly string[] Symbols = ["n", "m"];

    /// <summary>The source of chance.</summary>
    public Random Random => random;

    /// <summary>True once in so many times.</summary>
    public bool Once(int times) => random.Next(times) == 0;

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    /// <summary>A size: small, or a symbol once in three times.</summary>
    public string Size() => Once(3) ? Pick(Symbols) : Pick("1", "2", "3", "4");

    /// <summary>A size that is a number.</summary>
    public string Number() => Pick("1", "2", "3", "4");

    /// <summary>A shape that may broadcast with another: leading axes missing, ones instead of sizes, now and then a number in
    /// place of a symbol, or a leading axis more.</summary>
    public string[] Partner(IReadOnlyList<string> shape)
    {
        var sizes = shape.Skip(random.Next(shape.Count + 1) * random.Next(2)).Select(s => Once(3) ? "1" : s).ToList();
        for (int i = 0; i < sizes.Count; i++)
            if (IsSymbol(sizes[i]) && Once(2)) sizes[i] = Pick("1", "4", "4");
        if (Once(8)) sizes.Insert(0, "1");
        return [.. sizes];
    }

    /// <summary>As <see cref="Partner"/>, with numbers only: symbols become 1 or 4.</summary>
    public string[] ConstantPartner(IReadOnlyList<string> shape) => [.. Partner(shape).Select(s => IsSymbol(s) ? Pick("1", "4") : s)];

    /// <summary>A float constant of a shape.</summary>
    public static string Constant(params IReadOnlyList<string> shape) => $"const f32[{string.Join(',', shape)}]";

    private static bool IsSymbol(string size) => !char.IsAsciiDigit(size[0]);
}
