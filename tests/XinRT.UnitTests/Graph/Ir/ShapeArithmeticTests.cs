using System.Text;
using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;
using XinRT.TestKit.Rewrites;

namespace XinRT.UnitTests.Ir;

/// <summary>What inference says of shape arithmetic holds in a run, whatever the sizes: 0 and 1 as well as larger ones.</summary>
public sealed class ShapeArithmeticTests
{
    private static readonly string[] Binary = ["Add", "Sub", "Mul", "Div", "Mod", "Min", "Max"];
    private static readonly string[] Unary = ["Abs", "Neg", "Sign", "Relu"];
    private static readonly string[] Comparisons = ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"];
    private static readonly DType[] Types = [DType.I32, DType.U32, DType.I16, DType.U64, DType.F32, DType.Bool];

    [Fact]
    public void Random_arithmetic_of_sizes_agrees_with_runs()
    {
        int compared = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            string text = Make(new Random(seed));
            Graph graph;
            try
            {
                graph = Graph.Parse(text);
            }
            catch (ShapeException)
            {
                continue;
            }
            foreach (var sizes in SizeSweep.Of(graph)) compared += Agrees(graph, sizes, $"seed {seed} at {string.Join(' ', sizes)}\n{text}") ? 1 : 0;
        }
        Assert.True(compared > 2000, $"only {compared} runs were possible");
    }

    [Theory]
    [InlineData("d = Sub(n, const i64[1](5))\ny = Div(d, const i64[1](2))")]
    [InlineData("d = Sub(n, const i64[1](5))\ny = Less(const i64[1](-1), d)")]
    [InlineData("d = Sub(n, const i64[1](5))\ny = Cast(d) {to=13}")]
    [InlineData("y = Div(n, n)")]
    [InlineData("y = GreaterOrEqual(n, const i64[1](1))")]
    [InlineData("y = Max(n, const i64[1](1))")]
    [InlineData("d = Sub(n, const i64[1](5))\nc = Cast(d) {to=5}\ne = Cast(c) {to=7}\ny = Slice(x, e, const i64[1](9), const i64[1](0))")]
    [InlineData("y = Slice(x, const i64[1](3), const i64[1](-100), const i64[1](0), const i64[1](-1))")]
    [InlineData("y = Slice(x, const i64[1](0), const i64[1](-1))")]
    [InlineData("d = Slice(x, const i64[1](0), const i64[1](1))\ny = Add(x, d)")]
    [InlineData("d = Sub(n, const i64[1](2))\nt = Concat(d, const i64[1](1)) {axis=0}\ny = Reshape(x, t)")]
    public void Conclusions_hold_at_size_0(string nodes)
    {
        string text = $"x = input f32[n]\nn = Shape(x)\n{nodes}\n";
        var graph = Graph.Parse(text);
        bool[] ran = [.. new long[] { 0, 1, 2, 5, 7 }.Select(n => Agrees(graph, new Dictionary<string, long> { ["n"] = n }, text))];
        Assert.Contains(true, ran);
    }

    [Fact]
    public void Joint_sizes_of_two_symbols_hold_at_0_and_1()
    {
        const string Text = "x = input f32[n]\nz = input f32[m]\ny = Add(x, z)\n";
        var graph = Graph.Parse(Text);
        Assert.Equal(6, new (long N, long M)[] { (0, 0), (0, 1), (1, 0), (1, 4), (4, 1), (4, 4), (3, 2) }
            .Count(s => Agrees(graph, new Dictionary<string, long> { ["n"] = s.N, ["m"] = s.M }, Text)));
    }

    // False if the graph cannot run at these sizes.
    private static bool Agrees(Graph graph, IReadOnlyDictionary<string, long> sizes, string what)
    {
        try
        {
            new ReferenceExecutor { Threads = 1, Observe = new TypeAgreement(graph, sizes).Observe }.Run(graph, SizeSweep.Inputs(graph, sizes));
            return true;
        }
        catch (XinException)
        {
            return false;
        }
        catch (TestKitException e)
        {
            throw new TestKitException($"{e.Message}\n{what}");
        }
    }

    // One-element lists, made of the sizes of two inputs and of small numbers; some become bounds and sizes at the end.
    private static string Make(Random random)
    {
        var text = new StringBuilder("x = input f32[n,m]\ns = Shape(x)\nv0 = Gather(s, const i64[1](0))\nv1 = Gather(s, const i64[1](1))\n");
        int last = 1;
        for (int i = 0; i < 8; i++)
        {
            string a = Value(), b = random.Next(2) == 0 ? Value() : $"const i64[1]({random.Next(-3, 6)})";
            switch (random.Next(8))
            {
                case < 4: text.Append($"v{last + 1} = {Pick(Binary)}({a}, {b})\n"); break;
                case 4: text.Append($"v{last + 1} = {Pick(Unary)}({a})\n"); break;
                case 5: text.Append($"c{i} = {Pick(Comparisons)}({a}, {b})\nv{last + 1} = Where(c{i}, {Value()}, {b})\n"); break;
                case 6: text.Append($"c{i} = Cast({a}) {{to={(long)Types[random.Next(Types.Length)]}}}\nv{last + 1} = Cast(c{i}) {{to={(long)DType.I64}}}\n"); break;
                default: text.Append($"c{i} = Concat({a}, {b}) {{axis=0}}\nv{last + 1} = ReduceMax(c{i})\n"); break;
            }
            last++;
        }
        text.Append($"y0 = Slice(x, {Value()}, {Value()}, const i64[1](0), const i64[1]({Pick("1", "2", "-1", "-2")}))\n");
        text.Append($"t1 = Concat({Value()}, {Value()}) {{axis=0}}\ny1 = Slice(x, const i64[2](0,-2), t1)\n");
        text.Append($"z = Squeeze({Value()}, const i64[1](0))\ny2 = Range(const i64[](0), z, const i64[]({Pick("1", "2", "-1")}))\n");
        text.Append($"t3 = Concat({Value()}, const i64[1](1)) {{axis=0}}\ny3 = Tile(x, t3)\n");
        return text.ToString();

        string Pick(params ReadOnlySpan<string> of) => of[random.Next(of.Length)];

        string Value() => $"v{random.Next(last + 1)}";
    }
}
