using XinRT.Backends;
using XinRT.Soak.Kernels;
using XinRT.TestKit;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak;

public sealed class KernelSearchTests
{
    private const int Parts = 8, CasesOfPart = 30;

    public static TheoryData<int> Slices => [.. Enumerable.Range(0, Parts)];

    /// <summary>A slice of the search with fixed seeds.</summary>
    [Theory]
    [MemberData(nameof(Slices))]
    public void Kernels_agree_with_the_reference(int part)
    {
        var search = new KernelSearch();
        for (ulong seed = (ulong)(1 + part * CasesOfPart); seed < (ulong)(1 + (part + 1) * CasesOfPart); seed++)
        {
            var made = search.Make(seed);
            var verdict = made.Judge(Fault.None, TestContext.Current.CancellationToken);
            Assert.True(verdict.IsRight, $"seed {seed}: {verdict.Title}\n{made.Test}");
        }
    }

    [Theory]
    [InlineData("avx512")]
    [InlineData("avx2")]
    [InlineData("portable")]
    [InlineData("portable128")]
    public void Kernels_are_searched_for_every_target(string target)
    {
        var search = new KernelSearch();
        Assert.Contains(Enumerable.Range(1, 100), seed =>
            search.Make((ulong)seed).Test.Contains($"\"{target} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_for_ARM64_has_vectors_of_four_lanes()
    {
        using var device = FixedCpu.Narrow.Open(FixedCpu.Narrow.Probe()[0], new DeviceOptions());
        Assert.Contains("portable-128", device.Fingerprint, StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_are_the_same_each_time()
    {
        var search = new KernelSearch();
        for (ulong seed = 1; seed < 100; seed++) Assert.Equal(search.Make(seed).Test, search.Make(seed).Test);
    }

    [Fact]
    public void Smaller_cases_can_be_made()
    {
        var search = new KernelSearch();
        for (ulong seed = 1; seed < 60; seed++)
            foreach (var smaller in search.Make(seed).Smaller()) Assert.NotEmpty(smaller.Text);
    }
}
