namespace XinRT.UnitTests;

public sealed class DTypesTests
{
    [Fact]
    public void Names_read_back_and_numbers_follow_ONNX()
    {
        Assert.All(DTypes.All, t => Assert.Equal(t, DTypes.Parse(t.Name())));
        Assert.Equal(26, DTypes.All.Count);
        Assert.Equal(DType.Undefined, DTypes.Parse("f33"));
        Assert.False(((DType)27).IsKnown());
        Assert.Equal("dtype99", ((DType)99).Name());
    }

    [Fact]
    public void Each_type_has_one_class() => Assert.All(DTypes.All, t =>
        Assert.Equal(1, new[] { t.IsFloat(), t.IsInteger(), t.IsComplex(), t == DType.Bool, t == DType.String }.Count(x => x)));
}
