using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.UnitTests.Fusion;

public sealed class ChainFormTests
{
    private const string Pointwise = "c = Conv(x, w)\nd = Conv(c, v) {group=8, pads=[1,1,1,1]}\n";
    private const string Inputs = "x = input f32[1,4,9,9]\nw = input f32[8,4,1,1]\nv = input f32[8,1,3,3]\nb = input f32[8]\n";

    [Fact]
    public void Each_link_names_the_inputs_of_the_whole()
    {
        var chain = (ChainForm)FusedForm.Of(Fused(Inputs + Pointwise + "output d"))!;

        Assert.Equal(2, chain.Links.Count);
        Assert.Equal([0, 1], chain.Links[0].Inputs);
        Assert.Equal([ChainLink.Previous, 2], chain.Links[1].Inputs);
        Assert.All(chain.Links, link => Assert.IsType<ConvOp>(link.Form.Anchor));
    }

    [Fact]
    public void An_absent_input_is_absent_in_its_link()
    {
        var chain = (ChainForm)FusedForm.Of(Fused(Inputs + "c = Conv(x, w, _)\nd = Conv(c, v, b) {group=8}\noutput d"))!;

        Assert.Equal([0, 1, ChainLink.Absent], chain.Links[0].Inputs);
        Assert.Equal([ChainLink.Previous, 2, 3], chain.Links[1].Inputs);
    }

    [Fact]
    public void Several_links_may_read_one_input()
    {
        var chain = (ChainForm)FusedForm.Of(Fused(Inputs + "c = Conv(x, w)\nd = Conv(c, v, b) {group=8}\ne = Conv(d, v, b) {group=8}\noutput e"))!;

        Assert.Equal([ChainLink.Previous, 2, 3], chain.Links[1].Inputs);
        Assert.Equal(chain.Links[1].Inputs, chain.Links[2].Inputs);
    }

    [Theory]
    // A node without an anchor.
    [InlineData("c = Conv(x, w)\nd = Relu(c)\noutput d")]
    // One node alone.
    [InlineData("c = Conv(x, w)\noutput c")]
    // The result between is read twice.
    [InlineData("c = Conv(x, w)\nd = Conv(c, v) {group=8, pads=[1,1,1,1]}\ne = Conv(c, v) {group=8, pads=[1,1,1,1]}\noutput e")]
    // The output is not the last result.
    [InlineData("c = Conv(x, w)\nd = Conv(c, v) {group=8}\noutput c\noutput d")]
    public void Other_bodies_are_no_chain(string body) => Assert.Null(FusedForm.Of(Fused(Inputs + body)));

    [Fact]
    public void A_node_that_is_not_fused_is_no_chain() =>
        Assert.IsType<AnchoredForm>(FusedForm.Of(Graph.Parse(Inputs + "c = Conv(x, w)\noutput c").Nodes[0]));

    private static Node Fused(string text)
    {
        var body = Graph.Parse(text);
        return new Node("fused", new FusedOp(FusedKind.Chain), [.. body.Inputs.Select(v => new Value(v.Name, v.Type))],
            [.. body.Outputs.Select(v => new Value(v.Name, v.Type))], bodies: [body]);
    }
}
