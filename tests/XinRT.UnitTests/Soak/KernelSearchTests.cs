using XinRT.Soak.Kernels;
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
