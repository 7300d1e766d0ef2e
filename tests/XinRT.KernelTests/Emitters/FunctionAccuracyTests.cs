using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;
using XinRT.KernelTests.Asm;

namespace XinRT.KernelTests.Emitters;

/// <summary>Measures functions over dense samples of all exponents, and at the ends of their ranges.</summary>
public sealed class FunctionAccuracyTests
{
    private static readonly float[] Ends = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, -float.MaxValue, -1, 1, 0.5f, 100, -100];

    [Theory]
    [InlineData(ScalarKind.Exp, -1e30, 88.7228, 1.35)]
    [InlineData(ScalarKind.Sigmoid, -86.6, 1e30, 1.98)]
    [InlineData(ScalarKind.Tanh, -1e30, 1e30, 1.9)]
    [InlineData(ScalarKind.Erf, -1e30, 1e30, 1.75)]
    [InlineData(ScalarKind.Log, 1e-45, 3e38, 1.2)]
    [InlineData(ScalarKind.Log1p, -0.99999, 3e38, 2.5)]
    [InlineData(ScalarKind.Sin, -1e4, 1e4, 2.5)]
    [InlineData(ScalarKind.Sqrt, 0, 3.4e38, 0.5)]
    [InlineData(ScalarKind.Reciprocal, 1e-38, 1e30, 0.5)]
    public void Errors_stay_small(ScalarKind kind, double low, double high, double ulps)
    {
        var samples = Samples((float)low, (float)high);
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, kind);
            var (worst, error) = (0, 0.0);
            for (int i = 0; i < samples.Length; i++)
            {
                double wanted = Exact(kind, samples[i]), e = Math.Abs(found[i] - wanted) / Ulp(wanted);
                if (!(e <= error)) (worst, error) = (i, e);
            }
            Assert.True(error <= ulps, $"{code}: {kind} of {samples[worst]:R} is {found[worst]:R}, off by {error:0.00} ulp");
        }
    }

    [Theory]
    [InlineData(ScalarKind.Sin)]
    [InlineData(ScalarKind.Cos)]
    public void Angles_of_any_size_are_reduced_to_one_turn(ScalarKind kind)
    {
        float[] samples = [.. Samples(-float.MaxValue, float.MaxValue), 1e9f, -1e8f, 7e7f, 99999.99f, 100000.01f];
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, kind);
            for (int i = 0; i < samples.Length; i++)
                Assert.True(Math.Abs(found[i] - Exact(kind, samples[i])) <= 4e-7, $"{code}: {kind} of {samples[i]:R} is {found[i]:R}");
        }
    }

    [Theory]
    [InlineData(ScalarKind.Exp)]
    [InlineData(ScalarKind.Sigmoid)]
    [InlineData(ScalarKind.Tanh)]
    [InlineData(ScalarKind.Erf)]
    [InlineData(ScalarKind.Log)]
    [InlineData(ScalarKind.Log1p)]
    [InlineData(ScalarKind.Sin)]
    [InlineData(ScalarKind.Cos)]
    [InlineData(ScalarKind.Sign)]
    public void Ends_of_the_range_come_out_as_they_should(ScalarKind kind)
    {
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, Ends, kind);
            for (int i = 0; i < Ends.Length; i++)
            {
                float wanted = ScalarFunctions.Of(kind, Ends[i]);
                double size = Math.Abs(Ends[i]) == float.MaxValue ? Math.Max(1, Math.Abs(wanted)) : Math.Abs(wanted);
                Assert.True(wanted.Equals(found[i]) || Math.Abs(wanted - found[i]) <= 4e-7 * Math.Max(1e-30, size),
                    $"{code}: {kind} of {Ends[i]} is {found[i]} instead of {wanted}");
            }
        }
    }

    [Theory]
    [InlineData(ScalarKind.Sigmoid, 0)]
    [InlineData(ScalarKind.Tanh, -1)]
    [InlineData(ScalarKind.Erf, -1)]
    public void Bounded_functions_stay_within_their_bounds_and_reach_them(ScalarKind kind, float low)
    {
        float[] samples = [.. Samples(-1e30f, 1e30f), .. Enumerable.Range(0, 200000).Select(i => 3.8f + i * 1e-6f)];
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, kind);
            for (int i = 0; i < samples.Length; i++)
            {
                Assert.InRange(found[i], low, 1);
                if (samples[i] > 20) Assert.Equal(1, found[i]);
                // What is less than any normal number need not be 0.
                if (samples[i] < -100) Assert.InRange(found[i], low, low + 1.17549435e-38f);
            }
            if (low == 0) continue;
            float[] mirrored = Map(code, [.. samples.Select(x => -x)], kind);
            for (int i = 0; i < samples.Length; i++) Assert.Equal(BitConverter.SingleToInt32Bits(-found[i]), BitConverter.SingleToInt32Bits(mirrored[i]));
        }
    }

    [Fact]
    public void Products_with_a_sigmoid_stay_close()
    {
        var samples = Samples(-80, 1e30f);
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, new ScalarExpr([new(ScalarKind.Accumulator), new(ScalarKind.Sigmoid, 0), new(ScalarKind.Mul, 0, 1)]));
            for (int i = 0; i < samples.Length; i++)
            {
                double wanted = samples[i] / (1 + Math.Exp(-(double)samples[i])), error = Math.Abs(found[i] - wanted) / Ulp(wanted);
                Assert.True(error <= 3.2, $"{code}: {samples[i]:R} gives {found[i]:R}, off by {error:0.00} ulp");
            }
        }
    }

    [Fact]
    public void Products_with_a_sigmoid_keep_NaN_and_infinities()
    {
        float[] samples = [float.NaN, float.PositiveInfinity, float.MaxValue, 1e30f, 0];
        ScalarTerm[] sigmoidFirst = [new(ScalarKind.Accumulator), new(ScalarKind.Sigmoid, 0), new(ScalarKind.Mul, 1, 0)];
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, new ScalarExpr(sigmoidFirst));
            Assert.Equal(samples, found);
        }
    }

    [Fact]
    public void A_sigmoid_that_others_read_too_is_a_value_of_its_own()
    {
        float[] samples = Samples(-20, 20);
        ScalarTerm[] terms =
        [
            new(ScalarKind.Accumulator), new(ScalarKind.Sigmoid, 0), new(ScalarKind.Mul, 0, 1), new(ScalarKind.Add, 2, 1),
            new(ScalarKind.Add, 3, 0),
        ];
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = Map(code, samples, new ScalarExpr(terms));
            for (int i = 0; i < samples.Length; i++)
            {
                double sigmoid = 1 / (1 + Math.Exp(-(double)samples[i])), wanted = samples[i] * sigmoid + sigmoid + samples[i];
                Assert.InRange(found[i] - wanted, -1e-6 * (1 + Math.Abs(samples[i])), 1e-6 * (1 + Math.Abs(samples[i])));
            }
        }
    }

    private static float[] Map(CodeKind code, float[] x, ScalarKind kind) => Map(code, x, new ScalarExpr([new(ScalarKind.Accumulator), new(kind, 0)]));

    private static float[] Map(CodeKind code, float[] x, ScalarExpr expression) => AssembledCode.Map<float, float>(code, [x], (asm, r) =>
    {
        new ScalarEmitter(asm, expression).Apply(r[0], (_, _) => { });
        asm.Free(r);
        return r[0];
    });

    // Many of each exponent within the range, and of both signs.
    private static float[] Samples(float low, float high)
    {
        var random = new Random(1);
        var result = new List<float>();
        for (int exponent = -149; exponent < 128; exponent++)
        {
            int count = exponent is > -12 and < 8 ? 20000 : 200;
            for (int i = 0; i < count; i++)
            {
                float x = (float)Math.ScaleB(1 + random.NextDouble(), exponent);
                if (x >= low && x <= high) result.Add(x);
                if (-x >= low && -x <= high) result.Add(-x);
            }
        }
        return [.. result];
    }

    private static double Exact(ScalarKind kind, double x) => kind switch
    {
        ScalarKind.Exp => Math.Exp(x),
        ScalarKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ScalarKind.Tanh => Math.Tanh(x),
        ScalarKind.Erf => XinRT.Reference.ErrorFunction.Erf(x),
        ScalarKind.Log => Math.Log(x),
        ScalarKind.Log1p => Math.Abs(x) < 1e-5 ? x - x * x / 2 + x * x * x / 3 : Math.Log(1 + x),
        ScalarKind.Sin => Math.Sin(x),
        ScalarKind.Cos => Math.Cos(x),
        ScalarKind.Sqrt => Math.Sqrt(x),
        ScalarKind.Reciprocal => 1 / x,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static double Ulp(double x) => Math.ScaleB(1, Math.Max(-126, Math.ILogB(Math.Max(Math.Abs(x), 1e-45))) - 23);
}
