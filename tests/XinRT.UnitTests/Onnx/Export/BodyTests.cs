using XinRT.Ir;
using XinRT.Onnx;
using XinRT.TestKit;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Bodies of control flow: captured values by name, no name twice.</summary>
public sealed class BodyTests
{
    private const string Nested = """
        x = input f32[2]
        c = input bool[]
        w = Neg(x)
        y: f32[2] = Loop(const i64[](3), _, x, w) body {
            i = input i64[]
            go = input bool[]
            x = input f32[2]
            w = capture f32[2]
            z: f32[2] = If(go, x, w, i) body {
                a = capture f32[2]
                b = capture f32[2]
                i = capture i64[]
                w = Add(a, b)
                output w
            } body {
                a = capture f32[2]
                b = capture f32[2]
                i = capture i64[]
                output b
            }
            output go
            output z
        }
        output y
        """;

    [Fact]
    public void Captured_values_have_the_name_that_they_have_outside()
    {
        var model = ExportedModel.Of(Nested);

        var loop = model.Graph.Node[1];
        var body = ExportedModel.Body(loop, "body");
        var branch = ExportedModel.Body(body.Node[0], "then_branch");
        Assert.Equal(3, loop.Input.Count);
        Assert.Equal(3, body.Input.Count);
        Assert.Empty(branch.Input);
        Assert.Equal([body.Input[2].Name, model.Graph.Node[0].Output[0]], branch.Node[0].Input);
    }

    [Fact]
    public void No_name_is_defined_twice_in_a_model()
    {
        var names = ExportedModel.Names(ExportedModel.Of(Nested).Graph).ToList();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void A_body_gives_out_what_a_node_of_it_computes()
    {
        var model = ExportedModel.Of(Nested);

        var body = ExportedModel.Body(model.Graph.Node[1], "body");
        var branch = ExportedModel.Body(body.Node[0], "else_branch");
        Assert.Equal("Identity", branch.Node.Single().OpType);
        Assert.Equal(branch.Node[0].Output[0], branch.Output.Single().Name);
        Assert.Equal(body.Node[^1].Output[0], body.Output[0].Name);
    }

    [Fact]
    public void A_nested_graph_computes_the_same_after_export_and_import()
    {
        var graph = ExportedModel.Typed(Nested);

        var again = ExportedModel.Again(graph);

        TensorAssert.Equal((Tensor)GraphTexts.Run(graph)[0], (Tensor)GraphTexts.Run(again)[0]);
    }

    [Fact]
    public void A_scan_over_a_batch_becomes_a_scan_of_scans()
    {
        var graph = ExportedModel.Typed("""
            s = input f32[2,3]
            x = input f32[2,4,3]
            a, b = xinrt::BatchedScan(_, s, x) {num_scan_inputs=1, directions=[1]} body {
                state = input f32[3]
                slice = input f32[3]
                sum = Add(state, slice)
                twice = Add(sum, slice)
                output sum
                output twice
            }
            output a
            output b
            """);

        var model = ExportedModel.Of(graph);
        var (expected, actual) = (GraphTexts.Run(graph), GraphTexts.Run(ExportedModel.Again(graph)));

        Assert.Equal(("Scan", ""), (model.Graph.Node[0].OpType, model.Graph.Node[0].Domain));
        for (int i = 0; i < 2; i++) TensorAssert.Equal((Tensor)expected[i], (Tensor)actual[i]);
    }

    [Fact]
    public void A_scan_over_sequences_of_several_lengths_has_no_form()
    {
        var graph = Graph.Parse("""
            n = input i64[2]
            x = input f32[2,4,3]
            a = xinrt::BatchedScan(n, x) {num_scan_inputs=1} body {
                slice = input f32[3]
                sum = Neg(slice)
                output sum
            }
            output a
            """);

        var error = Assert.Throws<ModelException>(() => OnnxExporter.Export(graph));

        Assert.Equal("XIN1013", error.Code);
        Assert.Contains("BatchedScan", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_nobody_wants_are_named_where_ONNX_counts_them()
    {
        var graph = ExportedModel.Typed("""
            x = input f32[4]
            _, y = Split(x)
            _, i = TopK(x, const i64[1](2))
            output y
            output i
            """);

        var model = ExportedModel.Of(graph);

        Assert.All(model.Graph.Node, n => Assert.DoesNotContain("", n.Output));
        Assert.Equal(2, model.Graph.Node[0].Attribute.Single(a => a.Name == "num_outputs").I);
    }
}
