using System.Globalization;
using System.Text;

namespace XinRT.Ir;

/// <summary>Reads the text form of <see cref="GraphText"/>; <see cref="FormatException"/> names line and column.</summary>
/// <remarks>Types of outputs and names of constants may be left out. A constant without contents gets numbers that depend only
/// on its type. Without <c>output</c> lines every value that nobody reads is an output.</remarks>
internal sealed class GraphParser
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _at;
    private int _constants;
    private int _depth;

    private GraphParser(string text) => _text = text;

    public static Graph Parse(string text)
    {
        var parser = new GraphParser(text);
        var graph = parser.Body("main");
        TypeInference.Run(graph);
        return graph;
    }

    public static bool IsNameChar(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or '~' or '?';

    private Graph Body(string name)
    {
        var graph = new Graph(name);
        var values = new Dictionary<string, Value>();
        bool top = _depth == 0, declared = false;
        Enter();
        while (SkipBlank() && !(Peek() == '}' && !top))
        {
            var word = Name();
            if (word == Word.Plain("output") && Peek() != ':' && Peek() != '=' && Peek() != ',')
            {
                graph.AddOutput(Operand(values) ?? throw Error("an output cannot be absent"));
                declared = true;
                continue;
            }
            Statement(graph, values, word);
        }
        _depth--;
        if (!declared)
            foreach (var v in graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => v.Users.Count == 0)) graph.AddOutput(v);
        return graph;
    }

    private void Statement(Graph graph, Dictionary<string, Value> values, Word first)
    {
        var names = new List<Word> { first };
        SkipType();
        while (Accept(','))
        {
            names.Add(Name());
            SkipType();
        }
        Expect('=');
        string op = Name().Text;
        if (op is "input" or "capture")
        {
            graph.AddInput(Define(values, first, Type()));
            if (op == "capture") graph.CapturedCount++;
            return;
        }
        string domain = "";
        if (AcceptText("::")) (domain, op) = (op, Name().Text);
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
                string key = Name().Text;
                Expect('=');
                attributes.Set(key, Attribute());
                if (Peek() != '}') Expect(',');
            }
        }
        var bodies = new List<Graph>();
        while (AcceptBody())
        {
            bodies.Add(Body($"{first.Text}.{bodies.Count}"));
            Expect('}');
        }
        var outputs = names.Select(n => n == Word.Absent ? null : Define(values, n)).ToList();
        graph.Add(new Node(first.Text, info.Create(attributes), inputs, outputs, bodies));
    }

    private Value Define(Dictionary<string, Value> values, Word name, IrType? type = null)
    {
        var value = new Value(name.Text, type);
        return values.TryAdd(name.Text, value) ? value : throw Error($"a value is called '{name.Text}' already");
    }

    private Value? Operand(Dictionary<string, Value> values)
    {
        if (AcceptText("const ")) return new Value($"const{_constants++}", Const());
        var name = Name();
        return name == Word.Absent ? null : values.TryGetValue(name.Text, out var v) ? v : throw Error($"no value is called '{name.Text}'");
    }

    private Tensor Const()
    {
        if (Type() is not TensorType { Shape: { } sizes } type || !sizes.TryGetStatic(out long[]? dims))
            throw Error("a constant needs a static shape");
        var items = Accept('(') ? List(')') : null;
        try
        {
            return items is null ? SyntheticTensor.Make(type.DType, dims) : ConstantText.Make(type.DType, dims, items);
        }
        catch (Exception e) when (e is FormatException or ShapeException)
        {
            throw Error(e is ShapeException shape ? shape.Because : e.Message);
        }
    }

    private object Attribute()
    {
        if (AcceptText("const ")) return Const();
        if (AcceptText("type ")) return Type();
        if (!Accept('[')) return Scalar(Item());
        var items = List(']').Select(Scalar).ToList();
        return items.FirstOrDefault() switch
        {
            string when items.All(x => x is string) => items.Cast<string>().ToArray(),
            _ when items.Any(x => x is string) => throw Error("a list holds numbers or strings, not both"),
            _ when items.Any(x => x is float) => items.Select(x => System.Convert.ToSingle(x, CultureInfo.InvariantCulture)).ToArray(),
            _ => items.Cast<long>().ToArray(),
        };
    }

    private object Scalar(Word word) => word.IsQuoted ? word.Text
        : long.TryParse(word.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long i) ? (object)i
        : float.TryParse(word.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float f) ? f
        : throw Error($"'{word.Text}' is not a number");

    private List<Word> List(char end)
    {
        var items = new List<Word>();
        while (!Accept(end))
        {
            items.Add(Item());
            if (Peek() != end) Expect(',');
        }
        return items;
    }

    private Word Item()
    {
        SkipBlank();
        if (Accept('"')) return Quoted('"');
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+')) _at++;
        return Word.Plain(_text[start.._at]);
    }

    private IrType Type()
    {
        SkipBlank();
        string name = Name().Text;
        if (name is "seq" or "optional" or "map") return Container(name);
        var dtype = ElementType(name);
        Expect('[');
        int start = _at;
        while (_at < _text.Length && _text[_at] != ']') _at++;
        string inside = _text[start.._at];
        Expect(']');
        if (inside == "*") return new TensorType(dtype, null);
        if (inside.Trim().Length == 0) return new TensorType(dtype, Shape.Scalar);
        try
        {
            return new TensorType(dtype, Shape.Of([.. SplitDims(inside).Select(DimParser.Parse)]));
        }
        catch (Exception e) when (e is FormatException or ShapeException)
        {
            throw Error(e is ShapeException shape ? shape.Because : e.Message.TrimEnd('.'));
        }
    }

    private IrType Container(string kind)
    {
        Enter();
        Expect('(');
        var key = kind == "map" ? ElementType(Name().Text) : DType.Undefined;
        if (kind == "map") Expect(',');
        var element = Type();
        Expect(')');
        _depth--;
        return kind switch
        {
            "seq" => new SequenceType(element),
            "optional" => new OptionalType(element),
            _ => new MapType(key, element),
        };
    }

    private DType ElementType(string name) =>
        DTypes.Parse(name) is var dtype && (dtype != DType.Undefined || name == "undefined") ? dtype
            : throw Error($"no element type is called '{name}'");

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

    private Word Name()
    {
        SkipBlank();
        if (Accept('`')) return Quoted('`');
        int start = _at;
        while (_at < _text.Length && IsNameChar(_text[_at])) _at++;
        return _at > start ? Word.Plain(_text[start.._at]) : throw Error("a name is wanted");
    }

    private Word Quoted(char end)
    {
        var result = new StringBuilder();
        while (_at < _text.Length && _text[_at] != end)
        {
            char c = _text[_at++];
            if (c == '\\' && _at < _text.Length) c = _text[_at++] is var e && e == 'n' ? '\n' : e;
            result.Append(c);
        }
        if (_at >= _text.Length) throw Error($"{end} is wanted at the end of a quoted text");
        _at++;
        return new(result.ToString(), IsQuoted: true);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth) throw Error($"types and bodies may be nested {MaxDepth} deep");
    }

    // A value may be called "body" too, or begin so.
    private bool AcceptBody()
    {
        int start = _at;
        if (AcceptText("body") && Accept('{')) return true;
        _at = start;
        return false;
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
