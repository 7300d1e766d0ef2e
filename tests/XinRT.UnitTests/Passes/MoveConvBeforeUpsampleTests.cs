using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveConvBeforeUpsampleTests
{
    private static readonly Both Pass = new();

    [Fact]
    public void Splits_filters_over_a_concatenation() => FusionCheck.Makes(Pass, "Conv Conv Resize Add Swish", """
        x = input f32[1,3,4,5]
        y = input f32[1,2,8,10]
        u = Resize(x, _, const f32[4](1,1,2,2)) {mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"}
        c = Concat(u, y) {axis=1}
        a = Conv(c, const f32[4,5,1,1], const f32[4])
        s = Swish(a)
        """);

    [Fact]
    public void Serves_all_readers() => FusionCheck.Makes(Pass, "Concat Conv Conv Resize Add Concat Conv Conv Resize Add", """
        x = input f32[1,3,4,5]
        y = input f32[1,2,8,10]
        z = input f32[1,1,8,10]
        u = Resize(x, _, _, const i64[4](1,3,8,10)) {mode="nearest"}
        c = Concat(y, u, z) {axis=1}
        a = Conv(c, const f32[4,6,1,1], const f32[4])
        b = Conv(c, const f32[7,6,1,1])
        """);

    [Fact]
    public void Goes_before_a_plain_enlargement() => FusionCheck.Makes(Pass, "Conv Resize", """
        x = input f32[1,3,4,5]
        u = Resize(x, _, const f32[4](1,1,3,2)) {mode="nearest"}
        a = Conv(u, const f32[4,3,1,1], const f32[4])
        """);

    [Fact]
    public void Leaves_interpolation() => FusionCheck.Misses(new MoveConvBeforeUpsample(), "does not repeat the nearest pixels", """
        x = input f32[1,3,4,5]
        u = Resize(x, _, const f32[4](1,1,2,2)) {mode="linear"}
        a = Conv(u, const f32[4,3,1,1])
        """);

    [Fact]
    public void Leaves_larger_windows() => FusionCheck.Misses(new MoveConvBeforeUpsample(), "not a 1x1 convolution", """
        x = input f32[1,3,4,5]
        u = Resize(x, _, const f32[4](1,1,2,2)) {mode="nearest"}
        a = Conv(u, const f32[4,3,3,3])
        """);

    [Fact]
    public void Leaves_what_others_read() => FusionCheck.Misses(new MoveConvBeforeUpsample(), "also reads 'c'", """
        x = input f32[1,3,4,5]
        y = input f32[1,2,8,10]
        u = Resize(x, _, const f32[4](1,1,2,2)) {mode="nearest"}
        c = Concat(u, y) {axis=1}
        a = Conv(c, const f32[4,5,1,1])
        b = MaxPool(c) {kernel_shape=[2,2]}
        """);

    private sealed class Both : Pass
    {
        public override bool Run(XinRT.Ir.Graph graph, PassContext context) => new MoveConvBeforeUpsample().Run(graph, context) | new RemoveDeadNodes().Run(graph, context);
    }
}
