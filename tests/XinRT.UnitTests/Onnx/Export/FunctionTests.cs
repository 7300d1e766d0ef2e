using XinRT.Ir;
using XinRT.Onnx;
using XinRT.TestKit;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Fused nodes, inlined and as functions.</summary>
public sealed class FunctionTests
{
    private const string Fused = """
        x = input f32[2,3]
        a = xinrt::Fused(x) body {
            u = input f32[2,3]
            v = Mul(u, const f32[](2))
            w = Relu(v)
            output w
        }
        b = xinrt::Fused(a) body {
            p = input f32[2,3]
            q = Mul(p, const f32[](2))
            r = Relu(q)
            output r
        }
        c = xinrt::Fused(b) body {
            p = input f32[2,3]
            q = Mul(p, const f32[](3))
            r = Relu(q)
            output r
        }
        output c
        """;

    private static readonly ExportOptions Functions = new() { Fused = FusedNodes.Functions };

    [Fact]
    public void Bodies_take_the_place_of_fused_nodes()
    {
        var model = ExportedModel.Of(Fused);

        Assert.Equal(["Mul", "Relu", "Mul", "Relu", "Mul", "Relu"], model.Graph.Node.Select(n => n.OpType));
        Assert.Empty(model.Functions);
        Assert.Equal(["c"], model.Graph.Output.Select(o => o.Name));
    }

    [Fact]
    public void Equal_bodies_are_one_function()
    {
        var model = ExportedModel.Of(Fused, Functions);

        Assert.Equal(["Mul_Relu", "Mul_Relu", "Mul_Relu_1"], model.Graph.Node.Select(n => n.OpType));
        Assert.All(model.Graph.Node, n => Assert.Equal("xinrt.fused", n.Domain));
        Assert.Equal(["Mul_Relu", "Mul_Relu_1"], model.Functions.Select(f => f.Name));
        Assert.Equal(["Constant", "Mul", "Relu"], model.Functions[0].Node.Select(n => n.OpType));
        Assert.Equal(["", "xinrt.fused"], model.OpsetImport.Select(o => o.Domain));
        Assert.All(model.Functions, f => Assert.Equal(model.OpsetImport[0].Version, f.OpsetImport.Single().Version));
    }

    [Theory]
    [InlineData(FusedNodes.Inline)]
    [InlineData(FusedNodes.Functions)]
    public void Fused_nodes_compute_the_same_after_export_and_import(FusedNodes form)
    {
        var graph = ExportedModel.Typed(Fused);

        var again = ExportedModel.Again(graph, new ExportOptions { Fused = form });

        TensorAssert.Equal((Tensor)GraphTexts.Run(graph)[0], (Tensor)GraphTexts.Run(again)[0]);
    }

    [Fact]
    public void A_large_constant_of_a_body_is_an_operand_of_the_function()
    {
        var graph = ExportedModel.Typed(Fused.Replace("f32[2,3]", "f32[2,300]", StringComparison.Ordinal)
            .Replace("const f32[](3)", "const f32[300]", StringComparison.Ordinal));
        graph.Nodes[2].Bodies[0].Nodes[0].Inputs[1]!.Constant = Tensor.FromDoubles(DType.F32, new double[300], 300);

        var model = ExportedModel.Of(graph, Functions);

        Assert.Equal(2, model.Graph.Node[2].Input.Count);
        Assert.Equal(model.Graph.Initializer.Single().Name, model.Graph.Node[2].Input[1]);
        Assert.Equal(["Mul", "Relu"], model.Functions[1].Node.Select(n => n.OpType));
    }

    [Fact]
    public void The_graph_is_not_changed()
    {
        var graph = ExportedModel.Typed(Fused);
        string before = graph.ToString();

        ExportedModel.Of(graph);

        Assert.Equal(before, graph.ToString());
    }

    [Fact]
    public void A_node_tells_what_it_stands_for()
    {
        var graph = ExportedModel.Typed(Fused);
        var last = graph.Nodes[2];
        graph.RemoveAll(n => n == last);
        graph.Add(new Node("c", last.Op, last.Inputs, last.Outputs, last.Bodies, ["mul_3", "relu_3"]));

        Assert.Equal("stands for mul_3, relu_3", ExportedModel.Of(graph, Functions).Graph.Node[2].DocString);
    }

    // Attention of ONNX gives 0 for a query without open keys, a softmax gives NaN.
    [Theory]
    [InlineData("_", "Attention")]
    [InlineData("const f32[2,2](0,-Infinity,0,0)", "Attention")]
    [InlineData("const f32[2,2](-Infinity,-Infinity,0,0)", "Mul Transpose MatMul Add Softmax MatMul")]
    [InlineData("m", "Mul Transpose MatMul Add Softmax MatMul")]
    public void Attention_is_written_as_one_node_where_every_query_has_open_keys(string mask, string operators)
    {
        var graph = Attention(mask, 1, 1);

        var model = ExportedModel.Of(graph);

        Assert.Equal(operators, string.Join(' ', model.Graph.Node.Select(n => n.OpType)));
        TensorAssert.Equal((Tensor)GraphTexts.Run(graph)[0], (Tensor)GraphTexts.Run(ExportedModel.Again(graph))[0]);
    }

    [Theory]
    [InlineData(2, 1, 0)]
    [InlineData(4, 2, 1)]
    [InlineData(1, 1, 1)]
    public void Parts_of_attention_repeat_heads_and_hide_later_keys(int heads, int keyHeads, int causal)
    {
        var graph = Attention("m", heads, keyHeads, causal);

        var again = ExportedModel.Again(graph);

        Assert.DoesNotContain(again.Nodes, n => n.Op.Info.Name == "Attention");
        TensorAssert.Equal((Tensor)GraphTexts.Run(graph)[0], (Tensor)GraphTexts.Run(again)[0]);
    }

    [Theory]
    [InlineData("[2,1,4,4]")]
    [InlineData("[b,1,r,4]")]
    public void One_position_for_all_rows_becomes_one_for_each(string shape)
    {
        var graph = ExportedModel.Typed($"""
            x = input f32{shape}
            c = Reshape(const f32[12](1,2,3,4,5,6,7,8,9,10,11,12), const i64[2](6,2))
            s = Sin(c)
            y = RotaryEmbedding(x, c, s, const i64[1](1))
            output y
            """);

        var again = ExportedModel.Again(graph);

        Assert.Equal(2, again.Nodes.Single(n => n.Op.Info.Name == "RotaryEmbedding").Inputs[3]!.TensorType.Shape!.Rank);
        TensorAssert.Equal((Tensor)GraphTexts.Run(graph)[0], (Tensor)GraphTexts.Run(again)[0]);
    }

    [Fact]
    public void Attention_with_a_cap_and_a_mask_has_no_form()
    {
        var graph = Attention("m", 1, 1, extra: ", softcap=2.0");

        var error = Assert.Throws<ModelException>(() => OnnxExporter.Export(graph));

        Assert.Equal("XIN1013", error.Code);
        Assert.Contains("--disable-rule FuseAttention", error.Hint, StringComparison.Ordinal);
    }

    private static Graph Attention(string mask, int heads, int keyHeads, int causal = 0, string extra = "") =>
        ExportedModel.Typed($$"""
        q = input f32[1,{{heads}},2,4]
        k = input f32[1,{{keyHeads}},2,4]
        v = input f32[1,{{keyHeads}},2,4]
        m = input f32[2,2]
        y = Attention(q, k, v, {{mask}}) {scale=0.5, nan_rows=1, is_causal={{causal}}{{extra}}}
        output y
        """);
}
