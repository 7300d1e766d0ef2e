using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Fusion;

public sealed class AnchoredFormTests
{
    private static readonly float[] Samples =
    [
        -100, -20.5f, -9, -4, -3, -2.5f, -1.5f, -1, -0.75f, -0.5f, -0.1f, -1e-3f, -1e-6f, 0, 1e-6f, 1e-3f, 0.1f, 0.5f, 0.6f, 1,
        1.5f, 2, 2.5f, 3, 4, 6, 9, 20.5f, 88, 100, float.NaN, float.PositiveInfinity,
    ];

    public static TheoryData<string> Unary =>
    [
        "Identity(x)", "Neg(x)", "Abs(x)", "Reciprocal(x)", "Sqrt(x)", "Exp(x)", "Log(x)", "Tanh(x)", "Sigmoid(x)", "Erf(x)",
        "Sin(x)", "Cos(x)", "Tan(x)", "Sinh(x)", "Cosh(x)", "Asin(x)", "Acos(x)", "Atan(x)", "Asinh(x)", "Acosh(x)", "Atanh(x)", "Floor(x)", "Ceil(x)", "Round(x)", "Sign(x)", "Relu(x)", "LeakyRelu(x) {alpha=0.1}",
        "LeakyRelu(x) {alpha=2.0}", "LeakyRelu(x) {alpha=0.0}", "ThresholdedRelu(x) {alpha=0.7}", "Elu(x) {alpha=1.5}", "Selu(x)",
        "Celu(x) {alpha=2.0}", "Clip(x, const f32[](-1), const f32[](2))", "Clip(x, _, const f32[](2))", "Clip(x, const f32[](2))",
        "HardSigmoid(x)", "HardSwish(x)", "Swish(x) {alpha=1.5}", "com.microsoft::QuickGelu(x)", "Mish(x)", "Gelu(x)",
        "Gelu(x) {approximate=\"tanh\"}", "Softplus(x)", "Softsign(x)", "Pow(x, const f32[](2))", "Pow(x, const i64[](-3))",
        "Pow(x, const f32[](7))", "Pow(x, const f32[](1.3))", "Pow(x, const f32[](0))", "Mul(x, const f32[](1))",
        "Div(x, const f32[](3))", "Div(const f32[](1), x)", "Sub(const f32[](3), x)", "Sub(x, const f32[](3))", "Cast(x) {to=1}",
    ];

    public static TheoryData<string> Binary =>
    [
        "Add(x, z)", "Sub(x, z)", "Mul(x, z)", "Div(x, z)", "Pow(x, z)", "Min(x, z)", "Max(x, z, const f32[](1))", "PRelu(x, z)",
        "Sum(x, z, x)", "Mean(x, z, x)", "com.microsoft::BiasGelu(x, z)", "com.microsoft::FastGelu(x, z)",
    ];

    [Theory]
    [MemberData(nameof(Unary))]
    [MemberData(nameof(Binary))]
    public void An_expression_gives_what_the_operator_gives(string text)
    {
        var graph = Graph.Parse($"x = input f32[32]\nz = input f32[32]\ny = {text}");
        float[] other = [.. Samples.Reverse()];
        var expected = (Tensor)new ReferenceExecutor().Run(graph, [Tensor.From<float>(Samples), Tensor.From<float>(other)])[0];

        var fused = AnchoredForm.Of(graph.Nodes[0])!;
        float[] actual = [.. Samples.Select((x, i) => ScalarFunctions.Of(fused.Epilogue, 0, k => graph.Nodes[0].Inputs[k] == graph.Inputs[0] ? x : other[i]))];

        Assert.Null(fused.Anchor);
        TensorAssert.Equal(expected, Tensor.From<float>(actual), new Tolerance(2e-6, 2e-6));
    }

    [Theory]
    [InlineData("Add(i, i)")]
    [InlineData("Less(x, x)")]
    [InlineData("Where(b, x, x)")]
    [InlineData("Clip(x, s)")]
    [InlineData("Cast(i) {to=1}")]
    [InlineData("Mod(x, x) {fmod=1}")]
    [InlineData("Softmax(x)")]
    public void What_has_no_expression_is_an_anchor(string text)
    {
        var graph = Graph.Parse($"x = input f32[2]\ni = input i64[2]\nb = input bool[2]\ns = input f32[]\ny = {text}");

        var fused = AnchoredForm.Of(graph.Nodes[0])!;

        Assert.Same(graph.Nodes[0].Op, fused.Anchor);
        Assert.True(fused.Epilogue.IsIdentity);
    }

    [Fact]
    public void Absent_inputs_of_an_anchor_stay_absent()
    {
        var graph = Graph.Parse("x = input f32[1,2,4,4]\ny = Resize(x, _, const f32[4](1,1,2,2))");

        Assert.Equal([0, -1, 2], AnchoredForm.Of(graph.Nodes[0])!.AnchorInputs);
    }

    [Fact]
    public void Equal_terms_are_shared_and_constants_computed()
    {
        var b = new ScalarBuilder();
        int x = b.Operand(0), y = b.Accumulator;

        Assert.Equal(b.Of(ScalarKind.Add, x, y), b.Of(ScalarKind.Add, y, x));
        Assert.NotEqual(b.Constant(0), b.Constant(-0f));
        Assert.Equal(b.Constant(8), b.Of(ScalarKind.Mul, b.Constant(2), 4f));
        Assert.Equal(x, b.Of(ScalarKind.Mul, x, 1f));
        var expression = b.Build(b.Of(ScalarKind.Add, x, x));
        Assert.Equal([new ScalarTerm(ScalarKind.Operand, 0), new ScalarTerm(ScalarKind.Add, 0, 0)], expression.Terms);
    }

    [Theory]
    [InlineData("Anchored", "s = Softmax(a)\ny = MatMul(s, s)")]
    [InlineData("Chain", "y = Softmax(a)")]
    [InlineData("Segments", "y = Softmax(a)")]
    public void A_body_of_another_form_than_its_kind_is_found(string kind, string body)
    {
        var graph = Graph.Parse($$"""
            x = input f32[2,2]
            y = xinrt::Fused(x) {kind="{{kind}}"} body {
                a = input f32[2,2]
                {{body}}
            }
            """);

        Assert.Null(FusedForm.Of(graph.Nodes[0]));
        var error = Assert.Throws<ShapeException>(() => GraphVerifier.Check(graph));
        Assert.Contains($"has not the form '{kind}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_does_not_exist_is_named()
    {
        var error = Assert.ThrowsAny<XinException>(() => Graph.Parse("""
            x = input f32[2]
            y = xinrt::Fused(x) {kind="Block"} body {
                a = input f32[2]
                y = Relu(a)
            }
            """));

        Assert.Contains("one of Anchored, Chain, Segments", error.Message, StringComparison.Ordinal);
    }
}
