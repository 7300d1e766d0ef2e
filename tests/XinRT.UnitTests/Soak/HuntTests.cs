using XinRT.Ir;
using XinRT.Ops;
using XinRT.Soak;
using XinRT.Soak.Harness;
using XinRT.Soak.Kernels;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak;

/// <summary>Faults put into softmax kernels are found, named and made small, whatever they do to the process.</summary>
public sealed class HuntTests
{
    // The first case with a softmax of more than 20 elements.
    private static readonly ulong Seed = Enumerable.Range(1, 2000).Select(s => (ulong)s).First(s =>
        new KernelSearch().Make(s) is { Name: "softmax" } made && Graph.Parse(made.Text).Nodes.Any(n =>
            n.Op is SoftmaxOp && n.Outputs[0]!.TensorType.Shape!.Aggregate(1L, (a, d) => a * d.Value) > 20));

    [Fact]
    public void A_death_is_a_finding()
    {
        var finding = Assert.Single(Find(new KernelCrashes()));
        Assert.StartsWith("softmax: ", finding.Kind, StringComparison.Ordinal);
        Assert.Contains("the process died", finding.Title, StringComparison.Ordinal);
        Assert.Contains("Softmax", finding.Case, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hang_is_a_finding()
    {
        var finding = Assert.Single(Find(new KernelHangs(), TimeSpan.FromSeconds(1), shrinks: false));
        Assert.Equal("softmax: hang", finding.Kind);
        Assert.Contains("it does not end", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_is_a_finding_and_made_small()
    {
        var finding = Assert.Single(Find(new KernelIsWrong()));
        Assert.Equal("softmax: not a number", finding.Kind);
        // The fault begins at 21 elements, and nothing but the softmax is needed.
        Assert.Contains("f32[21] = Softmax(", finding.Case, StringComparison.Ordinal);
        Assert.DoesNotContain("const", finding.Case, StringComparison.Ordinal);
        Assert.Contains("[Fact]", finding.Test, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_fault_nothing_is_found() => Assert.Empty(Find(Fault.None));

    private static IReadOnlyList<Finding> Find(Fault fault, TimeSpan? patience = null, bool shrinks = true)
    {
        var hunt = new Hunt(new KernelSearch(), new SearchOptions
        {
            Seed = Seed, Cases = 1,
            Time = TimeSpan.FromMinutes(5), Undone = fault, Patience = patience, Shrinks = shrinks
        });
        hunt.Run(TestContext.Current.CancellationToken);
        Assert.Equal(1, hunt.Tally.Cases);
        return hunt.Tally.Findings;
    }
}
