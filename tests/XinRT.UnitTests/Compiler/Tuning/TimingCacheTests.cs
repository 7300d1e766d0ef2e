using XinRT.Backends;
using XinRT.Compiler.Tuning;

namespace XinRT.UnitTests.Compiler.Tuning;

public sealed class TimingCacheTests : IDisposable
{
    private static readonly KernelSpec Fast = new("cpu", "matmul", ["outputs=4", "vectors=2"]), Slow = new("cpu", "matmul");

    private readonly TuningFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Times_survive_a_file_and_the_shortest_stays()
    {
        var cache = new TimingCache();
        cache.Add("machine", "problem", Fast, 2e-6);
        cache.Add("machine", "problem", Fast, 1e-6);
        cache.Add("machine", "problem", Fast, 3e-6);
        cache.Save(_folder.File("new/times.txt"));

        var read = TimingCache.Load(_folder.File("new/times.txt"));

        Assert.Equal(1e-6, read.Find("machine", "problem", Fast)!.Value, 1e-9);
        Assert.Null(read.Find("machine", "problem", Slow));
        Assert.Null(read.Find("another machine", "problem", Fast));
    }

    [Fact]
    public void A_file_that_is_not_there_is_empty_and_a_line_cut_off_costs_only_itself()
    {
        string path = _folder.File("times.txt");
        Assert.Null(TimingCache.Load(path).Find("m", "p", Slow));
        File.WriteAllText(path, "xinrt timings 1\nm\tp\tcpu/matmul\t0.000002\nm\tq\tcpu/mat");

        var read = TimingCache.Load(path);

        Assert.Equal(2e-6, read.Find("m", "p", Slow)!.Value, 1e-9);
        Assert.Null(read.Find("m", "q", Slow));
    }

    [Fact]
    public void Another_file_is_refused()
    {
        string path = _folder.File("times.txt");
        File.WriteAllText(path, "something else");

        Assert.Equal("XIN4004", Assert.Throws<BuildException>(() => TimingCache.Load(path)).Code);
    }
}
