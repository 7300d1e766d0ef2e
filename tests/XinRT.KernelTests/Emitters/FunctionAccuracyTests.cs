using XinRT.Backends;
using XinRT.Backends.Cpu.Emitters;
using XinRT.KernelTests.Asm;

namespace XinRT.KernelTests.Emitters;

/// <summary>Measures functions over dense samples of all exponents, and at the ends of their ranges.</summary>
public sealed class FunctionAccuracyTests
{
    private static readonly float[] Ends = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, -float.MaxValue, -1, 1, 0.5f, 100, -100];

    [Theory]
    [InlineData(ScalarKind.Exp, -86.5, 88.7, 2.0)]
    [InlineData(ScalarKind.Sigmoid, -86.5, 1e30, 2.5)]
    [InlineData(ScalarKind.Tanh, -1e30, 1e30, 2.6)]
    [InlineData(ScalarKind.Erf, -1e30, 1e30, 5.6)]
    [InlineData(ScalarKind.Log, 1e-44, 1e38, 1.2)]
    [InlineData(ScalarKind.Log1p, -0.99999, 1e38, 2.5)]
    [InlineData(ScalarKind.Sin, -1e4, 1e4, 2.5)]
    public void Errors_stay_small(ScalarKind kind, double low, double high, double ulps)
    {
        var samples = Samples((float)low, (float)high);
        foreach (var isa in AssembledCode.EachIsa.Select(row => row.Data))
        {
            float[] found = Run(kind, samples);
            var (worst, error) = (0, 0.0);
            for (int i = 0; i < samples.Length; i++)
            {
                double wanted = Exact(kind, samples[i]), e = Math.Abs(found[i] - wanted) / Ulp(wanted);
                if (!(e <= error)) (worst, error) = (i, e);
            }
            Console.Error.WriteLine($"{isa} {kind} {error:0.000} ulp at {samples[worst]:R}");
            Assert.True(error <= ulps, $"{isa}: {kind} of {samples[worst]:R} is {found[worst]:R}, off by {error:0.00} ulp");

            float[] Run(ScalarKind k, float[] x) => AssembledCode.Map<float, float>(isa, [x], (asm, r) =>
            {
                new ScalarEmitter(asm, new([new(ScalarKind.Accumulator), new(k, 0)])).Apply(r[0], (_, _) => { });
                asm.Free(r);
                return r[0];
            });
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
        foreach (var isa in AssembledCode.EachIsa.Select(row => row.Data))
        {
            float[] found = AssembledCode.Map<float, float>(isa, [Ends], (asm, r) =>
            {
                new ScalarEmitter(asm, new([new(ScalarKind.Accumulator), new(kind, 0)])).Apply(r[0], (_, _) => { });
                asm.Free(r);
                return r[0];
            });
            for (int i = 0; i < Ends.Length; i++)
            {
                if (kind is ScalarKind.Sin or ScalarKind.Cos && Math.Abs(Ends[i]) == float.MaxValue)
                {
                    Assert.InRange(found[i], -1, 1);
                    continue;
                }
                float wanted = ScalarFunctions.Of(kind, Ends[i]);
                Assert.True(wanted.Equals(found[i]) || Math.Abs(wanted - found[i]) <= 4e-7 * Math.Max(1e-30, Math.Abs(wanted)),
                    $"{isa}: {kind} of {Ends[i]} is {found[i]} instead of {wanted}");
            }
        }
    }

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
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static double Ulp(double x) => Math.ScaleB(1, Math.Max(-126, Math.ILogB(Math.Max(Math.Abs(x), 1e-45))) - 23);
}
