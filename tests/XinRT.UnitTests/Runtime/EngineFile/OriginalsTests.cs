using System.Buffers.Binary;
using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.UnitTests.Runtime.EngineFile;

public sealed class OriginalsTests : IDisposable
{
    private const string Text = "x = input f32[1,64,6,6]\ny = Conv(x, const f32[64,64,3,3])\nz = Relu(y)\noutput z";
    private const int HeaderBytes = 24, EntryBytes = 40;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_packed_stays_and_is_not_read_at_load()
    {
        var graph = Graph.Parse(Text);
        var weights = graph.Nodes[0].Inputs[1]!.Constant!;
        Save(graph);

        var sections = EngineReader.Sections(_path);

        Assert.Equal(["originals", "sources"], sections.Where(s => !s.IsReadAtLoad).Select(s => s.Name));
        Assert.Equal(weights.Bytes.Length, sections.Single(s => s.Name == "originals").Bytes);
        using var file = MappedFile.Open(_path);
        var plan = EngineReader.Read(file, "engine", _ => { }, plan => plan);
        var read = plan.Graph.Nodes[0].Inputs[1]!.Constant!;
        Assert.Contains(read, plan.Originals);
        Assert.True(read.Bytes.Span.SequenceEqual(weights.Bytes.Span));
    }

    [Fact]
    public void Damage_of_originals_is_found_when_they_are_read()
    {
        Save(Graph.Parse(Text));
        Damage("originals");

        using (var engine = Engine.Load(_path, FixedCpu.Avx512.Registry))
        {
            Assert.SkipUnless(FixedCpu.Avx512.IsHere, "the kernels of this test need AVX-512");
            using var context = engine.CreateContext();
            context.SetInput("x", SyntheticTensor.Make(DType.F32, [1, 64, 6, 6]));
            context.Run(TestContext.Current.CancellationToken);
        }

        using var file = MappedFile.Open(_path);
        var plan = EngineReader.Read(file, "engine", _ => { }, plan => plan);
        var error = Assert.Throws<EngineFileException>(() => plan.Graph.Nodes[0].Inputs[1]!.Constant!.Bytes.Span[0]);
        Assert.Equal("XIN5003", error.Code);
        Assert.Contains("section 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kernel_can_be_chosen_after_load()
    {
        var graph = Graph.Parse(Text);
        Save(graph);
        using var file = MappedFile.Open(_path);
        var plan = EngineReader.Read(file, "engine", _ => { }, plan => plan);

        // As if no kernel had been chosen.
        using var engine = new Engine(plan with { Kernels = [.. plan.Kernels.Select(_ => NodeKernel.None)] },
            new BackendRegistry().Add(new ReferenceBackend()));
        using var context = engine.CreateContext();
        var x = SyntheticTensor.Make(DType.F32, [1, 64, 6, 6]);
        context.SetInput("x", x);
        context.Run(TestContext.Current.CancellationToken);

        var expected = new XinRT.Reference.ReferenceExecutor().Run(graph, [x])[0];
        TensorAssert.Equal(expected, context.Output("z"), new Tolerance(1e-5, 1e-5), "z");
    }

    [Fact]
    public void Compiling_changes_nothing_of_what_it_is_given()
    {
        var graph = Graph.Parse(Text);
        string before = graph.ToString();

        EngineCompiler.Compile(graph, FixedCpu.Avx512.Registry, [], [], cancel: TestContext.Current.CancellationToken);

        Assert.Equal(before, graph.ToString());
        Assert.NotEmpty(graph.Nodes[0].Inputs[1]!.Constant!.Bytes.Span.ToArray());
    }

    [Fact]
    public void Unknown_sections_are_skipped_if_they_are_optional()
    {
        Save(Graph.Parse(Text));
        byte[] file = File.ReadAllBytes(_path);

        var plan = EngineReader.Read(WithSection(file, 1000), "engine");
        var error = Assert.Throws<EngineFileException>(() => EngineReader.Read(WithSection(file, 999), "engine"));

        Assert.Equal(2, plan.Graph.Nodes.Count);
        Assert.Equal("XIN5002", error.Code);
        Assert.Contains("section 999", error.Message, StringComparison.Ordinal);
    }

    private void Save(Graph graph)
    {
        TypeInference.Run(graph);
        EngineWriter.Save(EngineCompiler.Compile(graph, FixedCpu.Avx512.Registry, [], [],
            cancel: TestContext.Current.CancellationToken).Plan, _path);
    }

    private void Damage(string name)
    {
        byte[] file = File.ReadAllBytes(_path);
        int at = Enumerable.Range(0, Count(file)).Select(i => HeaderBytes + i * EntryBytes)
            .Single(entry => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(entry)) == (name == "originals" ? 4 : 0));
        file[BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 8)) + 5] ^= 1;
        File.WriteAllBytes(_path, file);
    }

    private static int Count(byte[] file) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));

    // The file with one more section, of no known hash, at its end; the others move to make room in the table.
    private static byte[] WithSection(byte[] file, long id)
    {
        const int moved = 64;
        int count = Count(file), end = HeaderBytes + count * EntryBytes;
        byte[] result = [.. file[..end], .. new byte[moved], .. file[end..], .. new byte[64]];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(12), count + 1);
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(16), result.Length);
        for (int i = 0; i < count; i++)
        {
            var offset = result.AsSpan(HeaderBytes + i * EntryBytes + 8);
            BinaryPrimitives.WriteInt64LittleEndian(offset, BinaryPrimitives.ReadInt64LittleEndian(offset) + moved);
        }
        var added = result.AsSpan(end, EntryBytes);
        added.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(added, id);
        BinaryPrimitives.WriteInt64LittleEndian(added[8..], result.Length - 64);
        BinaryPrimitives.WriteInt64LittleEndian(added[16..], 64);
        SectionHash.Of(result.AsSpan(0, end + EntryBytes)).CopyTo(result.AsSpan(end + EntryBytes));
        return result;
    }
}
