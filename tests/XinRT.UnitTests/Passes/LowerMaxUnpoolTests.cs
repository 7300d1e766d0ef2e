using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerMaxUnpoolTests
{
    private const string Pooled = """
        x = input f32[2,3,7,8]
        v, i = MaxPool(x) {kernel_shape=[3,2], strides=[2,2]}
        """;

    [Theory]
    [InlineData("MaxUnpool(v, i) {kernel_shape=[3,2], strides=[2,2]}")]
    [InlineData("MaxUnpool(v, i, const i64[4](2,3,7,8)) {kernel_shape=[3,2], strides=[2,2]}")]
    public void Becomes_a_scatter(string unpool) =>
        RuleCheck.Applies(new LowerMaxUnpool(), $"{Pooled}\ny = {unpool}")
            .Leaves("MaxPool", "Expand", "Reshape", "Reshape", "ScatterElements", "Reshape");

    [Fact]
    public void A_larger_result_is_refused() =>
        RuleCheck.Misses(new LowerMaxUnpool(), "another size", $"{Pooled}\ny = MaxUnpool(v, i, const i64[4](2,3,9,9)) {{kernel_shape=[3,2], strides=[2,2]}}");
}
