using System.Globalization;
using System.Text;

namespace XinRT.Ir;

/// <summary>Reads the text form of <see cref="GraphText"/>; <see cref="FormatException"/> names line and column.</summary>
/// <remarks>Types of outputs and names of constants may be left out. A constant without contents gets numbers that depend only
/// on its type. Without <c>output</c> lines every value that nobody reads is an output.</remarks>
internal sealed class GraphParser
{
    private readonly string _text;
    private int _at;
    private int _constants;

    private GraphParser(string text) => _text = text;

    public static Graph Parse(string text)
    {
        var parser = new GraphParser(text);
        var graph = parser.Body("main", top: true);
        TypeInference.Run(graph);
        return graph;
    }

    public static bool IsNameChar(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or '~' or '?';

    private Graph Body(string name, bool top)
    {
        var graph = new Graph(name);
        var values = new Dictionary<string, Value>();
        bool declared = false;
        while (SkipBlank() && !(Peek() == '}' && !top))
        {
            string word = Name();
            if (word == "output" && Peek() != ':' && Peek() != '=' && Peek() != ',')
            {
                graph.AddOutput(Operand(values)!);
                declared = true;
                continue;
            }
            Statement(graph, values, word);
        }
        if (!declared)
            foreach (var v in graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => v.Users.Count == 0)) graph.AddOutput(v);
        return graph;
    }

    private void Statement(Graph graph, Dictionary<string, Value> values, string first)
    {
        var names = new List<string> { first };
        SkipType();
        while (Accept(','))
        {
            names.Add(Name());
            SkipType();
        }
        Expect('=');
        string op = Name();
        if (op is "input" or "capture")
        {
            values[first] = graph.AddInput(new Value(first, Type()));
            if (op == "capture") graph.CapturedCount++;
            return;
        }
        string domain = "";
        if (AcceptText("::")) (domain, op) = (op, Name());
        var info = OperatorRegistry.Find(domain, op) ?? throw Error($"no operator is called '{op}'");

        var inputs = new List<Value?>();
        Expect('(');
        while (!Accept(')'))
        {
            inputs.Add(Operand(values));
            if (Peek() != ')') Expect(',');
        }
        var attributes = new AttributeMap();
        if (Accept('{'))
        {
            while (!Accept('}'))
            {
                string key = Name();
                Expect('=');
                attributes.Set(key, Attribute());
                if (Peek() != '}') Expect(',');
            }
        }
        var bodies = new List<Graph>();
        while (AcceptText("body"))
        {
            Expect('{');
            bodies.Add(Body($"{first}.{bodies.Count}", top: false));
            Expect('}');
        }
        var outputs = names.Select(n => n == "_" ? null : values[n] = new Value(n)).ToList();
        graph.Add(new Node(first, info.Create(attributes), inputs, outputs, bodies));
    }

    private Value? Operand(Dictionary<string, Value> values)
    {
        if (AcceptText("const ")) return new Value($"const{_constants++}", Const());
        string name = Name();
        return name == "_" ? null : values.TryGetValue(name, out var v) ? v : throw Error($"no value is called '{name}'");
    }

    private Tensor Const()
    {
        var type = (TensorType)Type();
        if (type.Shape is null || !type.Shape.TryGetStatic(out long[]? dims)) throw Error("a constant needs a static shape");
        if (!Accept('(')) return SyntheticTensor.Make(type.DType, dims);
        var items = new List<object>();
        while (!Accept(')'))
        {
            items.Add(Scalar());
            if (Peek() != ')') Expect(',');
        }
        if (type.DType == DType.String) return Tensor.OfStrings([.. items.Cast<string>()], dims);
        if (type.DType == DType.I64) return Tensor.From<long>([.. items.Cast<long>()]).Reshape(dims);
        return Tensor.FromDoubles(type.DType, [.. items.Select(x => System.Convert.ToDouble(x, CultureInfo.InvariantCulture))], dims);
    }

    private object Attribute()
    {
        if (AcceptText("const ")) return Const();
        if (AcceptText("type ")) return Type();
        if (!Accept('[')) return Scalar();
        var items = new List<object>();
        while (!Accept(']'))
        {
            items.Add(Scalar());
            if (Peek() != ']') Expect(',');
        }
        return items.FirstOrDefault() switch
        {
            string => items.Cast<string>().ToArray(),
            _ when items.Any(x => x is float) => items.Select(x => System.Convert.ToSingle(x, CultureInfo.InvariantCulture)).ToArray(),
            _ => items.Cast<long>().ToArray(),
        };
    }

    private object Scalar()
    {
        SkipBlank();
        if (Accept('"')) return Quoted('"');
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+' or '∞')) _at++;
        string word = _text[start.._at];
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long i)) return i;
        return float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float f) ? f : throw Error($"'{word}' is not a number");
    }

    private IrType Type()
    {
        SkipBlank();
        foreach (string kind in (string[])["seq", "optional"])
        {
            if (!AcceptText(kind + "(")) continue;
            var element = Type();
            Expect(')');
            return kind == "seq" ? new SequenceType(element) : new OptionalType(element);
        }
        string name = Name();
        var dtype = DTypes.Parse(name);
        if (dtype == DType.Undefined && name != "undefined") throw Error($"no element type is called '{name}'");
        Expect('[');
        int start = _at;
        for (int depth = 0; _at < _text.Length && (_text[_at] != ']' || depth > 0); _at++) { }
        string inside = _text[start.._at];
        Expect(']');
        if (inside == "*") return new TensorType(dtype, null);
        return new TensorType(dtype, inside.Trim().Length == 0 ? Shape.Scalar : Shape.Of([.. SplitDims(inside).Select(DimParser.Parse)]));
    }

    // Commas inside the parentheses of floor, min and max do not separate axes.
    private static IEnumerable<string> SplitDims(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }

    private void SkipType()
    {
        if (Peek() == ':' && Accept(':')) Type();
    }

    private string Name()
    {
        SkipBlank();
        if (Accept('`')) return Quoted('`');
        int start = _at;
        while (_at < _text.Length && IsNameChar(_text[_at])) _at++;
        return _at > start ? _text[start.._at] : throw Error("a name is wanted");
    }

    private string Quoted(char end)
    {
        var result = new StringBuilder();
        while (_at < _text.Length && _text[_at] != end)
        {
            char c = _text[_at++];
            if (c == '\\' && _at < _text.Length) c = _text[_at++] is var e && e == 'n' ? '\n' : e;
            result.Append(c);
        }
        _at++;
        return result.ToString();
    }

    private bool Accept(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private bool AcceptText(string word)
    {
        SkipBlank();
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
        _at += word.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c)) throw Error($"'{c}' is wanted");
    }

    private char Peek() => SkipBlank() ? _text[_at] : '\0';

    private bool SkipBlank()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            if (_text[_at] == '#')
                while (_at < _text.Length && _text[_at] != '\n') _at++;
            else _at++;
        }
        return _at < _text.Length;
    }

    private FormatException Error(string reason)
    {
        int line = _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1;
        int column = _at - _text.LastIndexOf('\n', Math.Max(0, Math.Min(_at, _text.Length) - 1));
        return new($"Line {line}, column {column}: {reason}.");
    }
}
