using XinRT.Soak.Graphs;
using XinRT.Soak.Harness;

namespace XinRT.UnitTests.Soak.Graphs;

public sealed class GraphSearchTests
{
    private const ulong First = 101;
    private const long Cases = 20;

    [Fact]
    public void Networks_with_fixed_seeds_hold()
    {
        // In a process of its own: a case that ends it is told by its seed.
        var hunt = new Hunt(new GraphSearch(), new SearchOptions
        {
            Seed = First, Cases = Cases, Time = TimeSpan.MaxValue, Shrinks = false,
        });
        hunt.Run(TestContext.Current.CancellationToken);
        Assert.Empty(hunt.Tally.Findings.Select(f => $"{f.Seed}: {f.Kind}: {f.Title}"));
    }

    [Fact]
    public void A_seed_gives_the_same_network_each_time() =>
        Assert.Equal(new GraphSearch().Make(7).Text, new GraphSearch().Make(7).Text);

    [Fact]
    public void Every_seed_gives_a_network()
    {
        for (ulong seed = 0; seed < 1000; seed++) Assert.NotEmpty(GraphCase.Make(seed).Graph.Nodes);
    }

    [Fact]
    public void A_case_reads_back_from_its_test()
    {
        var one = GraphCase.Make(3);
        Assert.Equal(one.ToText(), GraphCase.Parse(one.ToText()).ToText());
    }
}
