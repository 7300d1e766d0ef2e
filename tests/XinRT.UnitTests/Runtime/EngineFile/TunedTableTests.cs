using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;
using XinRT.UnitTests.Compiler.Tuning;

namespace XinRT.UnitTests.Runtime.EngineFile;

public sealed class TunedTableTests
{
    [Fact]
    public void What_was_tried_is_read_as_it_was_written()
    {
        // Times are kept as float32.
        KernelSpec fast = new("cpu", "conv", [new("rows", 14), new("panel", 32)]), slow = new("reference", "Conv");
        TunedProblem[] tuned = [new([0, 2], fast, [new(fast, 1.0 / (1 << 20)), new(slow, 0.25)], 3), new([1], slow, [], 0)];
        var plan = Plan() with { Tuned = tuned };

        var read = Reread(plan);

        Assert.Equal(tuned.Length, read.Tuned.Count);
        foreach (var (wanted, found) in tuned.Zip(read.Tuned))
        {
            Assert.Equal(wanted.Nodes, found.Nodes);
            Assert.Equal(wanted.Chosen, found.Chosen);
            Assert.Equal(wanted.Candidates, found.Candidates);
            Assert.Equal(wanted.Untried, found.Untried);
        }
        Assert.Equal(Bytes(plan), Bytes(read));
    }

    [Fact]
    public void An_engine_that_was_not_tuned_has_none() => Assert.Empty(Reread(Plan()).Tuned);

    [Fact]
    public void Backends_are_known_before_the_rest_is_read()
    {
        using var folder = new TuningFolder();
        string path = folder.File("engine.xin");
        File.WriteAllBytes(path, TuningFolder.Bytes(Plan() with { Tuned = [new([0], new("cpu", "pointwise"), [new(new("reference", "Exp"), 1)], 0)] }));
        using var file = MappedFile.Open(path);
        IReadOnlyList<string>? backends = null;

        var plan = EngineReader.Read(file, "engine", found => backends = found, plan => plan);

        Assert.Equal(["", "cpu", "reference"], backends);
        Assert.Equal("cpu", plan.Tuned[0].Chosen.Backend);
    }

    private static EnginePlan Plan()
    {
        var graph = Graph.Parse("x = input f32[4]\na = Exp(x)\nb = Neg(a)\nc = Relu(b)\noutput c");
        return new EnginePlan { Graph = graph, Kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)] };
    }

    private static EnginePlan Reread(EnginePlan plan) => EngineReader.Read(Bytes(plan), "tuned");

    private static byte[] Bytes(EnginePlan plan)
    {
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        return stream.ToArray();
    }
}
