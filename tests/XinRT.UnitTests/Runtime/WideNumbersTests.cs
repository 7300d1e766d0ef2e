using XinRT.Compare.Golden;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.UnitTests.Runtime;

/// <summary>Functions of numbers of all magnitudes: kernels give what the reference gives, and infinite and undefined results at the
/// same places.</summary>
public sealed class WideNumbersTests
{
    private static readonly float[] Special =
        [0, -0f, 1, -1, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, -float.MaxValue, 1e9f, -1e8f, 7e7f, -2e19f, -1e10f];

    public static TheoryData<string> Functions { get; } =
    [
        "Sin(x)", "Cos(x)", "Tan(x)", "Sinh(x)", "Cosh(x)", "Tanh(x)", "Asin(x)", "Acos(x)", "Atan(x)", "Asinh(x)", "Acosh(x)", "Atanh(x)",
        "Exp(x)", "Log(x)", "Sqrt(x)", "Erf(x)", "Gelu(x)", "Gelu(x) {approximate=\"tanh\"}", "Softplus(x)", "Mish(x)", "Elu(x)", "Selu(x)",
        "Celu(x)", "Sigmoid(x)", "Softsign(x)", "HardSwish(x)", "HardSigmoid(x)", "Swish(x)", "Reciprocal(x)", "Sign(x)", "Floor(x)",
        "Ceil(x)", "Round(x)", "Pow(x, const f32[](0.5))", "Pow(x, const f32[](-0.5))", "Pow(x, const f32[](1.5))", "Pow(x, const f32[](2))",
        "Pow(x, const f32[](3))", "Pow(x, const f32[](-1))", "Pow(x, const f32[](0.3))", "Abs(x)", "Relu(x)", "LeakyRelu(x)", "ThresholdedRelu(x)",
        "Shrink(x)", "IsNaN(x)", "IsInf(x)",
    ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_of_numbers_of_all_magnitudes(string function)
    {
        var x = Tensor.From(Numbers());
        var graph = Graph.Parse($"x = input f32[{x.Count}]\ny = {function}\noutput y");
        double[] wanted = ((Tensor)new ReferenceExecutor().Run(DoublePrecision.Widen(graph), [DoublePrecision.Widen(x)])[0]).ToDoubles();

        foreach (string backend in (string[])["cpu", "cpu-avx2", "cpu-portable"])
        {
            var backends = DefaultBackends.Only(backend);
            using var engine = new Engine(EngineCompiler.Compile(Graph.Parse(GraphText.Print(graph)), backends, [], [],
                cancel: TestContext.Current.CancellationToken).Plan, backends);
            using var context = engine.CreateContext();
            context.SetInput("x", x);
            context.Run(TestContext.Current.CancellationToken);
            double[] found = ((Tensor)context.Output(0)).ToDoubles();
            for (int i = 0; i < found.Length; i++)
                Assert.True(Agrees(wanted[i], found[i], function.StartsWith("Tan(", StringComparison.Ordinal)), $"{backend}: {function} of {x.Span<float>()[i]:R} is {found[i]:R}, right is {wanted[i]:R}");
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue - (1L << 38))]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData((1L << 32) - 1)]
    [InlineData(-(1L << 31) - 1)]
    public void Integers_of_64_bits_keep_their_sign_as_floats(long number)
    {
        foreach (string backend in (string[])["cpu", "cpu-avx2", "cpu-portable"])
        {
            var backends = DefaultBackends.Only(backend);
            using var engine = new Engine(EngineCompiler.Compile(Graph.Parse("x = input i64[40]\ny = Cast(x) {to=1}\noutput y"), backends, [], [],
                cancel: TestContext.Current.CancellationToken).Plan, backends);
            using var context = engine.CreateContext();
            context.SetInput("x", Tensor.From<long>([.. Enumerable.Repeat(number, 40)], 40));
            context.Run(TestContext.Current.CancellationToken);
            Assert.All(((Tensor)context.Output(0)).Span<float>().ToArray(), y => Assert.InRange(y / (float)number, 0.9999999f, 1.0000001f));
        }
    }

    private static float[] Numbers()
    {
        var random = new Random(1);
        var numbers = new List<float>(Special);
        for (int exponent = -125; exponent < 128; exponent++)
            for (int n = 0; n < 4; n++) numbers.Add((float)Math.ScaleB((1 + random.NextDouble()) * (n < 2 ? 1 : -1), exponent));
        return [.. numbers];
    }

    // Near a pole the error of the angle counts with the slope.
    private static bool Agrees(double wanted, double found, bool hasPoles)
    {
        if (!float.IsFinite((float)wanted)) return ((float)wanted).Equals((float)found);
        return Math.Abs(found - wanted) <= 4e-6 * Math.Abs(wanted) + 1e-6 + (hasPoles ? 1e-6 * wanted * wanted : 0);
    }
}
