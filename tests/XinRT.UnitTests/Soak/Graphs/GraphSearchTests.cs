using XinRT.Soak;
using XinRT.Soak.Graphs;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak.Graphs;

public sealed class GraphSearchTests
{
    private const ulong First = 101, Cases = 30;

    [Fact]
    public void Networks_with_fixed_seeds_hold()
    {
        var wrong = new List<string>();
        for (ulong seed = First; seed < First + Cases; seed++)
        {
            var verdict = new GraphSearch().Make(seed).Judge(Fault.None, TestContext.Current.CancellationToken);
            if (!verdict.IsRight) wrong.Add($"{seed}: {verdict.Kind}: {verdict.Title}");
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
