using System.Buffers.Binary;
using System.Text;
using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.UnitTests.Fuzzing;

public sealed class HostileEngineTests
{
    [Fact]
    public void Packed_weights_cannot_be_unpacked_again_and_again()
    {
        // Two tensors of 64 bytes; the table is changed so that the second begins where the first does, and the section is cut.
        var graph = new Graph("packed");
        var packed = Enumerable.Range(0, 2).Select(i => new Value($"w{i}", Tensor.Zeros(DType.I4, 128))).ToArray();
        graph.Add(new Node("n", OperatorRegistry.Find("", "Concat")!.Create(Axis0()), packed, [new Value("y", new TensorType(DType.I4, Shape.Of([256L])))]));
        graph.AddOutput(graph.Nodes[0].Outputs[0]!);
        byte[] bytes = Bytes(EngineCompiler.Compile(graph, DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan);
        var (at, _) = Section(bytes, 1);
        int table = bytes.AsSpan(at).IndexOf((byte[])[22, 1, 128, 2, 0, 64]);
        Assert.True(table >= 0, "the table of constants has another form");
        bytes[at + table + 5] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24 + 16), 64);
        SectionHash.Of(bytes.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24 + 8)), 64)).CopyTo(bytes.AsSpan(24 + 24));
        Rehash(bytes, 1);

        var error = Assert.Throws<EngineFileException>(() => EngineReader.Read(bytes, "packed"));

        Assert.Contains("packed tensors take 128 of 64 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_constants_must_have_the_sizes_that_the_kernel_reads()
    {
        var graph = Graph.Parse("x = input f32[4,64]\ny = MatMul(x, const f32[64,48])\noutput y");
        var plan = EngineCompiler.Compile(graph, DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;
        Assert.SkipUnless(plan.Kernels[0].Spec.Backend == "cpu", "no machine code is generated for this processor");
        IEnumerable<ValueArray<Tensor>> wrong = [[], [Tensor.Zeros(DType.F32, 16)], [Tensor.Zeros(DType.F64, plan.Kernels[0].Packed[0].Count)],
            [.. plan.Kernels[0].Packed, .. plan.Kernels[0].Packed]];

        Assert.All(wrong, packed =>
        {
            var hostile = EngineReader.Read(Bytes(plan with { Kernels = [plan.Kernels[0] with { Packed = packed }] }), "hostile");
            Assert.Equal("XIN7002", Assert.Throws<BackendException>(() => new Engine(hostile, DefaultBackends.Create())).Code);
        });
    }

    [Theory]
    [InlineData("outputs?")]
    [InlineData("=outputs")]
    public void Parameters_of_kernels_are_names_with_numbers(string text)
    {
        var graph = Graph.Parse("x = input f32[4,64]\ny = MatMul(x, const f32[64,48])\noutput y");
        byte[] bytes = Bytes(EngineCompiler.Compile(graph, FixedCpu.Avx2.Registry, [], [],
            cancel: TestContext.Current.CancellationToken).Plan);
        int parameter = bytes.AsSpan().IndexOf("outputs="u8);
        Encoding.UTF8.GetBytes(text).CopyTo(bytes.AsSpan(parameter));
        int section = Enumerable.Range(0, 3).Single(i => Section(bytes, i) is var (at, length)
            && at <= parameter && parameter < at + length);
        Rehash(bytes, section);

        var error = Assert.Throws<EngineFileException>(() => EngineReader.Read(bytes, "hostile"));

        Assert.Equal("XIN5003", error.Code);
        Assert.Contains($"'name=number' of a kernel is wanted, but it is '{text}", error.Because,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_a_kernel_does_not_have_and_repeated_ones_are_refused()
    {
        var graph = Graph.Parse("x = input f32[4,64]\ny = MatMul(x, const f32[64,48])\noutput y");
        var registry = FixedCpu.Avx2.Registry;
        var plan = EngineCompiler.Compile(graph, registry, [], [], cancel: TestContext.Current.CancellationToken).Plan;
        var kernel = plan.Kernels[0];
        IEnumerable<KernelParameter> wrong = [new("rows", 1), kernel.Spec.Parameters[0]];

        Assert.All(wrong, parameter =>
        {
            var spec = kernel.Spec with { Parameters = [.. kernel.Spec.Parameters, parameter] };
            var hostile = EngineReader.Read(Bytes(plan with { Kernels = [kernel with { Spec = spec }] }), "hostile");
            var error = Assert.Throws<BackendException>(() => new Engine(hostile, registry));
            Assert.Equal("XIN7002", error.Code);
            Assert.Contains($"{parameter}'", error.Because, StringComparison.Ordinal);
        });
    }

    private static AttributeMap Axis0()
    {
        var map = new AttributeMap();
        map.Set("axis", 0L);
        return map;
    }

    private static (int Offset, int Length) Section(byte[] engine, int index)
    {
        var entry = engine.AsSpan(24 + index * 40, 40);
        return ((int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
    }

    // Of a section, and of the table of sections.
    private static void Rehash(byte[] engine, int index)
    {
        var (at, length) = Section(engine, index);
        SectionHash.Of(engine.AsSpan(at, length)).CopyTo(engine.AsSpan(24 + index * 40 + 24));
        int tableEnd = 24 + BinaryPrimitives.ReadInt32LittleEndian(engine.AsSpan(12)) * 40;
        SectionHash.Of(engine.AsSpan(0, tableEnd)).CopyTo(engine.AsSpan(tableEnd));
    }

    private static byte[] Bytes(EnginePlan plan)
    {
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        return stream.ToArray();
    }
}
