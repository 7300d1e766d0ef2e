using System.Globalization;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1.0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001234, "1.234e-05")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e-300, "1.5e-300")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Floats_look_as_in_Python(double value, string text) =>
        Assert.Equal(text, NumberText.Format(value.ToString("R", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(" +inf", double.PositiveInfinity)]
    [InlineData("-INF", double.NegativeInfinity)]
    [InlineData("NaN", double.NaN)]
    [InlineData("1E8", 1e8)]
    [InlineData("3.14", 3.14)]
    [InlineData("True", 1.0)]
    public void Literals_are_read_in_any_case(string text, double value) => Assert.Equal(value, NumberText.Parse(text));
}
