using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class ErrorFunctionTests
{
    // Computed with 60 digits from the Taylor series and the continued fraction.
    [Theory]
    [InlineData(0.1, 0.1124629160182849, 0.887537083981715)]
    [InlineData(0.5, 0.5204998778130465, 0.4795001221869535)]
    [InlineData(0.9375, 0.8151024010343998, 0.1848975989656002)]
    [InlineData(1.0, 0.8427007929497149, 0.15729920705028513)]
    [InlineData(1.0625, 0.8670582694349528, 0.13294173056504724)]
    [InlineData(1.5, 0.9661051464753108, 0.033894853524689274)]
    [InlineData(2.25, 0.9985372834133188, 0.0014627165866811518)]
    [InlineData(3.0, 0.9999779095030014, 2.209049699858544e-05)]
    [InlineData(4.5, 0.9999999998033839, 1.9661604415428876e-10)]
    [InlineData(5.75, 0.9999999999999996, 4.232136617425738e-16)]
    [InlineData(15.0, 1.0, 7.212994172451207e-100)]
    [InlineData(26.5, 1.0, 2.2109076642637343e-307)]
    public void Agrees_with_known_values_to_a_few_units_in_the_last_place(double x, double erf, double erfc)
    {
        Assert.InRange(ErrorFunction.Erf(x) / erf, 1 - 4e-16, 1 + 4e-16);
        Assert.InRange(ErrorFunction.Erfc(x) / erfc, 1 - 4e-15, 1 + 4e-15);
        Assert.Equal(-ErrorFunction.Erf(x), ErrorFunction.Erf(-x));
        Assert.InRange(ErrorFunction.Erfc(-x) / (1 + erf), 1 - 4e-16, 1 + 4e-16);
    }

    [Fact]
    public void Row_agrees_with_the_scalar_function_at_every_length()
    {
        for (int length = 0; length < 40; length++)
        {
            var x = new float[length];
            for (int i = 0; i < length; i++) x[i] = (i - 17) * 0.2713f;
            float[] y = new float[length], g = new float[length];

            ErrorFunction.Erf(x, y);
            ErrorFunction.Gelu(x, g);

            for (int i = 0; i < length; i++)
            {
                Assert.InRange(Math.Abs(y[i] - ErrorFunction.Erf(x[i])), 0, 1.2e-7 * Math.Max(1e-3, Math.Abs(y[i])));
                double gelu = x[i] * ErrorFunction.Normal(x[i]);
                Assert.InRange(Math.Abs(g[i] - gelu), 0, 2e-6 * Math.Max(1e-30, Math.Abs(gelu)));
            }
        }
    }

    [Fact]
    public void Row_keeps_NaN_and_reaches_its_limits()
    {
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f];
        var y = new float[x.Length];

        ErrorFunction.Erf(x, y);

        Assert.Equal([float.NaN, 1, -1, 0, -0f], y);
    }
}
