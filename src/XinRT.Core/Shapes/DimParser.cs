using System.Globalization;

namespace XinRT;

/// <summary>Reads the text of <see cref="Dim.ToString"/>: <c>2*n + floor(h + 1, 2) - 1</c>.</summary>
public sealed class DimParser
{
    private readonly string _text;
    private int _at;

    private DimParser(string text) => _text = text;

    /// <summary>The dimension that a text stands for; <see cref="FormatException"/> with the position if it is none.</summary>
    public static Dim Parse(string text)
    {
        var parser = new DimParser(text);
        var dim = parser.Sum(0);
        parser.SkipSpace();
        return parser._at == text.Length ? dim : throw parser.Error("the end of the dimension");
    }

    private Dim Sum(int depth)
    {
        if (depth > 32) throw Error("fewer than 32 nested functions");
        Dim sum = Accept('-') ? Product(depth) * -1 : Product(depth);
        while (true)
        {
            if (Accept('+')) sum += Product(depth);
            else if (Accept('-')) sum -= Product(depth);
            else return sum;
        }
    }

    private Dim Product(int depth)
    {
        Dim product = Factor(depth);
        while (Accept('*')) product *= Factor(depth);
        return product;
    }

    private Dim Factor(int depth)
    {
        SkipSpace();
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '?' or '\'')) _at++;
        string word = _text[start.._at];
        if (word.Length == 0) throw Error("a number, a symbol or a function");
        if (word.All(char.IsAsciiDigit))
            return long.TryParse(word, CultureInfo.InvariantCulture, out long value) ? value : throw Error($"a number up to {long.MaxValue}");
        if (!Accept('(')) return Dim.Symbol(word);
        Dim a = Sum(depth + 1);
        Expect(',');
        Dim b = Sum(depth + 1);
        Expect(')');
        return word switch
        {
            "floor" => Dim.FloorDiv(a, b),
            "min" => Dim.Min(a, b),
            "max" => Dim.Max(a, b),
            "broadcast" => Dim.Broadcast(a, b),
            _ => throw Error("one of the functions floor, min, max, broadcast"),
        };
    }

    private bool Accept(char c)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c)) throw Error($"'{c}'");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private FormatException Error(string wanted) => new($"Wanted {wanted} at position {_at} of the dimension '{_text}'.");
}
