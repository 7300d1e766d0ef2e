using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Pointwise;
using XinRT.Fusion;
using XinRT.KernelTests.Asm;

namespace XinRT.KernelTests.Emitters;

public sealed class ScalarEmitterTests
{
    public static TheoryData<string> Unary =>
    [
        "Neg(x)", "Abs(x)", "Reciprocal(x)", "Sqrt(x)", "Floor(x)", "Ceil(x)", "Round(x)", "Sign(x)", "Relu(x)",
        "LeakyRelu(x) {alpha=0.1}", "LeakyRelu(x) {alpha=2.0}", "ThresholdedRelu(x) {alpha=0.7}",
        "Clip(x, const f32[](-1), const f32[](2))", "Clip(x, _, const f32[](2))", "Pow(x, const f32[](2))",
        "Softsign(x)", "Sub(const f32[](3), x)", "Div(const f32[](2), x)", "Max(x, const f32[](0.5))",
    ];

    public static TheoryData<string> Binary =>
    [
        "Add(x, z)", "Sub(x, z)", "Mul(x, z)", "Div(x, z)", "Min(x, z)", "Max(x, z)", "Max(x, z, const f32[](0.5))", "PRelu(x, z)",
        "Sum(x, z, x)",
    ];

    [Theory]
    [MemberData(nameof(Unary))]
    [MemberData(nameof(Binary))]
    public void Exact_functions_give_the_same_numbers(string text) => KernelHarness.Check(new PointwiseKernel(),
        $"x = input f32[501]\nz = input f32[501]\ny = {text}", new() { Ulps = 1, SpecialValues = true, Range = (-4, 4), Strided = false });

    [Theory]
    [InlineData("Elu(x) {alpha=1.5}")]
    [InlineData("Selu(x)")]
    [InlineData("Celu(x) {alpha=2.0}")]
    [InlineData("HardSwish(x)")]
    [InlineData("HardSigmoid(x)")]
    [InlineData("Pow(x, const f32[](0.5))")]
    [InlineData("Swish(x)")]
    [InlineData("com.microsoft::QuickGelu(x)")]
    [InlineData("Mish(x)")]
    [InlineData("Tan(x)")]
    [InlineData("Sinh(x)")]
    [InlineData("Cosh(x)")]
    [InlineData("Asin(x)")]
    [InlineData("Acos(x)")]
    [InlineData("Atan(x)")]
    [InlineData("Asinh(x)")]
    [InlineData("Acosh(x)")]
    [InlineData("Atanh(x)")]
    [InlineData("Gelu(x)")]
    [InlineData("Gelu(x) {approximate=\"tanh\"}")]
    [InlineData("Softplus(x)")]
    [InlineData("Pow(x, const f32[](1.7))")]
    [InlineData("Pow(x, z)")]
    [InlineData("com.microsoft::BiasGelu(x, z)")]
    public void Composed_functions_agree(string text) => KernelHarness.Check(new PointwiseKernel(),
        $"x = input f32[501]\nz = input f32[501]\ny = {text}", new() { Relative = 2e-6, Range = (-6, 6), Strided = false });

    [Fact]
    public void Many_expressions_agree_and_use_the_registers_they_say()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            var b = new ScalarBuilder();
            var terms = new List<int> { b.Accumulator, b.Operand(0), b.Operand(1), b.Constant(0.75f), b.Constant(-2) };
            ScalarKind[] kinds =
            [
                ScalarKind.Add, ScalarKind.Sub, ScalarKind.Mul, ScalarKind.Add, ScalarKind.Mul, ScalarKind.Min, ScalarKind.Max, ScalarKind.Neg, ScalarKind.Abs,
                ScalarKind.Select, ScalarKind.Less, ScalarKind.Tanh, ScalarKind.LessOrEqual, ScalarKind.Floor,
            ];
            for (int i = 0; i < 3 + round % 20; i++)
            {
                var kind = kinds[random.Next(kinds.Length)];
                int Any() => terms[random.Next(terms.Count)];
                terms.Add(kind switch
                {
                    ScalarKind.Neg or ScalarKind.Abs or ScalarKind.Tanh or ScalarKind.Floor => b.Of(kind, Any()),
                    ScalarKind.Select => b.Of(kind, b.Of(ScalarKind.Less, Any(), Any()), Any(), Any()),
                    _ => b.Of(kind, Any(), Any()),
                });
            }
            Check(b.Build(terms[^1]), random);
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
    [InlineData(ScalarKind.Sign)]
    public void Accumulators_side_by_side_give_the_bits_of_a_single_one(ScalarKind kind)
    {
        // f(a)·b + a < b ? f(a) : b, where b is an operand.
        var expression = new ScalarExpr(
        [
            new(ScalarKind.Accumulator), new(ScalarKind.Operand, 0), new(kind, 0), new(ScalarKind.Mul, 2, 1), new(ScalarKind.Add, 3, 0),
            new(ScalarKind.Less, 4, 1), new(ScalarKind.Select, 5, 2, 1), new(ScalarKind.Constant, Value: 0.3f), new(ScalarKind.Max, 6, 7),
        ]);
        var random = new Random(1);
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            int lanes = AssembledCode.Lanes(code);
            for (int count = 1; count <= 9; count++)
            {
                float[] input = [.. Enumerable.Range(0, count * lanes * 2).Select(_ => random.NextSingle() * 6 - 1)];
                float[] alone = Run(code, input, count, together: false, spare: 0), all = Run(code, input, count, together: true, spare: 0);
                Assert.Equal(alone, all);
                // With as few registers as it says.
                Assert.Equal(alone, Run(code, input, count, together: true, spare: ScalarEmitter.Temporaries(expression)));
            }
        }

        float[] Run(CodeKind code, float[] input, int count, bool together, int spare) => AssembledCode.Run<float, float>(code, input, count * AssembledCode.Lanes(code), (asm, source, target) =>
        {
            if (count + spare > asm.FreeVecs) return;
            var emitter = new ScalarEmitter(asm, expression);
            var accumulators = asm.NewVecs(count);
            var others = spare > 0 ? asm.NewVecs(asm.FreeVecs - spare) : [];
            for (int i = 0; i < count; i++) asm.Load(accumulators[i], VectorAssembler.At(source, i * asm.VectorBytes));
            void Load(Vec d, int i) => asm.Load(d, VectorAssembler.At(source, (count + i) * asm.VectorBytes));
            void Store(int i)
            {
                asm.Store(VectorAssembler.At(target, i * asm.VectorBytes), accumulators[i]);
                asm.Free(accumulators[i]);
            }
            if (together) emitter.Apply(accumulators, (d, i, _) => Load(d, i), Store);
            for (int i = 0; i < count && !together; i++)
            {
                emitter.Apply(accumulators[i], (d, _) => Load(d, i));
                Store(i);
            }
            asm.Free(others);
        });
    }

    private static void Check(ScalarExpr expression, Random random)
    {
        float[][] values = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 16).Select(_ => random.NextSingle() * 4 - 2).ToArray())];
        foreach (var code in AssembledCode.EachKind.Select(row => row.Data))
        {
            float[] found = AssembledCode.Map<float, float>(code, values, (asm, registers) =>
            {
                int needed = ScalarEmitter.Temporaries(expression);
                var others = asm.NewVecs(asm.FreeVecs - needed);
                new ScalarEmitter(asm, expression).Apply(registers[0], (d, i) => asm.Move(d, registers[i + 1]));
                asm.Free(others);
                asm.Free(registers);
                return registers[0];
            });
            for (int i = 0; i < found.Length; i++)
            {
                float wanted = ScalarFunctions.Of(expression, values[0][i], k => values[k + 1][i]);
                Assert.True(Math.Abs(wanted - found[i]) <= 1e-4 * Math.Max(1, Math.Abs(wanted)) || wanted.Equals(found[i]),
                    $"{code}, lane {i}: {found[i]} instead of {wanted} for\n{string.Join('\n', expression.Terms)}");
            }
        }
    }
}
