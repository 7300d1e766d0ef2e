using Google.Protobuf;
using XinRT.Onnx;
using XinRT.Onnx.Proto;
using XinRT.Reference;

namespace XinRT.UnitTests.Onnx;

/// <summary>Weights beside the model, and both as links into the folder of a download cache.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("xinrt-external").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Data_lies_beside_the_model()
    {
        Data("m/weights.bin");

        Assert.Equal(3, Run(Model("m/model.onnx", "weights.bin")));
    }

    [Fact]
    public void Model_and_data_are_links_into_one_folder()
    {
        Model("blobs/aaaa", "model.onnx_data");
        Data("blobs/bbbb");
        Link("snapshots/1/onnx/model.onnx_data", "../../../blobs/bbbb");

        Assert.Equal(3, Run(Link("snapshots/1/onnx/model.onnx", "../../../blobs/aaaa")));
    }

    [Fact]
    public void Data_lies_beside_the_file_that_the_model_is_a_link_to()
    {
        Model("real/model.onnx", "weights.bin");
        Data("real/weights.bin");

        Assert.Equal(3, Run(Link("here/model.onnx", "../real/model.onnx")));
    }

    [Fact]
    public void A_link_may_lead_to_a_link_and_folders_may_be_links()
    {
        Model("store/blobs/aaaa", "sub/weights.bin");
        Data("store/blobs/bbbb");
        Link("snapshot/real.onnx", "../store/blobs/aaaa");
        Link("snapshot/model.onnx", "real.onnx");
        Link("snapshot/sub/weights.bin", "../../store/blobs/bbbb");
        Directory.CreateSymbolicLink(Path.Combine(_root, "latest"), "snapshot");

        Assert.Equal(3, Run(Path.Combine(_root, "latest", "model.onnx")));
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("/etc/passwd")]
    public void A_location_outside_is_refused(string location)
    {
        Data("secret.bin");

        Assert.Equal("XIN1007", Refusal(Model("m/model.onnx", location)));
    }

    [Fact]
    public void A_link_to_somewhere_else_is_refused()
    {
        Data("secret/weights.bin");
        string plain = Model("m/model.onnx", "weights.bin");
        Link("m/weights.bin", "../secret/weights.bin");
        Model("blobs/aaaa", "weights.bin");
        string linked = Link("snapshot/model.onnx", "../blobs/aaaa");
        Link("snapshot/weights.bin", "../secret/weights.bin");

        Assert.Equal("XIN1007", Refusal(plain));
        Assert.Equal("XIN1007", Refusal(linked));
    }

    [Fact]
    public void A_link_of_the_model_does_not_open_the_folders_beside_the_real_one()
    {
        Model("blobs/aaaa", "weights.bin");
        Data("blobs-of-others/weights.bin");
        Link("snapshot/weights.bin", "../blobs-of-others/weights.bin");

        Assert.Equal("XIN1007", Refusal(Link("snapshot/model.onnx", "../blobs/aaaa")));
    }

    [Fact]
    public void Data_that_is_missing_or_empty_is_named()
    {
        string model = Model("m/model.onnx", "weights.bin");
        Assert.Equal("XIN1007", Refusal(model));

        File.WriteAllBytes(Path.Combine(_root, "m", "weights.bin"), []);
        Assert.Equal("XIN1007", Refusal(model));
    }

    private static float Run(string model)
    {
        var graph = OnnxImporter.Import(OnnxModel.Load(model));
        return ((Tensor)new ReferenceExecutor { Threads = 1 }.Run(graph, [Tensor.From<float>([1], 1)])[0]).Span<float>()[0];
    }

    private static string Refusal(string model) => Assert.ThrowsAny<XinException>(() => Run(model)).Code;

    private void Data(string path) => File.WriteAllBytes(Under(path), BitConverter.GetBytes(2f));

    private string Link(string path, string target)
    {
        string link = Under(path);
        File.CreateSymbolicLink(link, target);
        return link;
    }

    // y = x + w with w = 2 in the data file.
    private string Model(string path, string location)
    {
        var w = new TensorProto { Name = "w", DataType = (int)DType.F32, DataLocation = 1 };
        w.Dims.Add(1);
        w.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        var graph = new GraphProto { Name = "main" };
        graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.TensorKind { ElemType = (int)DType.F32, Shape = shape } } });
        graph.Initializer.Add(w);
        var node = new NodeProto { Name = "add", OpType = "Add" };
        node.Input.Add(["x", "w"]);
        node.Output.Add("y");
        graph.Node.Add(node);
        graph.Output.Add(new ValueInfoProto { Name = "y" });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        string full = Under(path);
        File.WriteAllBytes(full, model.ToByteArray());
        return full;
    }

    private string Under(string path)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
