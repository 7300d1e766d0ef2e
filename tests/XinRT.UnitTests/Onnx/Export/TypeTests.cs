using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Proto;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Types, names and properties of the model.</summary>
public sealed class TypeTests
{
    [Fact]
    public void Symbols_are_kept_and_expressions_left_open()
    {
        var model = ExportedModel.Of("x = input f32[n,3]\ny = Concat(x, x) {axis=0}\nz = Neg(x)\noutput y\noutput z");

        Assert.Equal(["n", "3"], Dims(model.Graph.Input[0]));
        Assert.Equal(["", "3"], Dims(model.Graph.Output[0]));
        Assert.Equal(["n", "3"], Dims(model.Graph.Output[1]));
    }

    [Fact]
    public void Sequences_optionals_and_maps_have_types()
    {
        var graph = new Graph("main");
        IrType[] types =
        [
            new SequenceType(new TensorType(DType.F32, null)),
                new OptionalType(new SequenceType(new TensorType(DType.I64, [2]))),
            new MapType(DType.String, new TensorType(DType.F32, Shape.Scalar)),
        ];
        for (int i = 0; i < types.Length; i++) graph.AddOutput(graph.AddInput(new Value($"x{i}", types[i])));

        var again = ExportedModel.Again(graph);

        Assert.Equal(types, again.Inputs.Select(v => v.Type));
        Assert.Equal(types, again.Outputs.Select(v => v.Type));
    }

    [Fact]
    public void Values_between_nodes_have_types_if_wanted()
    {
        const string Text = "x = input f32[2]\nh = Neg(x)\ny = Neg(h)\noutput y";

        Assert.Empty(ExportedModel.Of(Text).Graph.ValueInfo);
        var info = ExportedModel.Of(Text, new ExportOptions { ValueInfo = true }).Graph.ValueInfo.Single();
        Assert.Equal(("h", "2"), (info.Name, Dims(info).Single()));
    }

    [Fact]
    public void Inputs_and_outputs_keep_their_names_and_others_give_way()
    {
        var graph = ExportedModel.Typed("""
            x = input f32[2]
            h = Neg(x)
            y = If(const bool[](1), h) body {
                h = capture f32[2]
                x = Neg(h)
                output x
            } body {
                h = capture f32[2]
                y = Abs(h)
                output y
            }
            output y
            """);

        var model = ExportedModel.Of(graph);

        Assert.Equal(["x"], model.Graph.Input.Select(i => i.Name));
        Assert.Equal(["y"], model.Graph.Output.Select(i => i.Name));
        Assert.Equal(["x_1", "y_1"], model.Graph.Node[1].Attribute.Select(a => a.G.Output.Single().Name));
    }

    [Fact]
    public void The_model_names_its_producer_and_has_the_given_properties()
    {
        var model = ExportedModel.Of("x = input f32[2]\noutput x",
            new ExportOptions { Properties = new Dictionary<string, string> { ["key"] = "value" } });

        Assert.Equal("XinRT", model.ProducerName);
        Assert.NotEqual("", model.ProducerVersion);
        Assert.Equal(["key=value"], model.MetadataProps.Select(p => $"{p.Key}={p.Value}"));
    }

    private static IEnumerable<string> Dims(ValueInfoProto info) => info.Type.TensorType.Shape.Dim.Select(d =>
        d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? $"{d.DimValue}" : d.DimParam);
}
