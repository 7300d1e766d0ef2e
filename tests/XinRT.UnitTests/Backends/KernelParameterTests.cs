using XinRT.Backends;

namespace XinRT.UnitTests.Backends;

public sealed class KernelParameterTests
{
    [Theory]
    [InlineData("rows=14", "rows", 14)]
    [InlineData("outputs2=-1", "outputs2", -1)]
    [InlineData("keys=9223372036854775807", "keys", long.MaxValue)]
    public void The_text_is_a_name_and_a_number(string text, string name, long value)
    {
        Assert.Equal(new KernelParameter(name, value), KernelParameter.Parse(text));
        Assert.Equal(text, new KernelParameter(name, value).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rows")]
    [InlineData("=1")]
    [InlineData("rows=")]
    [InlineData("rows=x")]
    [InlineData("rows=1.5")]
    [InlineData("rows= 1")]
    [InlineData("rows=99999999999999999999")]
    public void Another_text_is_none(string text) => Assert.Null(KernelParameter.Parse(text));
}
