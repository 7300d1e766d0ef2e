using XinRT.Ir;

namespace XinRT.UnitTests.Ir;

public sealed class SyntheticTensorTests
{
    [Fact]
    public void Contents_depend_on_the_seed_alone()
    {
        var a = SyntheticTensor.Make(DType.F32, [100]);

        Assert.Equal(a.ToDoubles(), SyntheticTensor.Make(DType.F32, [100]).ToDoubles());
        Assert.NotEqual(a.ToDoubles(), SyntheticTensor.Make(DType.F32, [100], seed: 2).ToDoubles());
        Assert.All(a.ToDoubles(), x => Assert.InRange(x, -1, 1));
        Assert.InRange(a.ToDoubles().Average(), -0.2, 0.2);
    }

    [Fact]
    public void Every_type_has_contents() => Assert.All(DTypes.All, t => Assert.Equal(6, SyntheticTensor.Make(t, [2, 3]).Count));
}
