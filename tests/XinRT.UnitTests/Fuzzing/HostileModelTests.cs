using Google.Protobuf;
using XinRT.Onnx.Proto;
using XinRT.TestKit.Fuzzing;

namespace XinRT.UnitTests.Fuzzing;

/// <summary>Files made by hand to be worse than chance makes them: small, but with much behind them.</summary>
[Collection(nameof(FuzzTests))]
public sealed class HostileModelTests
{
    private const int Many = 20_000;

    [Fact]
    public void One_value_read_by_many_nodes() => Ends(Model(Enumerable.Range(0, Many).Select(i => Node("Exp", ["x"], [$"y{i}"])), "y0"));

    [Fact]
    public void One_value_read_by_many_nodes_that_are_outputs() =>
        Ends(Model(Enumerable.Range(0, Many).Select(i => Node("Exp", ["x"], [$"y{i}"])), [.. Enumerable.Range(0, Many).Select(i => $"y{i}")]));

    [Fact]
    public void A_long_chain() => Ends(Model(Enumerable.Range(0, Many).Select(i => Node(i % 2 == 0 ? "Exp" : "Neg", [i == 0 ? "x" : $"y{i - 1}"], [$"y{i}"])), $"y{Many - 1}"));

    [Fact]
    public void A_long_chain_that_is_simplified_away() =>
        Ends(Model(Enumerable.Range(0, Many).Select(i => Node("Identity", [i == 0 ? "x" : $"y{i - 1}"], [$"y{i}"])), $"y{Many - 1}"));

    [Fact]
    public void A_long_chain_in_reverse_order() =>
        Ends(Model(Enumerable.Range(0, Many).Reverse().Select(i => Node("Exp", [i == 0 ? "x" : $"y{i - 1}"], [$"y{i}"])), $"y{Many - 1}"));

    [Fact]
    public void One_node_that_reads_a_value_often() => Ends(Model([Node("Concat", Enumerable.Repeat("x", Many), ["y"], Int("axis", 0))], "y"));

    [Fact]
    public void The_condition_of_a_loop_behind_a_long_chain()
    {
        var body = new GraphProto { Name = "body", Input = { Input("i"), Input("c") }, Output = { new ValueInfoProto { Name = $"c{Many}" } } };
        for (int i = 0; i < Many; i++) body.Node.Add(Node("Identity", [i == 0 ? "c" : $"c{i}"], [$"c{i + 1}"]));

        Ends(Model([Node("Loop", ["x", "x"], ["y"], Body("body", body))], "x"));
    }

    [Fact]
    public void Functions_that_multiply()
    {
        var model = Model([Node("F0", ["x"], ["y"], "bomb")], "y");
        for (int i = 0; i < 14; i++)
        {
            model.Functions.Add(new FunctionProto
            {
                Name = $"F{i}", Domain = "bomb", Input = { "a" }, Output = { "t9" },
                Node = { Enumerable.Range(0, 10).Select(k => Node($"F{i + 1}", [k == 0 ? "a" : $"t{k - 1}"], [$"t{k}"], "bomb")) },
            });
        }
        model.Functions.Add(new FunctionProto { Name = "F14", Domain = "bomb", Input = { "a" }, Output = { "b" }, Node = { Node("Exp", ["a"], ["b"]) } });

        Assert.Equal("XIN1010", Ends(model).Result);
    }

    [Fact]
    public void Loops_in_loops_whose_types_settle_slowly()
    {
        GraphProto? body = null;
        for (int depth = 0; depth < 24; depth++)
        {
            var next = new GraphProto { Name = $"b{depth}", Input = { Input("i"), Input("c"), Input($"v{depth}") }, Output = { new ValueInfoProto { Name = "c" }, new ValueInfoProto { Name = $"w{depth}" } } };
            next.Node.Add(body is null ? Node("Concat", [$"v{depth}", $"v{depth}"], [$"w{depth}"], Int("axis", 0))
                : Node("Loop", ["i", "", $"v{depth}"], [$"u{depth}"], Body("body", body)));
            if (body is not null) next.Node.Add(Node("Concat", [$"u{depth}", $"u{depth}"], [$"w{depth}"], Int("axis", 0)));
            body = next;
        }

        Ends(Model([Node("Loop", ["", "", "x"], ["y"], Body("body", body!))], "y"));
    }

    [Fact]
    public void A_loop_without_end_or_nodes()
    {
        var body = new GraphProto { Name = "body", Input = { Input("i"), Input("c"), Input("v") }, Output = { new ValueInfoProto { Name = "c" }, new ValueInfoProto { Name = "v" } } };

        Assert.Equal("stopped", Ends(Model([Node("Loop", ["", "", "x"], ["y"], Body("body", body))], "y")).Result);
    }

    [Fact]
    public void A_product_too_large_to_wait_for() => Ends(Model(
        [
            Node("ConstantOfShape", ["sizes"], ["a"]),
            Node("MatMul", ["a", "a"], ["b"]),
            Node("MatMul", ["b", "a"], ["y"]),
        ], ["y"], ("sizes", [4000, 4000])));

    [Fact]
    public void A_sparse_tensor_that_fills_memory()
    {
        var model = Model([Node("Identity", ["s"], ["y"])], "y");
        model.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Dims = { int.MaxValue },
            Values = new TensorProto { Name = "s", DataType = (int)DType.U8, Dims = { 1 }, Int32Data = { 1 } },
            Indices = new TensorProto { DataType = (int)DType.I64, Dims = { 1 }, Int64Data = { 5 } },
        });

        Assert.Equal("XIN1007", Ends(model).Result);
    }

    [Fact]
    public void A_type_nested_too_deep()
    {
        var type = new TypeProto { TensorType = new() { ElemType = 1 } };
        for (int i = 0; i < 20; i++) type = new TypeProto { SequenceType = new() { ElemType = type } };
        var model = Model([Node("Identity", ["x"], ["y"])], "y");
        model.Graph.Input[0].Type = type;

        Assert.Equal("XIN1010", Ends(model).Result);
    }

    [Fact]
    public void A_type_that_grows_with_every_node() => Assert.Equal("XIN2104", Ends(Model(
        Enumerable.Range(0, 40).Select(i => Node("Optional", [i == 0 ? "x" : $"y{i - 1}"], [$"y{i}"])), "y39")).Result);

    private static FuzzOutcome Ends(ModelProto model)
    {
        var outcome = FuzzRunner.Run(new FuzzCase(FuzzTarget.Onnx, 0, "made by hand", model.ToByteArray(), 1));
        Assert.Null(outcome.Failure);
        return outcome;
    }

    private static ModelProto Model(IEnumerable<NodeProto> nodes, params string[] outputs) => Model(nodes, outputs, []);

    private static ModelProto Model(IEnumerable<NodeProto> nodes, string[] outputs, params (string Name, long[] Items)[] constants)
    {
        var graph = new GraphProto { Name = "main", Node = { nodes }, Input = { Input("x", 3) } };
        foreach (string output in outputs) graph.Output.Add(new ValueInfoProto { Name = output });
        foreach (var (name, items) in constants)
            graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)DType.I64, Dims = { items.Length }, Int64Data = { items } });
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = 18 }, new OperatorSetIdProto { Domain = "bomb", Version = 1 } } };
    }

    private static ValueInfoProto Input(string name, params long[] dims)
    {
        var info = new ValueInfoProto { Name = name };
        if (dims.Length == 0) return info;
        var shape = new TensorShapeProto();
        foreach (long d in dims) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = d });
        info.Type = new TypeProto { TensorType = new() { ElemType = (int)DType.F32, Shape = shape } };
        return info;
    }

    private static NodeProto Node(string type, IEnumerable<string> inputs, IEnumerable<string> outputs, params AttributeProto[] attributes) =>
        new() { OpType = type, Input = { inputs }, Output = { outputs }, Attribute = { attributes } };

    private static NodeProto Node(string type, IEnumerable<string> inputs, IEnumerable<string> outputs, string domain) =>
        new() { OpType = type, Domain = domain, Input = { inputs }, Output = { outputs } };

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.Kind.Int, I = value };

    private static AttributeProto Body(string name, GraphProto body) => new() { Name = name, Type = AttributeProto.Types.Kind.Graph, G = body };
}
