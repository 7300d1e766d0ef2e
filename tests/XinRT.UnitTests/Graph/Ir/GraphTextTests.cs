using CsCheck;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.TestKit;

namespace XinRT.UnitTests.Ir;

public sealed class GraphTextTests
{
    [Theory]
    [InlineData("x = input f32[n,3]\ny = Reshape(x, const i64[1](-1))")]
    [InlineData("x = input f32[2,3,4]\ns = Shape(x) {start=1, end=-1}\noutput s\noutput x")]
    [InlineData("y = Identity(const f32[3](NaN,-Infinity,0.1))")]
    [InlineData("y = Identity(const f64[2](0.1,1E+300))")]
    [InlineData("y = Identity(const u64[2](18446744073709551615,0))")]
    [InlineData("y = Identity(const i64[2](-9223372036854775808,9223372036854775807))")]
    [InlineData("y = Identity(const str[3](\"a\\\"b\",\"c\\\\\",\"d\\ne\"))")]
    [InlineData("y = Identity(const f16[2](0.5,65504))")]
    [InlineData("y = Identity(const c64[2](1+2i,-0.5-1E-05i))")]
    [InlineData("y = Identity(const bool[2](1,0))")]
    [InlineData("x = input seq(f32[*])\ny = Identity(x)")]
    [InlineData("x = input optional(seq(i8[n,max(h, 2)]))\ny = Identity(x)")]
    [InlineData("x = input map(i64,f32[])\ny = Identity(x)")]
    [InlineData("output const i32[2](1,2)")]
    public void Printed_text_reads_back_as_the_same_text(string text)
    {
        string printed = Graph.Parse(text).ToString();

        Assert.Equal(printed, Graph.Parse(printed).ToString());
    }

    [Fact]
    public void Printing_shows_types_and_names()
    {
        var graph = Graph.Parse("""
            # The type of an output and the name of a constant may be left out.
            x = input f32[n,6]
            c = input bool[]
            y: f32[*] = If(c, x) {} body {
                a = capture f32[n,6]
                b = Reshape(a, const i64[2](-1,3))
            } body {
                a = capture f32[n,6]
                output a
            }
            """);

        Snapshot.Match(graph.ToString());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a`b")]
    [InlineData("back\\slash")]
    [InlineData("line\nbreak")]
    [InlineData("_")]
    [InlineData("output")]
    [InlineData("const ")]
    [InlineData("层/输出:0")]
    [InlineData("")]
    public void Any_name_reads_back(string name)
    {
        var graph = new Graph("main");
        var x = graph.AddInput(new Value(name, new TensorType(DType.F32, [2])));
        var y = new Value("y");
        graph.Add(new Node("y", new IdentityOp(), [x], [y]));
        graph.AddOutput(x);
        graph.AddOutput(y);
        TypeInference.Run(graph);

        var back = Graph.Parse(graph.ToString());

        Assert.Equal(name, back.Inputs[0].Name);
        Assert.Equal(graph.ToString(), back.ToString());
    }

    [Theory]
    [InlineData("y = Nothing(x)", "Line 1, column 12: no operator is called 'Nothing'")]
    [InlineData("x = input f32[2]\ny = Identity(z)", "Line 2, column 15: no value is called 'z'")]
    [InlineData("x = input f99[2]", "no element type is called 'f99'")]
    [InlineData("x = input f32[2", "']' is wanted")]
    [InlineData("x = input f32[n n]", "")]
    [InlineData("y = Identity(const f32[n](1))", "a constant needs a static shape")]
    [InlineData("y = Identity(const f32[2](1))", "2 elements, but 1")]
    [InlineData("y = Identity(const f32[2](1,2,3))", "2 elements, but 3")]
    [InlineData("y = Identity(const i64[1](1.5))", "")]
    [InlineData("y = Identity(const i8[1](\"a\"))", "")]
    [InlineData("y = Identity(const str[1](1))", "")]
    [InlineData("y = Identity(const seq(f32[2]))", "")]
    [InlineData("y = Identity(const f32[-1])", "")]
    [InlineData("y = Identity(const f32[99999999999])", "")]
    [InlineData("x = input f32[2]\ny = Shape(x) {start=[1,\"a\"]}", "")]
    [InlineData("x = input f32[2]\ny = Shape(x) {start=1", "")]
    [InlineData("y = Identity(const str[1](\"open", "")]
    [InlineData("`open", "")]
    [InlineData("y", "'=' is wanted")]
    [InlineData("= 1", "a name is wanted")]
    [InlineData("x = input f32[2]\nx = input f32[2]", "Line 2, column 17: a value is called 'x' already")]
    public void Errors_name_line_and_column(string text, string part)
    {
        var error = Assert.Throws<FormatException>(() => Graph.Parse(text));

        Assert.Matches(@"^Line \d+, column \d+: .*\.$", error.Message.ReplaceLineEndings(" "));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_or_garbled_text_is_an_error_that_names_its_place() =>
        Gen.Select(Gen.Int[0, 400], Gen.Char["(){}[],=\"`\\#:a1-. \n"], Gen.Bool).Sample((at, letter, cut) =>
        {
            const string Whole = "x = input f32[n,6]\ny = Reshape(x, const i64[2](-1,3)) {allowzero=1}\nz = Identity(const str[1](\"a\"))\n";
            int place = at % Whole.Length;
            string text = cut ? Whole[..place] : string.Concat(Whole.AsSpan(0, place), $"{letter}", Whole.AsSpan(place + 1));
            try
            {
                Graph.Parse(text);
            }
            catch (Exception e) when (e is FormatException or XinException)
            {
                // Both are answers to a wrong text; anything else is a bug of the reader.
            }
        }, iter: 5_000);

    [Fact]
    public void Deep_nesting_is_an_error_not_a_crash()
    {
        string types = string.Concat(Enumerable.Repeat("seq(", 100_000));
        string bodies = string.Concat(Enumerable.Repeat("c = input bool[]\ny = If(c) body {\n", 20_000));

        Assert.Throws<FormatException>(() => Graph.Parse("x = input " + types));
        Assert.Throws<FormatException>(() => Graph.Parse(bodies));
    }
}
