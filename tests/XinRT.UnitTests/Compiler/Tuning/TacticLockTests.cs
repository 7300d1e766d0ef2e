using XinRT.Backends;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Compiler.Tuning;

public sealed class TacticLockTests : IDisposable
{
    private readonly TuningFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_lock_gives_the_same_engine()
    {
        string path = _folder.File("lock.txt");
        var first = TuningFolder.Compile(new() { Budget = TimeSpan.FromSeconds(1), TacticLock = path });
        Assert.True(File.Exists(path));

        var second = TuningFolder.Compile(new() { Budget = TimeSpan.FromSeconds(1), TacticLock = path });

        Assert.Empty(second.Tuned);
        Assert.Equal(TuningFolder.Bytes(first.Plan), TuningFolder.Bytes(second.Plan));
    }

    [Fact]
    public void Nodes_that_the_lock_does_not_name_are_open()
    {
        var graph = Graph.Parse("x = input f32[4]\na = Exp(x)\nb = Neg(a)\noutput b");
        var kernel = new NodeKernel(new KernelSpec("cpu", "pointwise", [new("unroll", 2), new("way", -1)]));
        TacticLock.Save(_folder.File("lock.txt"), graph, [kernel, NodeKernel.None]);

        Assert.Equal([kernel, NodeKernel.None], TacticLock.Load(_folder.File("lock.txt"), graph));
    }

    [Theory]
    [InlineData("something else")]
    [InlineData("xinrt tactics 1\nno tab")]
    [InlineData("xinrt tactics 1\ncpu\tnode")]
    [InlineData("xinrt tactics 1\ncpu/pool(rows)\tnode")]
    [InlineData("xinrt tactics 1\ncpu/pool(rows=1 planes=x)\tnode")]
    public void Another_file_is_refused(string text)
    {
        File.WriteAllText(_folder.File("lock.txt"), text);

        Assert.Equal("XIN4004", Assert.Throws<BuildException>(() => TacticLock.Load(_folder.File("lock.txt"), Graph.Parse("x = input f32[4]\noutput x"))).Code);
    }
}
