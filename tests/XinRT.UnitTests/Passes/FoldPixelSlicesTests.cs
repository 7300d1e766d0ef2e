using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldPixelSlicesTests
{
    private static readonly FoldPixelSlices Rule = new();

    [Fact]
    public void Blocks_become_channels() => RuleCheck.Applies(Rule, Graph("1,3,8,6", "5,12,3,3", "0,0"))
        .Leaves("Reshape", "Transpose", "Reshape", "Conv");

    [Theory]
    [InlineData("1,3,8,6", "5,12,1,1", "1,1", "each once")]
    [InlineData("1,5,8,6", "5,20,1,1", "0,0", "more than 4 channels")]
    [InlineData("1,3,h,6", "5,12,1,1", "0,0", "size of the image")]
    public void Says_why_not(string image, string filters, string first, string reason) =>
        RuleCheck.Misses(Rule, reason, Graph(image, filters, first));

    private static string Graph(string image, string filters, string first) => $$"""
        x = input f32[{{image}}]
        a = Slice(x, const i64[2]({{first}}), const i64[2](99,99), const i64[2](2,3), const i64[2](2,2))
        b = Slice(x, const i64[2](1,0), const i64[2](99,99), const i64[2](2,3), const i64[2](2,2))
        c = Slice(x, const i64[2](1,0), const i64[2](99,99), const i64[2](3,2), const i64[2](2,2))
        d = Slice(x, const i64[2](1,1), const i64[2](99,99), const i64[2](-2,-1), const i64[2](2,2))
        w = Concat(a, b, c, d) {axis=1}
        y = Conv(w, const f32[{{filters}}]) {pads=[0,0,0,0]}
        """;
}
