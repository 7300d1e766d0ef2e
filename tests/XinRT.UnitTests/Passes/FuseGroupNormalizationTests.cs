using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseGroupNormalizationTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FuseGroupNormalization(), """
            x = input f32[n,4,3,3]
            r = Reshape(x, const i64[3](0,2,-1))
            i = InstanceNormalization(r, const f32[2](1,1), const f32[2](0,0))
            t = Shape(x)
            s = Reshape(i, t)
            m = Mul(s, const f32[4,1,1])
            y = Add(m, const f32[4,1,1])
            """).Leaves("GroupNormalization");

    [Fact]
    public void Needs_one_factor_per_channel() =>
        RuleCheck.Misses(new FuseGroupNormalization(), "scale and bias are not one value per channel", """
            x = input f32[n,4,3,3]
            r = Reshape(x, const i64[3](0,2,-1))
            i = InstanceNormalization(r, const f32[2](1,1), const f32[2](0,0))
            t = Shape(x)
            s = Reshape(i, t)
            m = Mul(s, const f32[3])
            y = Add(m, const f32[4,1,1])
            """);
}
