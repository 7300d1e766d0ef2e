using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Reference;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.UnitTests.Runtime;

public sealed class EngineTests
{
    private const string Text = """
        x = input f32[2,4]
        h = MatMul(x, const f32[4,8])
        a = Relu(h)
        y = Softmax(a) {axis=-1}
        output y
        output a
        """;

    [Fact]
    public void An_engine_file_gives_the_results_of_the_graph()
    {
        var graph = Graph.Parse(Text);
        var x = SyntheticTensor.Make(DType.F32, [2, 4]);
        var expected = new ReferenceExecutor().Run(graph, [x]);

        using var engine = Reload(Compile(graph));
        using var context = engine.CreateContext();
        context.SetInput("x", x);
        context.Run(TestContext.Current.CancellationToken);

        for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(expected[i], context.Output(i));
    }

    [Fact]
    public void Equal_graphs_give_equal_bytes() => Assert.Equal(Bytes(Compile(Graph.Parse(Text))), Bytes(Compile(Graph.Parse(Text))));

    [Fact]
    public void Contexts_of_one_engine_run_side_by_side()
    {
        using var engine = Reload(Compile(Graph.Parse(Text)));
        var results = new float[8][];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var context = engine.CreateContext();
            SyntheticTensor.Make(DType.F32, [2, 4], seed: i % 2).Span<float>().CopyTo(context.Input<float>("x"));
            for (int run = 0; run < 50; run++) context.Run(TestContext.Current.CancellationToken);
            results[i] = context.Output<float>("y").ToArray();
        });

        for (int i = 2; i < results.Length; i++) Assert.Equal(results[i % 2], results[i]);
    }

    [Fact]
    public void A_tap_reads_an_intermediate_value_that_is_overwritten_later()
    {
        using var engine = Reload(Compile(Graph.Parse("x = input f32[3]\na = Exp(x)\nb = Neg(a)\noutput b")));
        using var context = engine.CreateContext();
        context.SetInput("x", Tensor.From<float>([0, 0, 0]));
        context.Tap("a");
        context.Run(TestContext.Current.CancellationToken);

        Assert.Equal([1f, 1f, 1f], ((Tensor)context.Tapped("a")).Span<float>().ToArray());
        Assert.Equal("XIN6108", Assert.Throws<InferenceException>(() => context.Tap("nothing")).Code);
    }

    [Fact]
    public void A_tap_reads_what_only_the_sizes_decide()
    {
        using var engine = Reload(Compile(Graph.Parse("""
            x = input f32[n]
            s = Shape(x)
            f = Cast(s) {to=1}
            r = Sqrt(f)
            y = Mul(x, r)
            output y
            """)));
        using var context = engine.CreateContext();
        context.Tap("f");
        context.Tap("r");
        foreach (int size in (int[])[4, 9])
        {
            context.SetInput("x", Tensor.Zeros(DType.F32, [size]));
            context.Run(TestContext.Current.CancellationToken);

            Assert.Equal([size], ((Tensor)context.Tapped("f")).Span<float>().ToArray());
            Assert.Equal([MathF.Sqrt(size)], ((Tensor)context.Tapped("r")).Span<float>().ToArray());
        }
    }

    [Fact]
    public void A_run_of_machine_code_allocates_nothing()
    {
        using var engine = Reload(Compile(Graph.Parse(Text)));
        Assert.SkipUnless(engine.TypicalProgram()!.Steps.All(s => s.Kernel.Spec.Backend == "cpu"), "no machine code is generated for this processor");
        using var context = engine.CreateContext();
        context.SetInput("x", SyntheticTensor.Make(DType.F32, [2, 4]));
        for (int i = 0; i < 3; i++) context.Run(TestContext.Current.CancellationToken);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) context.Run(TestContext.Current.CancellationToken);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_kernel_shows_its_code()
    {
        using var engine = Reload(Compile(Graph.Parse(Text)));
        var step = engine.TypicalProgram()!.Steps[0];

        Assert.True(step.Kernel.Spec.Backend != "cpu" || engine.CodeOf(step)!.Contains("ret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("f32[3,4]")]
    [InlineData("f32[4]")]
    [InlineData("f64[2,4]")]
    public void A_wrong_input_is_an_error_that_names_both_types(string type)
    {
        using var engine = Reload(Compile(Graph.Parse(Text)));
        using var context = engine.CreateContext();
        context.SetInput("x", Graph.Parse($"output const {type}").Outputs[0].Constant!);

        var error = Assert.Throws<InferenceException>(() => context.Run(TestContext.Current.CancellationToken));

        Assert.Equal("XIN6105", error.Code);
        Assert.Contains("f32[2,4]", error.Message, StringComparison.Ordinal);
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_outside_the_range_are_refused()
    {
        var plan = EngineCompiler.Compile(Graph.Parse("x = input f32[n]\ny = Exp(x)\noutput y"), DefaultBackends.Create(), [new SymbolRange("n", 2, 4, 8)], [], cancel: TestContext.Current.CancellationToken).Plan;
        using var engine = Reload(plan);
        using var context = engine.CreateContext();
        context.SetInput("x", Tensor.Zeros(DType.F32, 8));
        context.Run(TestContext.Current.CancellationToken);
        context.SetInput("x", Tensor.Zeros(DType.F32, 9));

        Assert.Contains("2 to 8, but it is 9", Assert.Throws<InferenceException>(() => context.Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_byte_of_the_header_and_every_truncation_is_refused()
    {
        byte[] good = Bytes(Compile(Graph.Parse(Text)));
        for (int i = 0; i < 160; i++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[i] ^= 0x41;
            Assert.Throws<EngineFileException>(() => EngineReader.Read(bad, "bad"));
        }
        for (int length = 0; length < good.Length; length += 97)
            Assert.Throws<EngineFileException>(() => EngineReader.Read(good.AsMemory(0, length).ToArray(), "bad"));
    }

    [Fact]
    public void Damaged_weights_are_named_whatever_else_they_lead_to()
    {
        // The size of the result stands in the weights.
        byte[] bytes = Bytes(Compile(Graph.Parse("x = input f32[2,3]\ny = Reshape(x, const i64[2](3,2))\noutput y")));
        for (int i = 0; i < 16; i++)
        {
            byte[] bad = (byte[])bytes.Clone();
            bad[WeightsAt(bytes) + i] ^= 0x41;

            WithFile(bad, path =>
            {
                var error = Assert.Throws<EngineFileException>(() => Engine.Load(path, DefaultBackends.Create()));
                Assert.Equal("XIN5003", error.Code);
                Assert.Contains("hash of section 1", error.Message, StringComparison.Ordinal);
            });
        }

        static int WeightsAt(byte[] file) => (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24 + 8));
    }

    [Fact]
    public void A_file_whose_backend_is_not_there_says_so() => WithFile(Bytes(Compile(Graph.Parse(Text))), path =>
        Assert.StartsWith("XIN7", Assert.Throws<BackendException>(() => Engine.Load(path, new BackendRegistry())).Code, StringComparison.Ordinal));

    private static void WithFile(byte[] bytes, Action<string> use)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Packed_and_string_constants_survive()
    {
        var graph = Graph.Parse("""
            a = Cast(const i4[3](-8,0,7)) {to=1}
            s = Identity(const str[2]("ä","b"))
            output a
            output s
            """);
        using var engine = Reload(Compile(graph));
        using var context = engine.CreateContext();
        context.Run(TestContext.Current.CancellationToken);

        Assert.Equal([-8f, 0f, 7f], context.Output<float>("a").ToArray());
        Assert.Equal(["ä", "b"], ((Tensor)context.Output("s")).Strings.ToArray());
    }

    [Fact]
    public void An_index_outside_the_axis_ends_the_run_with_an_error_and_the_next_run_works()
    {
        var graph = Graph.Parse("""
            t = input f32[5,8]
            i = input i64[3]
            y = Gather(t, i)
            output y
            """);
        using var engine = new Engine(Compile(graph), DefaultBackends.Create());
        using var context = engine.CreateContext();
        context.SetInput("t", SyntheticTensor.Make(DType.F32, [5, 8]));
        context.SetInput("i", Tensor.From<long>([0, 5, 1]));

        var error = Assert.Throws<InferenceException>(() => context.Run(TestContext.Current.CancellationToken));
        Assert.Equal("XIN6104", error.Code);

        context.SetInput("i", Tensor.From<long>([0, -1, 1]));
        context.Run(TestContext.Current.CancellationToken);
        Assert.Equal(24, context.Output<float>("y").Length);
    }

    [Theory]
    [InlineData("y = Gather(t, i) {axis=1}", "i64[3]", new[] { 0d, 9, 1 }, 9, 8)]
    [InlineData("y = Gather(t, i) {axis=0}", "i32[2,2]", new[] { 0d, 4, -6, 1 }, -6, 5)]
    [InlineData("y = GatherElements(t, i) {axis=0}", "i64[1,8]", new[] { 0d, 1, 2, 3, 4, 5, 0, 0 }, 5, 5)]
    [InlineData("y = GatherND(t, i)", "i64[2,2]", new[] { 1d, 7, 1, 8 }, 8, 8)]
    [InlineData("y = ScatterND(t, i, const f32[1](3))", "i64[1,2]", new[] { -6d, 0 }, -6, 5)]
    [InlineData("y = ScatterElements(t, i, const f32[1,1](3)) {axis=1}", "i64[1,1]", new[] { 8d }, 8, 8)]
    public void An_index_outside_is_named_with_the_size_by_every_backend(string line, string type, double[] indices, int wrong, int size)
    {
        var graph = Graph.Parse($"t = input f32[5,8]\ni = input {type}\n{line}\noutput y");
        var i = (TensorType)graph.Inputs[1].Type;
        foreach (string backend in (string[])["cpu", "cpu-portable", "reference"])
        {
            var plan = EngineCompiler.Compile(graph.Clone(), DefaultBackends.Only(backend), [], [], cancel: TestContext.Current.CancellationToken).Plan;
            using var engine = new Engine(plan, DefaultBackends.Only(backend));
            using var context = engine.CreateContext();
            context.SetInput("t", SyntheticTensor.Make(DType.F32, [5, 8]));
            context.SetInput("i", Tensor.FromDoubles(i.DType, indices, [.. i.Shape!.Select(d => d.Value)]));

            var error = Assert.Throws<InferenceException>(() => context.Run(TestContext.Current.CancellationToken));

            Assert.Equal("XIN6104", error.Code);
            Assert.Contains($"from {-size} to {size - 1}, but it is {wrong}", error.Because, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("y = Conv(x, const f16[4,3,3,3]) {pads=[1,1,1,1]}", "x = input f16[1,3,8,8]", "conv: only f32 is computed, but an operand is f16")]
    [InlineData("y = MatMul(x, const f16[8,4])", "x = input f16[2,8]", "only f32 is computed, but an operand is f16")]
    public void The_reason_of_a_fallback_is_that_of_the_kernel_for_the_operator(string line, string input, string reason)
    {
        var graph = Graph.Parse($"{input}\n{line}\noutput y");

        var placement = EngineCompiler.Compile(graph, DefaultBackends.Only("cpu"), [], [], cancel: TestContext.Current.CancellationToken).Placements.Single();

        Assert.Contains(reason, Assert.Single(placement.Refusals), StringComparison.Ordinal);
        Assert.DoesNotContain("group", placement.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_nobody_gave_belong_together()
    {
        var graph = Graph.Parse("""
            past = input f32[1,2,past,4]
            x = input f32[1,2,new,4]
            mask = input f32[1,1,new,total]
            k = Concat(past, x) {axis=2}
            t = Transpose(k) {perm=[0,1,3,2]}
            s = MatMul(x, t)
            m = Add(s, mask)
            y = Softmax(m) {axis=-1}
            output y
            """);
        using var engine = new Engine(Compile(graph), DefaultBackends.Create());

        var types = engine.TypicalInputs().Cast<TensorType>().ToList();

        Assert.Equal(types[0].Shape![2].Value + types[1].Shape![2].Value, types[2].Shape![3].Value);
    }

    private static EnginePlan Compile(Graph graph) => EngineCompiler.Compile(graph, DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;

    private static byte[] Bytes(EnginePlan plan)
    {
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        return stream.ToArray();
    }

    private static Engine Reload(EnginePlan plan) => new(EngineReader.Read(Bytes(plan), "test"), DefaultBackends.Create());
}
