using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerLpPoolTests
{
    [Theory]
    [InlineData("kernel_shape=[3,2]", "Mul", "AveragePool", "Mul", "Sqrt")]
    [InlineData("kernel_shape=[3,3], strides=[2,1], pads=[1,0,1,2], p=1", "Abs", "AveragePool", "Mul")]
    [InlineData("kernel_shape=[2,2], dilations=[2,1], auto_pad=\"SAME_UPPER\"", "Mul", "AveragePool", "Mul", "Sqrt")]
    public void Becomes_a_mean(string attributes, params string[] operators) =>
        RuleCheck.Applies(new LowerLpPool(), $"""
            x = input f32[2,3,7,8]
            y = LpPool(x) {"{"}{attributes}{"}"}
            """).Leaves(operators);

    [Theory]
    [InlineData("p=3", "neither")]
    [InlineData("ceil_mode=1", "beyond the padding")]
    public void Others_are_refused(string attribute, string reason) =>
        RuleCheck.Misses(new LowerLpPool(), reason, $"""
            x = input f32[2,3,7,8]
            y = LpPool(x) {"{"}kernel_shape=[2,2], {attribute}{"}"}
            """);
}
