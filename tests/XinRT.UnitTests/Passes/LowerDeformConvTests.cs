using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerDeformConvTests
{
    [Theory]
    [InlineData("2,4,6,7", "5,4,3,2", "2,12,4,6", "")]
    [InlineData("1,4,6,7", "6,2,3,3", "1,36,3,4", " {group=2, offset_group=2, strides=[2,2], pads=[1,1,1,1]}")]
    [InlineData("2,4,7,9", "6,4,2,2", "2,16,5,6", " {offset_group=2, dilations=[2,3], pads=[0,0,0,0], strides=[1,1]}")]
    public void Becomes_samples_and_a_convolution(string x, string w, string offset, string attributes) =>
        RuleCheck.Applies(new LowerDeformConv(), $"""
            x = input f32[{x}]
            w = input f32[{w}]
            o = input f32[{offset}]
            y = DeformConv(x, w, o){attributes}
            """);

    [Fact]
    public void Bias_and_mask_are_used() =>
        RuleCheck.Applies(new LowerDeformConv(), """
            x = input f32[2,4,5,5]
            w = input f32[3,4,2,2]
            o = input f32[2,16,4,4]
            b = input f32[3]
            m = input f32[2,8,4,4]
            y = DeformConv(x, w, o, b, m) {offset_group=2}
            """);

    [Fact]
    public void One_pixel_is_refused() =>
        RuleCheck.Misses(new LowerDeformConv(), "single pixel", """
            x = input f32[1,1,1,4]
            w = input f32[1,1,1,2]
            o = input f32[1,4,1,3]
            y = DeformConv(x, w, o)
            """);
}
