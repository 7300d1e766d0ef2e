using System.Globalization;
using System.Text;

namespace XinRT.Ops;

/// <summary>Rewrites a pattern of RE2 syntax for the .NET engine where both differ: ASCII-only <c>\d \w \s</c>, POSIX classes,
/// <c>\Q…\E</c>, <c>(?P&lt;name&gt;</c>, <c>\x{…}</c>, <c>$</c> at the very end only, characters beyond 16 bits.</summary>
internal static class Re2Pattern
{
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    public static string Translate(string pattern)
    {
        var result = new StringBuilder();
        bool multiline = false, dotAll = false;
        for (int i = 0; i < pattern.Length;)
        {
            char c = pattern[i];
            if (c == '\\') i = Escape(pattern, i, result, inClass: false);
            else if (c == '[') i = Class(pattern, i, result);
            else if (c == '(') i = Group(pattern, i, result, ref multiline, ref dotAll);
            else if (c == '.')
            {
                // One character may be two UTF-16 units.
                result.Append($@"(?:{Pair}|[^{(dotAll ? "" : @"\n")}\uD800-\uDFFF])");
                i++;
            }
            else
            {
                result.Append(c == '$' && !multiline ? @"\z" : c.ToString());
                i++;
            }
        }
        return result.ToString();
    }

    private static int Group(string pattern, int i, StringBuilder result, ref bool multiline, ref bool dotAll)
    {
        if (string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0)
        {
            result.Append("(?<");
            return i + 4;
        }
        if (string.CompareOrdinal(pattern, i, "(?", 0, 2) == 0)
        {
            for (int k = i + 2; k < pattern.Length && (char.IsAsciiLetter(pattern[k]) || pattern[k] == '-'); k++)
            {
                if (pattern[k] == 'U') throw new ArgumentException("the flag U is not supported");
                bool on = !pattern.AsSpan(i, k - i).Contains('-');
                if (pattern[k] == 'm') multiline = on;
                if (pattern[k] == 's') dotAll = on;
            }
        }
        result.Append('(');
        return i + 1;
    }

    private static int Class(string pattern, int i, StringBuilder result)
    {
        int at = i + 1;
        bool negated = at < pattern.Length && pattern[at] == '^';
        if (negated) at++;
        var inside = new StringBuilder();
        for (bool first = true; ; first = false)
        {
            if (at >= pattern.Length) throw new ArgumentException("a class has no closing ]");
            char c = pattern[at];
            if (c == ']' && !first) break;
            if (string.CompareOrdinal(pattern, at, "[:", 0, 2) == 0 && pattern.IndexOf(":]", at, StringComparison.Ordinal) is var end and > 0)
            {
                inside.Append(Posix(pattern[(at + 2)..end]));
                at = end + 2;
            }
            else if (c == '\\') at = Escape(pattern, at, inside, inClass: true);
            else
            {
                // An inner [ would begin a subtraction in .NET after a dash.
                if (c is '[' or ']') inside.Append('\\');
                inside.Append(c);
                at++;
            }
        }
        result.Append(negated ? $@"(?:{Pair}|[^{inside}\uD800-\uDFFF])" : $"[{inside}]");
        return at + 1;
    }

    private static int Escape(string pattern, int i, StringBuilder result, bool inClass)
    {
        if (i + 1 >= pattern.Length) throw new ArgumentException("the pattern ends in a backslash");
        char c = pattern[i + 1];
        string? set = c switch
        {
            'd' => "0-9",
            'D' => @"\x00-/:-\uFFFF",
            'w' => "0-9A-Za-z_",
            'W' => @"\x00-/:-@\[-\^`{-\uFFFF",
            's' => @"\t\n\f\r ",
            'S' => @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (set is not null)
        {
            result.Append(inClass ? set : $"[{set}]");
            return i + 2;
        }
        if (c == 'Q' && !inClass)
        {
            int end = pattern.IndexOf(@"\E", i + 2, StringComparison.Ordinal);
            string literal = end < 0 ? pattern[(i + 2)..] : pattern[(i + 2)..end];
            foreach (char l in literal) Literal(l, result);
            return end < 0 ? pattern.Length : end + 2;
        }
        if (c == 'x' && i + 2 < pattern.Length && pattern[i + 2] == '{')
        {
            int end = pattern.IndexOf('}', i);
            if (end < 0 || !int.TryParse(pattern[(i + 3)..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                || code is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
            {
                throw new ArgumentException(@"\x{ needs a code point in hexadecimal and }");
            }
            string text = char.ConvertFromUtf32(code);
            if (inClass && text.Length > 1) throw new ArgumentException("a class cannot hold characters beyond U+FFFF");
            foreach (char l in text) Literal(l, result);
            return end + 1;
        }
        if (c is 'p' or 'P' && i + 2 < pattern.Length && pattern[i + 2] != '{')
        {
            result.Append('\\').Append(c).Append('{').Append(pattern[i + 2]).Append('}');
            return i + 3;
        }
        // Group references and anchors of .NET that RE2 does not have would change the meaning silently.
        if (c is 'C' or 'G' or 'Z' or 'k' or 'c' or 'e' or 'u' or (>= '1' and <= '9'))
            throw new ArgumentException($@"\{c} is not supported");
        result.Append('\\').Append(c);
        return i + 2;
    }

    private static void Literal(char c, StringBuilder result) =>
        result.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}");

    private static string Posix(string name)
    {
        bool negated = name.StartsWith('^');
        var set = (negated ? name[1..] : name) switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => @"\x00-\x7F",
            "blank" => @"\t ",
            "cntrl" => @"\x00-\x1F\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => @"!-/:-@\[-`{-~",
            "space" => @"\t\n\v\f\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            var other => throw new ArgumentException($"no class is called [:{other}:]"),
        };
        return negated ? throw new ArgumentException($"the negated class [:{name}:] is not supported") : set;
    }
}
