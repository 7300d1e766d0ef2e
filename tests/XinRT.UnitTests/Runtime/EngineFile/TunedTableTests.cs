using XinRT.Backends;
using XinRT.Ir;
using XinRT.Runtime;
using XinRT.Runtime.EngineFile;

namespace XinRT.UnitTests.Runtime.EngineFile;

public sealed class TunedTableTests
{
    [Fact]
    public void What_was_tried_is_read_as_it_was_written()
    {
        // Times are kept as float32.
        KernelSpec fast = new("cpu", "conv", ["rows=14", "panel=32"]), slow = new("reference", "Conv");
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
