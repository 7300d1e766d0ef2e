using Google.Protobuf;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Proto;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;
using XinRT.TestKit.Networks;

namespace XinRT.UnitTests.Passes;

/// <summary>Values of the optimized graph know the tensors of the model.</summary>
public sealed class ValueSourceTests
{
    [Fact]
    public void A_source_gives_the_tensor_of_the_model()
    {
        int held = 0, derived = 0;
        for (ulong seed = 1; seed <= 60; seed++)
        {
            var graph = RandomNetwork.Make(seed);
            Name(graph);
            var optimized = Pipelines.Default.Run(graph);
            var sizes = GraphTexts.Symbols(graph).Keys.ToDictionary(s => s, _ => 3L);
            Datum[] inputs = [.. graph.Inputs.Select((v, i) => (Datum)Input((TensorType)v.Type.Bind(sizes), i + 1))];
            if (Values(graph, inputs) is not { } wanted || Values(optimized, inputs) is not { } found) continue;
            foreach (var (value, contents) in found)
            {
                foreach (var source in value.Sources)
                {
                    var tensor = wanted.First(w => w.Key.Name == source.Tensor).Value;
                    MustEqual(tensor, SourceTensor.Compute(source, contents), $"{source} of '{value.Name}', seed {seed}\n{optimized}");
                    if (source.Steps.Count == 0) held++;
                    else derived++;
                }
            }
        }
        Assert.True(held > 600 && derived > 40, $"{held} values are tensors, {derived} tensors follow from values");
    }

    [Fact]
    public void A_tensor_that_was_folded_can_be_tapped()
    {
        var graph = Graph.Parse("""
            x = input f32[1,3,5,5]
            a = Conv(x, const f32[4,3,3,3])
            b = Mul(a, const f32[4,1,1](2,-3,0.5,1))
            c = Add(b, const f32[4,1,1](1,2,3,4))
            d = Transpose(c) {perm=[0,2,3,1]}
            e = Reshape(d, const i64[2](9,4))
            y = Softmax(e)
            output y
            """);
        Name(graph);
        Datum[] inputs = [SyntheticTensor.Make(DType.F32, [1, 3, 5, 5], 1)];
        var wanted = Values(graph, inputs)!;
        var backends = DefaultBackends.Create();
        var plan = EngineCompiler.Compile(Pipelines.Default.Run(graph), backends, [], [], new EngineOptions(),
            cancel: TestContext.Current.CancellationToken).Plan;
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        using var engine = new Engine(EngineReader.Read(stream.ToArray(), "test"), backends, new EngineOptions());
        using var context = engine.CreateContext();
        foreach (string name in new[] { "a", "b", "c" }) context.Tap(name);
        context.SetInput("x", inputs[0]);
        context.Run(TestContext.Current.CancellationToken);
        foreach (string name in new[] { "a", "b", "c" })
            MustEqual(wanted.First(w => w.Key.Name == name).Value, (Tensor)context.Tapped(name), name);
    }

    [Theory, InlineData("Add", "1,2,3,4", true), InlineData("Add", "1,2,-Infinity,4", false)]
    [InlineData("Mul", "1,2,3,4", true), InlineData("Mul", "1,2,0,4", false), InlineData("Div", "1,2,Infinity,4", false)]
    public void Only_arithmetic_that_loses_nothing_is_undone(string op, string numbers, bool isUndone)
    {
        float[] c = [.. numbers.Split(',').Select(n => float.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        var x = new Value("x", new TensorType(DType.F32, Shape.Of([2L, 4L])));
        var node = new Node("n", OperatorRegistry.Find("", op)!.Create(new AttributeMap()), [x, new Value("c", Tensor.From(c, 4))],
            [new Value("y", x.Type)]);

        Assert.Equal(isUndone, ((IInvertibleOp)node.Op).Inverse(node) is not null);
    }

    [Fact]
    public void The_importer_names_the_tensors_of_the_model_only()
    {
        var proto = new GraphProto { Name = "main" };
        proto.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new() { ElemType = (int)DType.F32, Shape = new() } } });
        // The import takes it apart.
        proto.Node.Add(new NodeProto { Name = "n", OpType = "QuickGelu", Domain = "com.microsoft", Input = { "x" }, Output = { "a" } });
        proto.Node.Add(new NodeProto { Name = "m", OpType = "Neg", Input = { "a" }, Output = { "y" } });
        proto.Output.Add(new ValueInfoProto { Name = "y" });
        var model = new ModelProto { IrVersion = 7, Graph = proto };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });

        foreach (var value in OnnxImporter.Import(OnnxModel.Parse(model.ToByteArray())).Values)
            Assert.Equal(value.Name is "x" or "a" or "y" ? [value.Name] : [], value.Sources.Select(s => s.Tensor));
    }

    // As the importer does with the names of the model.
    private static void Name(Graph graph)
    {
        foreach (var value in graph.Values) value.Sources = [new(value.Name)];
    }

    private static Tensor Input(TensorType type, int seed) => SyntheticTensor.Make(type.DType, [.. type.Shape!.Select(d => d.Value)], seed);

    // All tensors outside of bodies; null if the graph does not take the inputs.
    private static Dictionary<Value, Tensor>? Values(Graph graph, Datum[] inputs)
    {
        var values = new Dictionary<Value, Tensor>();
        var own = graph.Nodes.ToHashSet();
        var executor = new ReferenceExecutor
        {
            Observe = (node, outputs) =>
            {
                if (!own.Contains(node)) return;
                for (int i = 0; i < outputs.Count; i++)
                    if (node.Outputs[i] is { } value && outputs[i] is Tensor tensor) values[value] = tensor;
            },
        };
        try
        {
            executor.Run(graph, inputs);
        }
        catch (XinException)
        {
            return null;
        }
        return values;
    }

    private static void MustEqual(Tensor wanted, Tensor found, string what)
    {
        Assert.True(wanted.DType == found.DType && wanted.Dims.SequenceEqual(found.Dims), $"{wanted.Type} is {found.Type}: {what}");
        if (!wanted.DType.IsFloat()) return;
        double[] a = wanted.ToDoubles(), b = found.ToDoubles();
        double size = a.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < a.Length; i++)
            if (double.IsFinite(a[i]) && double.IsFinite(b[i])) Assert.True(Math.Abs(a[i] - b[i]) <= 1e-3 * size + 1e-6, $"element {i} is {b[i]} instead of {a[i]}: {what}");
    }
}
