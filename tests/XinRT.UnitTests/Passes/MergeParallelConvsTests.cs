using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MergeParallelConvsTests
{
    private static readonly MergeParallelConvs Pass = new();

    [Fact]
    public void Joins_layers_with_the_same_function()
    {
        var graph = FusionCheck.Makes(Pass, "Conv Swish Split Conv MaxPool", """
            x = input f32[1,3,6,6]
            a = Conv(x, const f32[4,3,3,3], const f32[4]) {pads=[1,1,1,1]}
            s = Swish(a)
            c = Conv(s, const f32[2,4,1,1])
            b = Conv(x, const f32[5,3,3,3]) {pads=[1,1,1,1]}
            t = Swish(b)
            p = MaxPool(t) {kernel_shape=[2,2]}
            """);

        Assert.Equal(["s", "t"], graph.Nodes[2].Outputs.Select(v => v!.Name));
    }

    [Fact]
    public void Joins_those_that_clip_alike() => FusionCheck.Makes(Pass, "Conv Clip Split Conv Clip MaxPool MaxPool MaxPool", """
        x = input f32[1,3,6,6]
        a = Conv(x, const f32[4,3,1,1])
        a6 = Clip(a, const f32[](0), const f32[](6))
        b = Conv(x, const f32[4,3,1,1])
        b3 = Clip(b, const f32[](0), const f32[](3))
        c = Conv(x, const f32[4,3,1,1])
        c6 = Clip(c, const f32[](0), const f32[](6))
        p = MaxPool(a6) {kernel_shape=[2,2]}
        q = MaxPool(b3) {kernel_shape=[2,2]}
        r = MaxPool(c6) {kernel_shape=[2,2]}
        """);

    [Fact]
    public void Leaves_a_shortcut() => FusionCheck.Misses(Pass, "is read by an element-wise node", """
        x = input f32[1,3,6,6]
        a = Conv(x, const f32[4,3,1,1])
        b = Conv(x, const f32[4,3,1,1])
        p = Conv(b, const f32[4,4,3,3]) {pads=[1,1,1,1]}
        y = Add(p, a)
        """);

    [Fact]
    public void Leaves_parts_of_a_concatenation() => FusionCheck.Misses(Pass, "'b' is part of a concatenation", """
        x = input f32[1,3,6,6]
        a = Conv(x, const f32[4,3,1,1])
        b = Conv(x, const f32[4,3,1,1])
        p = MaxPool(a) {kernel_shape=[3,3], pads=[1,1,1,1]}
        y = Concat(p, b) {axis=1}
        """);

    [Fact]
    public void Leaves_wide_layers_over_small_inputs() => FusionCheck.Misses(Pass, "its weights are what is read", """
        x = input f32[1,3,6,6]
        a = Conv(x, const f32[300,3,1,1])
        b = Conv(x, const f32[300,3,1,1])
        p = MaxPool(a) {kernel_shape=[2,2]}
        q = MaxPool(b) {kernel_shape=[2,2]}
        """);
}
