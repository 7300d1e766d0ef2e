using XinRT.Onnx;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Opsets: the lowest that has every node, or an error that names nodes and opsets.</summary>
public sealed class OpsetTests
{
    [Theory]
    [InlineData("y = Relu(x)", 18)]
    [InlineData("y = Gelu(x)", 20)]
    [InlineData("y = RMSNormalization(x, const f32[3](1,1,1))", 23)]
    [InlineData("y = Swish(x)", 24)]
    [InlineData("y = CumProd(x, const i64[](0))", 26)]
    [InlineData("h = Cast(x) {to=17}\ny = Cast(h) {to=1}", 19)]
    [InlineData("h = Cast(x) {to=22}\ny = Cast(h) {to=1}", 21)]
    [InlineData("h = Cast(x) {to=16}\nz = Softplus(h)\ny = Cast(z) {to=1}", 22)]
    [InlineData("h = Cast(x) {to=16}\nz = Neg(h)\ny = Cast(z) {to=1}", 18)]
    [InlineData("y = Pad(x, const i64[4](0,1,0,1)) {mode=\"wrap\"}", 19)]
    public void The_lowest_opset_that_has_every_node_is_written(string nodes, int opset) =>
        Assert.Equal(opset, ExportedModel.Of(Graph(nodes)).OpsetImport.Single().Version);

    [Theory]
    [InlineData(13, "y = Relu(x)", null)]
    [InlineData(13, "y = LayerNormalization(x, const f32[3](1,1,1))",
        "LayerNormalization: operator LayerNormalization needs opset 17, but opset 13 is wanted")]
    [InlineData(13, "h = Cast(x) {to=3}\ny = Relu(h)", "Relu: i8 of value 'h' needs opset 14, but opset 13 is wanted")]
    [InlineData(17, "y = ReduceMean(x)", "ReduceMean: operator ReduceMean needs opset 18, but opset 17 is wanted")]
    [InlineData(17, "y = Pad(x, const i64[2](0,1), _, const i64[1](1))",
        "Pad: operand 3 needs opset 18, but opset 17 is wanted")]
    [InlineData(17, "y = ScatterElements(x, const i64[1,1](0), const f32[1,1](1)) {reduction=\"max\"}",
        "ScatterElements: reduction 'min' and 'max' needs opset 18, but opset 17 is wanted")]
    [InlineData(22, "y = Swish(x)", "Swish: operator Swish needs opset 24, but opset 22 is wanted")]
    public void A_node_that_the_opset_does_not_have_is_named(int opset, string nodes, string? problem)
    {
        var options = new ExportOptions { Opset = opset };
        if (problem is null)
        {
            Assert.Equal(opset, ExportedModel.Of(Graph(nodes), options).OpsetImport.Single().Version);
            return;
        }

        var error = Assert.Throws<ModelException>(() => ExportedModel.Of(Graph(nodes), options));

        Assert.Equal("XIN1012", error.Code);
        Assert.Equal([problem], error.Facts.Select(f => f.Value));
        Assert.False(string.IsNullOrEmpty(error.Facts[0].Name));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(29)]
    public void An_opset_that_is_never_written_is_refused(int opset) => Assert.Equal("XIN1012",
        Assert.Throws<ModelException>(() => ExportedModel.Of(Graph("y = Relu(x)"), new ExportOptions { Opset = opset }))
            .Code);

    [Theory]
    [InlineData(18, "linear", null)]
    [InlineData(20, "bilinear", null)]
    [InlineData(18, "cubic", "bicubic")]
    [InlineData(20, "bicubic", "cubic")]
    public void Modes_have_the_name_of_the_opset(int opset, string mode, string? written)
    {
        string graph = $$"""
            x = input f32[1,1,4,4]
            g = input f32[1,2,2,2]
            y = GridSample(x, g) {mode="{{mode}}"}
            output y
            """;

        var node = ExportedModel.Of(graph, new ExportOptions { Opset = opset }).Graph.Node.Single();

        Assert.Equal(written, node.Attribute.SingleOrDefault(a => a.Name == "mode")?.S.ToStringUtf8());
    }

    [Fact]
    public void Other_domains_have_versions_of_their_own()
    {
        var model = ExportedModel.Of("""
            x = input str[2]
            a = input f32[2]
            y = ai.onnx.ml::LabelEncoder(x) {keys_tensor=const str[1]("a"), values_tensor=const i64[1](1)}
            z = com.microsoft::QuickGelu(a)
            output y
            output z
            """);

        Assert.Equal(["=18", "ai.onnx.ml=4", "com.microsoft=1"],
            model.OpsetImport.Select(o => $"{o.Domain}={o.Version}"));
    }

    [Fact]
    public void A_quantized_convolution_with_channels_last_is_the_contrib_operator()
    {
        const string One = "const f32[](1), const u8[](0)";
        var node = ExportedModel.Of($$"""
            x = input u8[1,4,4,1]
            y = QLinearConv(x, {{One}}, const u8[1,1,1,1](1), {{One}}, {{One}}) {channels_last=1}
            output y
            """).Graph.Node.Single();

        Assert.Equal("com.microsoft", node.Domain);
    }

    [Fact]
    public void An_encoder_of_the_first_version_numbers_its_classes()
    {
        var node = ExportedModel.Of("""
            x = input str[2]
            y = ai.onnx.ml::LabelEncoder(x) {classes_strings=["b","a"]}
            output y
            """).Graph.Node.Single();

        Assert.Equal(["b", "a"], node.Attribute.Single(a => a.Name == "keys_strings")
            .Strings.Select(s => s.ToStringUtf8()));
        Assert.Equal([0L, 1L], node.Attribute.Single(a => a.Name == "values_int64s").Ints);
    }

    private static string Graph(string nodes) => $"x = input f32[2,3]\n{nodes}\noutput y";
}
