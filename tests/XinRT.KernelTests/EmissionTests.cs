using XinRT.Backends.Cpu;

namespace XinRT.KernelTests;

public sealed class EmissionTests
{
    [Fact]
    public void What_failed_early_is_made_again()
    {
        int calls = 0;
        using var failed = new ManualResetEventSlim();
        var emission = new Emission(() =>
        {
            if (Interlocked.Increment(ref calls) > 1) return [];
            failed.Set();
            throw new InsufficientMemoryException();
        });

        emission.Begin();
        failed.Wait(TestContext.Current.CancellationToken);

        Assert.Empty(emission.Finish());
        Assert.Equal(2, calls);
    }

    [Fact]
    public void What_was_not_begun_fails_once()
    {
        int calls = 0;
        var emission = new Emission(() =>
        {
            calls++;
            throw new InvalidOperationException("no");
        });

        Assert.Throws<InvalidOperationException>(emission.Finish);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void It_is_made_once_whether_begun_or_not()
    {
        int calls = 0;
        var emission = new Emission(() =>
        {
            Interlocked.Increment(ref calls);
            return [];
        });

        emission.Begin();
        emission.Finish();
        emission.Finish();

        Assert.Equal(1, calls);
    }
}
