using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.KernelTests.Asm;
using XinRT.Reference;

namespace XinRT.KernelTests.Emitters;

/// <summary>Measures operators that are made of several functions, as their expressions are built.</summary>
/// <remarks>Where terms cancel no result can be closer than the rounding of what is subtracted: errors count in units of the last
/// place of the result or of a part of the argument, whichever is larger.</remarks>
public sealed class CompositeAccuracyTests
{
    [Theory]
    [InlineData("Swish(x)", -80, 1e30, 0, 3.2)]
    [InlineData("Softplus(x)", -80, 1e30, 0, 2.6)]
    [InlineData("Mish(x)", -80, 1e30, 0, 6)]
    [InlineData("Gelu(x)", -1e4, 1e30, 0.5, 2)]
    [InlineData("Gelu(x) {approximate=\"tanh\"}", -1e4, 1e10, 0.5, 3)]
    [InlineData("Elu(x)", -1e4, 1e30, 0.5, 3)]
    [InlineData("Pow(x, const f32[](1.3))", 1e-37, 1e28, 0, 4)]
    [InlineData("HardSwish(x)", -1e10, 1e30, 0.5, 2)]
    public void Errors_stay_small(string text, float low, float high, double part, double ulps)
    {
        var expression = AnchoredForm.Of(Graph.Parse($"x = input f32[16]\ny = {text}\noutput y").Nodes[0])!.Epilogue;
        float[] samples = Samples(low, high);
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = AssembledCode.Map<float, float>(code, [samples], (asm, r) =>
            {
                var result = asm.NewVec();
                new ScalarEmitter(asm, expression).Apply(result, (d, _) => asm.Move(d, r[0]));
                asm.Free(r);
                return result;
            });
            var (worst, error) = (0, 0.0);
            for (int i = 0; i < samples.Length; i++)
            {
                double wanted = Exact(text, samples[i]), e = Math.Abs(found[i] - wanted) / Ulp(Math.Max(Math.Abs(wanted), part * Math.Abs(samples[i])));
                if (!(e <= error)) (worst, error) = (i, e);
            }
            Assert.True(error <= ulps, $"{code}: {text} of {samples[worst]:R} is {found[worst]:R}, off by {error:0.00} ulp");
        }
    }

    private static double Exact(string text, double x) => text switch
    {
        "Swish(x)" => x / (1 + Math.Exp(-x)),
        "Softplus(x)" => Softplus(x),
        "Mish(x)" => x * Math.Tanh(Softplus(x)),
        "Gelu(x)" => x * 0.5 * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))),
        "Elu(x)" => x >= 0 ? x : x > -1e-5 ? x + x * x / 2 : Math.Exp(x) - 1,
        "HardSwish(x)" => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        _ when text.StartsWith("Pow", StringComparison.Ordinal) => Math.Pow(x, 1.3f),
        _ => x * 0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
    };

    private static double Softplus(double x) => Math.Max(x, 0) + (Math.Exp(-Math.Abs(x)) is var e && e < 1e-5 ? e - e * e / 2 : Math.Log(1 + Math.Exp(-Math.Abs(x))));

    private static float[] Samples(float low, float high)
    {
        var random = new Random(1);
        var result = new List<float>();
        for (int exponent = -60; exponent < 100; exponent++)
        {
            for (int i = 0; i < (exponent is > -8 and < 8 ? 10000 : 50); i++)
            {
                float x = (float)Math.ScaleB(1 + random.NextDouble(), exponent);
                if (x >= low && x <= high) result.Add(x);
                if (-x >= low && -x <= high) result.Add(-x);
            }
        }
        return [.. result];
    }

    private static double Ulp(double x) => Math.ScaleB(1, Math.Max(-126, Math.ILogB(Math.Max(x, 1e-45))) - 23);
}
