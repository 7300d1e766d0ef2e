using XinRT.Backends;
using XinRT.Compiler.Tuning;

namespace XinRT.UnitTests.Compiler.Tuning;

public sealed class TimingCacheTests : IDisposable
{
    private static readonly KernelSpec Fast = new("cpu", "matmul", [new("outputs", 4), new("vectors", 2)]),
        Slow = new("cpu", "matmul");

    private readonly TuningFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Times_survive_a_file_and_their_median_counts()
    {
        var cache = new TimingCache();
        cache.Add("machine", "problem", Fast, 2e-6);
        cache.Add("machine", "problem", Fast, 1e-6);
        cache.Add("machine", "problem", Fast, 3e-6);
        cache.Save(_folder.File("new/times.txt"));

        var read = TimingCache.Load(_folder.File("new/times.txt"));

        Assert.Equal(2e-6, read.Find("machine", "problem", Fast)!.Value, 1e-9);
        Assert.Null(read.Find("machine", "problem", Slow));
        Assert.Null(read.Find("another machine", "problem", Fast));
    }

    [Theory]
    [InlineData(2e-9)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(1e3)]
    public void One_measurement_that_is_wrong_is_outvoted(double wrong)
    {
        var cache = new TimingCache();
        foreach (double seconds in (double[])[wrong, 5e-6, 5.1e-6]) cache.Add("m", "p", Fast, seconds);

        Assert.InRange(cache.Find("m", "p", Fast)!.Value, 5e-6, 5.1e-6);
    }

    [Fact]
    public void A_kernel_that_became_slower_is_slower_after_a_few_builds()
    {
        string path = _folder.File("times.txt");
        for (int build = 0; build < 10; build++)
        {
            var cache = TimingCache.Load(path);
            cache.Add("m", "p", Fast, build < 5 ? 1e-6 : 4e-6);
            cache.Save(path);
        }

        Assert.Equal(4e-6, TimingCache.Load(path).Find("m", "p", Fast)!.Value, 1e-9);
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void A_file_that_is_not_there_is_empty_and_a_line_cut_off_costs_only_itself()
    {
        string path = _folder.File("times.txt");
        Assert.Null(TimingCache.Load(path).Find("m", "p", Slow));
        File.WriteAllText(path, "xinrt timings 2\nm\tp\tcpu/matmul\t0.000002\nm\tq\tcpu/mat");

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
