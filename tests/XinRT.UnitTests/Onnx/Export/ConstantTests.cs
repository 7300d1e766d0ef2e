using XinRT.Ir;
using XinRT.Onnx;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Constants of every type, in the model file and beside it.</summary>
public sealed class ConstantTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("xinrt-export").FullName;

    public static TheoryData<DType> Types => [.. DTypes.All];

    private string Model => Path.Combine(_root, "model.onnx");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_constant_of_every_type_reads_back_bit_for_bit(DType dtype)
    {
        foreach (int count in (int[])[0, 1, 3, 1501])
        {
            var constant = Filled(dtype, count);
            foreach (bool external in (bool[])[false, true])
            {
                OnnxExporter.Save(With(constant), Model, new ExportOptions { ExternalData = external });

                var read = OnnxImporter.Import(Model).Outputs[0].Constant!;
                Assert.Equal(constant.Type, read.Type);
                if (dtype == DType.String) Assert.Equal(constant.Strings.ToArray(), read.Strings.ToArray());
                else Assert.Equal(constant.Bytes.ToArray(), read.Bytes.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(DType.F32, 8)]
    [InlineData(DType.F8E4M3FN, 9)]
    [InlineData(DType.I4, 10)]
    [InlineData(DType.F4E2M1, 11)]
    [InlineData(DType.F8E8M0, 12)]
    [InlineData(DType.U2, 13)]
    public void The_IR_version_has_the_type(DType dtype, int version) =>
        Assert.Equal(version, ExportedModel.Of(With(Filled(dtype, 4))).IrVersion);

    [Fact]
    public void External_data_is_aligned_and_small_tensors_stay_inside()
    {
        var graph = new Graph("main");
        Tensor[] tensors = [Filled(DType.F32, 257), Filled(DType.F32, 256), Filled(DType.U8, 2001)];
        for (int i = 0; i < tensors.Length; i++) graph.AddOutput(new Value($"y{i}", tensors[i]));

        var report = OnnxExporter.Save(graph, Model, new ExportOptions { ExternalData = true });

        var stored = OnnxModel.Load(Model).Proto.Graph.Initializer;
        string[] places = [.. stored.Select(t => string.Join(' ', t.ExternalData.Select(e => $"{e.Key}={e.Value}")))];
        Assert.Equal(["location=model.onnx.data offset=0 length=1028", "",
            "location=model.onnx.data offset=1088 length=2001"], places);
        Assert.Equal((Model + ".data", 3089L), (report.DataFile, report.DataBytes));
        Assert.Equal(3089, new FileInfo(Model + ".data").Length);
        Assert.Equal(report.ModelBytes, new FileInfo(Model).Length);
    }

    [Fact]
    public void A_tensor_that_several_values_have_is_stored_once()
    {
        var graph = ExportedModel.Typed("""
            x = input f32[2]
            y = Add(x, const f32[2](1,2))
            z = Mul(y, const f32[2](1,2))
            output z
            """);
        graph.Nodes[1].Inputs[1]!.Constant = graph.Nodes[0].Inputs[1]!.Constant;

        var model = ExportedModel.Of(graph);

        Assert.Equal(model.Graph.Node[0].Input[1], model.Graph.Node[1].Input[1]);
        Assert.Single(model.Graph.Initializer);
    }

    [Fact]
    public void A_constant_may_be_an_output_twice()
    {
        var graph = new Graph("main");
        var tensor = Filled(DType.F32, 2);
        graph.AddOutput(new Value("a", tensor));
        graph.AddOutput(new Value("b", tensor));

        OnnxExporter.Save(graph, Model);

        Assert.Equal(["a", "b"], OnnxImporter.Import(Model).Outputs.Select(o => o.Name));
    }

    [Fact]
    public void A_failure_leaves_what_was_there()
    {
        File.WriteAllText(Model, "before");
        var graph = Graph.Parse("x = input f32[2]\ny = Softmax(x)\noutput y");
        TypeInference.Run(graph);
        // Two outputs of one name cannot both be kept.
        graph.AddInput(new Value("y", new TensorType(DType.F32, [2])));

        var error = Assert.Throws<ModelException>(() => OnnxExporter.Save(graph, Model));

        Assert.Equal("XIN1014", error.Code);
        Assert.Equal("before", File.ReadAllText(Model));
        Assert.Equal([Model], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Contents_that_were_packed_away_cannot_be_exported()
    {
        var graph = new Graph("main");
        graph.AddOutput(new Value("a", Tensor.Elided(DType.F32, 4)));

        Assert.Equal("XIN1013", Assert.Throws<ModelException>(() => OnnxExporter.Export(graph)).Code);
    }

    private static Graph With(Tensor constant)
    {
        var graph = new Graph("main");
        graph.AddOutput(new Value("y", constant));
        return graph;
    }

    private static Tensor Filled(DType dtype, int count)
    {
        if (dtype == DType.String)
            return Tensor.OfStrings([.. Enumerable.Range(0, count).Select(i => $"wört {i}")], count);
        var tensor = Tensor.Zeros(dtype, count);
        var bytes = tensor.Bytes.Span;
        for (int i = 0; i < bytes.Length; i++) bytes[i] = dtype == DType.Bool ? (byte)(i & 1) : (byte)(i * 37);
        return dtype.IsPacked() ? new(dtype, [count], PackedBits.Unpack(dtype, PackedBits.Pack(dtype, bytes), count))
            : tensor;
    }
}
