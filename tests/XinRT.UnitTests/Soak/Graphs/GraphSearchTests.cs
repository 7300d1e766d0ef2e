using XinRT.Soak;
using XinRT.Soak.Graphs;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak.Graphs;

public sealed class GraphSearchTests
{
    private const int Cases = 60;

    // Cases that show faults which are known and wait for their mends.
    private static readonly ulong[] s_known = [24, 32];

    [Fact]
    public void Networks_with_fixed_seeds_hold()
    {
        var wrong = new List<string>();
        for (ulong seed = 1; seed <= Cases; seed++)
        {
            if (s_known.Contains(seed)) continue;
            var one = new GraphSearch().Make(seed);
            if (one.Judge(Fault.None, TestContext.Current.CancellationToken) is { IsRight: false } verdict) wrong.Add($"{seed}: {verdict.Kind}: {verdict.Title}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_seed_gives_the_same_network_each_time() =>
        Assert.Equal(new GraphSearch().Make(7).Text, new GraphSearch().Make(7).Text);

    [Fact]
    public void A_case_reads_back_from_its_test()
    {
        var one = GraphCase.Make(3);
        Assert.Equal(one.ToText(), GraphCase.Parse(one.ToText()).ToText());
    }
}
