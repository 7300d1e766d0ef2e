using System.Globalization;
using System.Text;

namespace XinRT.TestKit.Rewrites;

/// <summary>Random small graphs around the patterns of rewrite rules, in text form. Shapes broadcast in every way and hold
/// symbols, so many of the graphs can run with some sizes only.</summary>
public sealed class PatternGraphs
{
    private readonly RandomShapes _shapes;
    private readonly StringBuilder _text = new();
    private int _names;

    private PatternGraphs(int seed) => _shapes = new(new Random(seed));

    /// <summary>Names of the families.</summary>
    public static IReadOnlyList<string> Families { get; } =
        ["linear", "parallel", "conv", "normalization", "clip", "views", "sunk", "attention", "excitation", "elementwise"];

    /// <summary>A graph of a family.</summary>
    public static string Make(string family, int seed)
    {
        var graph = new PatternGraphs(seed);
        switch (family)
        {
            case "linear": graph.Linear(); break;
            case "parallel": graph.Parallel(); break;
            case "conv": graph.Conv(); break;
            case "normalization": graph.Normalization(); break;
            case "clip": graph.Clip(); break;
            case "views": graph.Views(); break;
            case "sunk": graph.Sunk(); break;
            case "attention": graph.Attention(); break;
            case "excitation": graph.Excitation(); break;
            case "elementwise": graph.Elementwise(); break;
            default: throw new ArgumentOutOfRangeException(nameof(family), family, "There is no such family.");
        }
        return graph._text.ToString();
    }

    private string Input(IReadOnlyList<string> shape, string type = "f32")
    {
        string name = $"in{_names++}";
        _text.Append(CultureInfo.InvariantCulture, $"{name} = input {type}[{string.Join(',', shape)}]\n");
        return name;
    }

    private string Node(string call)
    {
        string name = $"v{_names++}";
        _text.Append(CultureInfo.InvariantCulture, $"{name} = {call}\n");
        return name;
    }

    // A product of matrices with or without an addend, as exporters write it.
    private string Product(string x, string k, string n, string rows)
    {
        string addend = RandomShapes.Constant(_shapes.ConstantPartner([rows, n]));
        bool turned = _shapes.Once(3);
        string w = RandomShapes.Constant(turned ? [n, k] : [k, n]);
        return _shapes.Random.Next(4) switch
        {
            0 when !turned => Node($"MatMul({x}, {w})"),
            1 when !turned => Node($"Add({Node($"MatMul({x}, {w})")}, {addend})"),
            2 => Node($"Gemm({x}, {w}) {{transB={(turned ? 1 : 0)}}}"),
            _ => Node($"Gemm({x}, {w}, {addend}) {{transB={(turned ? 1 : 0)}}}"),
        };
    }

    private string Chain(string value, IReadOnlyList<string> shape, int most = 3)
    {
        for (int i = _shapes.Random.Next(1, most + 1); i > 0; i--)
        {
            string c = RandomShapes.Constant(_shapes.ConstantPartner(shape));
            value = _shapes.Random.Next(6) switch
            {
                0 => Node($"Mul({value}, {c})"),
                1 => Node($"Add({c}, {value})"),
                2 => Node($"Sub({value}, {c})"),
                3 => Node($"Mul({value}, const f32[](0.5))"),
                4 => Node($"Relu({value})"),
                _ => Node($"Div({value}, const f32[1](2))"),
            };
        }
        return value;
    }

    private void Linear()
    {
        string rows = _shapes.Size(), k = _shapes.Number(), n = _shapes.Once(2) && char.IsAsciiDigit(rows[0]) ? rows : _shapes.Number();
        Chain(Product(Input([rows, k]), k, n, rows), [rows, n]);
    }

    private void Parallel()
    {
        string rows = _shapes.Size(), k = _shapes.Number(), n = _shapes.Pick("2", "3", "4");
        string x = Input([rows, k]);
        for (int i = 0; i < 3; i++) Node($"Transpose({Product(x, k, n, rows)})");
    }

    private void Conv()
    {
        string batch = _shapes.Size(), channels = _shapes.Pick("2", "3", "4"), height = _shapes.Once(3) ? "n" : channels, filters = _shapes.Pick(channels, "1", "4");
        string x = Input([batch, channels, height, channels]);
        string bias = _shapes.Once(2) ? $", {RandomShapes.Constant(filters)}" : "";
        string y = Node($"Conv({x}, {RandomShapes.Constant(filters, channels, "1", "1")}{bias})");
        if (_shapes.Once(3))
        {
            string c = RandomShapes.Constant(filters);
            y = Node($"BatchNormalization({y}, {c}, {c}, {c}, const f32[{filters}]({string.Join(',', Enumerable.Repeat("2", int.Parse(filters, CultureInfo.InvariantCulture)))}))");
        }
        Chain(y, [batch, filters, height, channels]);
    }

    private void Normalization()
    {
        string rows = _shapes.Size(), inner = _shapes.Pick("2", "3", "4"), width = _shapes.Pick("2", "4");
        string x = Input([rows, inner, width]);
        string scale = RandomShapes.Constant(_shapes.ConstantPartner([inner, width]));
        string bias = _shapes.Once(2) ? $", {RandomShapes.Constant(_shapes.ConstantPartner([inner, width]))}" : "";
        string axis = _shapes.Pick("-1", "-2", "1", "2");
        string y = _shapes.Once(3) ? Node($"RMSNormalization({x}, {scale}) {{axis={axis}}}") : Node($"LayerNormalization({x}, {scale}{bias}) {{axis={axis}}}");
        Chain(y, [rows, inner, width]);
    }

    private void Clip()
    {
        string type = _shapes.Pick("i64", "i32", "u64", "f32", "i64");
        long near = type switch { "i64" or "u64" => (1L << 60) + 1, "i32" => int.MaxValue - 5, _ => 3 };
        string Bound() => _shapes.Once(4) ? "_" : $"const {type}[]({near + _shapes.Random.Next(-4, 5)})";
        string x = Input(["n"], type);
        // Near the bounds, so that all their bits matter.
        string value = Node($"Add({x}, const {type}[]({near - 2}))");
        if (type is "f32" or "i32" && _shapes.Once(3)) value = Node($"Relu({value})");
        for (int i = 0; i < 2; i++) value = Node($"Clip({value}, {Bound()}, {Bound()})");
    }

    private void Views()
    {
        string a = _shapes.Size(), b = _shapes.Size(), c = _shapes.Size();
        string value = Input([a, b, c]);
        for (int i = _shapes.Random.Next(2, 5); i > 0; i--)
        {
            value = _shapes.Random.Next(8) switch
            {
                0 => Node($"Reshape({value}, const i64[{2}](0,-1))"),
                1 => Node($"Flatten({value})"),
                2 => Node($"Unsqueeze({value}, const i64[1](1))"),
                3 => Node($"Transpose({value})"),
                4 => Reshaped(value, "0", "-1"),
                5 => Reshaped(value, "-1", "1"),
                6 => Node($"Relu({value})"),
                _ => Node($"Reshape({value}, const i64[3](0,-1,{_shapes.Pick("1", "2")}))"),
            };
        }
    }

    // To the first size of the value and what is left, computed as exporters do.
    private string Reshaped(string value, string first, string rest)
    {
        string shape = Node($"Shape({value})");
        string size = Node($"Slice({shape}, const i64[1](0), const i64[1](1))");
        string target = first == "0" ? Node($"Concat({size}, const i64[1]({rest})) {{axis=0}}")
            : Node($"Concat(const i64[1]({first}), {size}) {{axis=0}}");
        return Node($"Reshape({value}, {target})");
    }

    private void Sunk()
    {
        string rows = _shapes.Size(), k = _shapes.Number(), n = _shapes.Pick("2", "4");
        string y = Node($"MatMul({Input([rows, k])}, {RandomShapes.Constant(k, n)})");
        (string view, string[] shape) = _shapes.Random.Next(4) switch
        {
            0 => (Node($"Unsqueeze({y}, const i64[1](0))"), ["1", rows, n]),
            1 => (Node($"Transpose({y})"), [n, rows]),
            2 => (Node($"Reshape({y}, const i64[3](0,2,-1))"), [rows, "2", n == "2" ? "1" : "2"]),
            _ => (Node($"Flatten({y}) {{axis=2}}"), new[] { rows, n }),
        };
        string other = _shapes.Once(2) ? Input(_shapes.Partner(shape)) : _shapes.Pick("const f32[](3)", "const f32[1,1,1](3)", RandomShapes.Constant(_shapes.ConstantPartner(shape)));
        Node($"Relu({Node($"Add({view}, {other})")})");
    }

    private void Attention()
    {
        string batch = _shapes.Size(), heads = _shapes.Number(), rows = _shapes.Size(), keys = _shapes.Once(2) ? rows : _shapes.Size(), depth = _shapes.Pick("2", "4");
        bool isWide = _shapes.Once(2);
        string[] lead = isWide ? [batch, heads] : [batch];
        string q = Input([.. lead, rows, depth]), k = Input([.. lead, keys, depth]), v = Input([.. lead, keys, depth]);
        string scores = Node($"MatMul({q}, {Node($"Transpose({k}) {{perm={(isWide ? "[0,1,3,2]" : "[0,2,1]")}}}")})");
        if (_shapes.Once(2)) scores = Node($"Mul({scores}, const f32[](0.5))");
        if (_shapes.Once(2)) scores = Node($"Add({scores}, {Input(_shapes.Partner([.. lead, rows, keys]))})");
        Node($"MatMul({Node($"Softmax({scores})")}, {v})");
    }

    private void Excitation()
    {
        string batch = _shapes.Size(), c = _shapes.Pick("2", "4"), side = _shapes.Pick("3", "n");
        string x = Input([batch, c, side, "3"]);
        string means = Node($"Reshape({Node($"GlobalAveragePool({x})")}, const i64[2](0,-1))");
        string hidden = Node($"Relu({Product(means, c, c, batch)})");
        string factors = Node($"Reshape({Node($"Sigmoid({Product(hidden, c, c, batch)})")}, const i64[4](-1,{c},1,1))");
        Node($"Mul({x}, {factors})");
    }

    private void Elementwise()
    {
        string[] shape = [_shapes.Size(), _shapes.Size(), _shapes.Size()];
        var values = new List<string> { Input(shape), Input(_shapes.Partner(shape)), RandomShapes.Constant(_shapes.ConstantPartner(shape)) };
        for (int i = 0; i < 4; i++)
        {
            string a = _shapes.Pick<string>([.. values]), b = _shapes.Pick<string>([.. values]);
            if (a.StartsWith("const", StringComparison.Ordinal)) a = values[0];
            values.Add(_shapes.Random.Next(6) switch
            {
                0 => Node($"Add({a}, {b})"),
                1 => Node($"Mul({b}, {a})"),
                2 => Node($"Max({a}, {b})"),
                3 => Node($"Where({Node($"Less({a}, {b})")}, {a}, {b})"),
                4 => Node($"Sigmoid({a})"),
                _ => Node($"Mul({a}, {Node($"Sigmoid({a})")})"),
            });
        }
    }
}
