using Google.Protobuf;
using XinRT.Onnx;
using XinRT.Onnx.Proto;
using XinRT.Reference;

namespace XinRT.UnitTests.Onnx;

/// <summary>Names that a body defines itself are not those of the graph around it.</summary>
public sealed class NodeOrderTests
{
    [Theory]
    [InlineData("y")]       // the output of the node itself
    [InlineData("later")]   // that of a node which reads it
    public void A_body_may_name_its_results_as_values_that_it_cannot_see(string inner)
    {
        var graph = new GraphProto { Name = "main" };
        graph.Input.Add(Info("c", DType.Bool));
        graph.Input.Add(Info("x", DType.F32));
        var choice = new NodeProto { Name = "choice", OpType = "If", Input = { "c" }, Output = { "y" } };
        choice.Attribute.Add(Body("then_branch", "Neg", inner));
        choice.Attribute.Add(Body("else_branch", "Exp", inner));
        graph.Node.Add(choice);
        graph.Node.Add(new NodeProto { Name = "last", OpType = "Abs", Input = { "y" }, Output = { "later" } });
        graph.Output.Add(new ValueInfoProto { Name = "later" });
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });

        var imported = OnnxImporter.Import(OnnxModel.Parse(model.ToByteArray()));
        var result = new ReferenceExecutor().Run(imported, [Tensor.From<bool>([true]), Tensor.From<float>([3f])])[0];

        Assert.Equal([3f], ((Tensor)result).Span<float>().ToArray());
    }

    private static AttributeProto Body(string name, string op, string result)
    {
        var body = new GraphProto { Name = name };
        body.Node.Add(new NodeProto { OpType = op, Input = { "x" }, Output = { result } });
        body.Output.Add(new ValueInfoProto { Name = result });
        return new AttributeProto { Name = name, Type = AttributeProto.Types.Kind.Graph, G = body };
    }

    private static ValueInfoProto Info(string name, DType type)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.TensorKind { ElemType = (int)type, Shape = shape } } };
    }
}
