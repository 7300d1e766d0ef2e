using System.Numerics;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;

namespace XinRT.KernelTests.Asm;

public sealed class VectorOperationTests
{
    private static readonly float[] Floats =
    [
        0f, -0f, 1f, -1f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.49999997f, 3.1415927f, -7.25f, 8388607.5f, 8388609f, 1e-30f, -1e-20f, 1e20f, -3e30f,
        2147483520f, 2147483648f, -2147483648f, -2147483904f, 3e9f, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1.1754942e-38f,
        1.17549435e-38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, BitConverter.Int32BitsToSingle(unchecked((int)0xFFC01234)),
    ];

    private static readonly int[] Ints =
    [
        0, 1, -1, 2, -2, 7, 255, 256, -256, 32767, 32768, -32768, 65535, 65536, 0x12345678, unchecked((int)0x87654321), 46341, -46341, 16777217,
        int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1,
    ];

    private delegate void Unary(VectorAssembler asm, Vec d, Vec a);

    private delegate void Binary(VectorAssembler asm, Vec d, Vec a, Vec b);

    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Floats_are_added_and_so_on_as_IEEE_says(CodeKind kind)
    {
        Check(kind, Floats, (asm, d, a, b) => asm.Add(d, a, b), (a, b) => a + b);
        Check(kind, Floats, (asm, d, a, b) => asm.Sub(d, a, b), (a, b) => a - b);
        Check(kind, Floats, (asm, d, a, b) => asm.Mul(d, a, b), (a, b) => a * b);
        Check(kind, Floats, (asm, d, a, b) => asm.Div(d, a, b), (a, b) => a / b);
        Check(kind, Floats, (asm, d, a) => asm.Sqrt(d, a), MathF.Sqrt);
        Check(kind, Floats, (asm, d, a) => asm.Abs(d, a), MathF.Abs);
        Check(kind, Floats, (asm, d, a) => asm.Neg(d, a), a => -a);
        Check(kind, Floats, (asm, d, a) => asm.Move(d, a), a => a);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Min_and_max_give_the_second_operand_where_one_is_NaN_or_both_are_equal(CodeKind kind)
    {
        Check(kind, Floats, (asm, d, a, b) => asm.Min(d, a, b), (a, b) => a < b ? a : b);
        Check(kind, Floats, (asm, d, a, b) => asm.Max(d, a, b), (a, b) => a > b ? a : b);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Magnitudes_are_clamped(CodeKind kind)
    {
        float[] found = AssembledCode.Map<float, float>(kind, [Floats], (asm, v) => With(v[0], () =>
        {
            var t = asm.NewVec();
            new VectorBatch(asm, 1).ClampMagnitude([v[0]], 2.5f, [t]);
            asm.Free(t);
        }));

        for (int i = 0; i < Floats.Length; i++)
        {
            if (float.IsNaN(Floats[i])) Assert.True(float.IsNaN(found[i]) || Math.Abs(found[i]) == 2.5f);
            else Assert.Equal(Math.Clamp(Floats[i], -2.5f, 2.5f), found[i]);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Floats_are_rounded_to_integers(CodeKind kind)
    {
        Check(kind, Floats, (asm, d, a) => asm.Round(d, a, Rounding.Nearest), a => MathF.Round(a, MidpointRounding.ToEven));
        Check(kind, Floats, (asm, d, a) => asm.Round(d, a, Rounding.Down), MathF.Floor);
        Check(kind, Floats, (asm, d, a) => asm.Round(d, a, Rounding.Up), MathF.Ceiling);
        Check(kind, Floats, (asm, d, a) => asm.Round(d, a, Rounding.ToZero), MathF.Truncate);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Multiplication_and_addition_round_once(CodeKind kind)
    {
        float[] few = [.. Floats.Where((_, i) => i % 2 == 0), 1.0000001f, -1.0000001f];
        var triples = (from a in few from b in few from c in few select (a, b, c)).ToArray();
        float[][] operands = [[.. triples.Select(t => t.a)], [.. triples.Select(t => t.b)], [.. triples.Select(t => t.c)]];

        Same(triples.Select(t => MathF.FusedMultiplyAdd(t.b, t.c, t.a)), Triple((asm, v) => asm.Fma(v[0], v[1], v[2])));
        Same(triples.Select(t => MathF.FusedMultiplyAdd(-t.b, t.c, t.a)), Triple((asm, v) => asm.FmaNegated(v[0], v[1], v[2])));
        Same(triples.Select(t => MathF.FusedMultiplyAdd(t.a, t.b, t.c)), Triple((asm, v) => asm.Horner(v[0], v[1], v[2])));

        float[] Triple(Action<VectorAssembler, Vec[]> emit) => AssembledCode.Map<float, float>(kind, operands, (asm, v) => With(v[0], () => emit(asm, v)));
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Integers_wrap(CodeKind kind)
    {
        Check(kind, Ints, (asm, d, a, b) => asm.AddI(d, a, b), (a, b) => a + b);
        Check(kind, Ints, (asm, d, a, b) => asm.SubI(d, a, b), (a, b) => a - b);
        Check(kind, Ints, (asm, d, a, b) => asm.MulI(d, a, b), (a, b) => a * b);
        Check(kind, Ints, (asm, d, a, b) => asm.MinI(d, a, b), Math.Min);
        Check(kind, Ints, (asm, d, a, b) => asm.MaxI(d, a, b), Math.Max);
        Check(kind, Ints, (asm, d, a, b) => asm.And(d, a, b), (a, b) => a & b);
        Check(kind, Ints, (asm, d, a, b) => asm.Or(d, a, b), (a, b) => a | b);
        Check(kind, Ints, (asm, d, a, b) => asm.Xor(d, a, b), (a, b) => a ^ b);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Bits_are_shifted(CodeKind kind)
    {
        foreach (int bits in (int[])[0, 1, 4, 16, 23, 31])
        {
            Check(kind, Ints, (asm, d, a) => asm.ShiftLeft(d, a, bits), a => a << bits);
            Check(kind, Ints, (asm, d, a) => asm.ShiftRight(d, a, bits), a => a >>> bits);
            Check(kind, Ints, (asm, d, a) => asm.ShiftRightSigned(d, a, bits), a => a >> bits);
        }
        Check(kind, Ints, (asm, d, a) => asm.ShiftLeft(d, a, 32), _ => 0);
        Check(kind, Ints, (asm, d, a) => asm.ShiftRight(d, a, 32), _ => 0);
        Check(kind, Ints, (asm, d, a) => asm.ShiftRightSigned(d, a, 32), a => a >> 31);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Floats_and_integers_are_converted(CodeKind kind)
    {
        Check(kind, Floats, (asm, d, a) => asm.ToInt(d, a), a =>
        {
            double nearest = Math.Round((double)a, MidpointRounding.ToEven);
            return nearest is >= int.MinValue and <= int.MaxValue ? (int)nearest : int.MinValue;
        });
        Check(kind, Ints, (asm, d, a) => asm.ToFloat(d, a), a => (float)a);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Constants_fill_all_lanes(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        float[] numbers = [0f, 1.5f, -0f, float.NaN];

        float[] floats = AssembledCode.Run<int, float>(kind, [0], numbers.Length * lanes, (asm, _, target) =>
        {
            var v = asm.NewVec();
            foreach (float number in numbers)
            {
                asm.Broadcast(v, number);
                asm.Store(VectorAssembler.At(target), v);
                asm.Add(target, asm.VectorBytes);
            }
        });
        int[] ints = AssembledCode.Run<int, int>(kind, [0], 4 * lanes, (asm, _, target) =>
        {
            // High registers have other encodings.
            var all = asm.NewVecs(asm.FreeVecs);
            var wide = asm.NewGpr();
            asm.Broadcast(all[0], 0);
            asm.Broadcast(all[^1], -5);
            asm.Set(wide, 0x7_1234_5678);
            asm.Broadcast(all[1], wide);
            asm.Broadcast(all[^2], 9);
            asm.Zero(all[^2]);
            Vec[] results = [all[0], all[^1], all[1], all[^2]];
            for (int i = 0; i < 4; i++) asm.Store(VectorAssembler.At(target, i * asm.VectorBytes), results[i]);
        });

        Same(numbers.SelectMany(n => Enumerable.Repeat(n, lanes)), floats);
        Assert.Equal(((int[])[0, -5, 0x12345678, 0]).SelectMany(n => Enumerable.Repeat(n, lanes)), ints);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void All_registers_hold_their_own_values(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind), count = AssembledCode.Vecs(kind);

        float[] result = AssembledCode.Run<float, float>(kind, [1], count * lanes, (asm, _, target) =>
        {
            Assert.Equal(count, asm.FreeVecs);
            var all = asm.NewVecs(count);
            Assert.Throws<InvalidOperationException>(() => asm.NewVec());
            for (int i = 0; i < count; i++) asm.Broadcast(all[i], (float)i);
            for (int i = 0; i < count; i++) asm.Add(all[i], all[i], all[i]);
            for (int i = 0; i < count; i++) asm.Store(VectorAssembler.At(target, i * asm.VectorBytes), all[i]);
        });

        Assert.Equal(Enumerable.Range(0, count * lanes).Select(i => (float)(i / lanes * 2)), result);
    }

    // In all ways in which the result may take the place of an operand.
    private static void Check<T>(CodeKind kind, T[] values, Binary emit, Func<T, T, T> expected) where T : unmanaged, INumber<T>
    {
        var pairs = (from a in values from b in values select (a, b)).ToArray();
        T[][] operands = [[.. pairs.Select(p => p.a)], [.. pairs.Select(p => p.b)]];
        for (int place = -1; place < 2; place++)
        {
            Same(pairs.Select(p => expected(p.a, p.b)), AssembledCode.Map<T, T>(kind, operands, (asm, v) =>
            {
                var d = place < 0 ? asm.NewVec() : v[place];
                emit(asm, d, v[0], v[1]);
                return d;
            }));
        }
        Same(values.Select(a => expected(a, a)), AssembledCode.Map<T, T>(kind, [values], (asm, v) => With(v[0], () => emit(asm, v[0], v[0], v[0]))));
    }

    private static void Check<TIn, TOut>(CodeKind kind, TIn[] values, Unary emit, Func<TIn, TOut> expected)
        where TIn : unmanaged
        where TOut : unmanaged, INumber<TOut>
    {
        Same(values.Select(expected), AssembledCode.Map<TIn, TOut>(kind, [values], (asm, v) => With(v[0], () => emit(asm, v[0], v[0]))));
        Same(values.Select(expected), AssembledCode.Map<TIn, TOut>(kind, [values], (asm, v) =>
        {
            var d = asm.NewVec();
            emit(asm, d, v[0]);
            return d;
        }));
    }

    private static Vec With(Vec v, Action action)
    {
        action();
        return v;
    }

    // The same bits; any NaN for a NaN.
    private static void Same<T>(IEnumerable<T> expected, IReadOnlyList<T> actual) where T : unmanaged, INumber<T>
    {
        int i = 0;
        foreach (T e in expected)
        {
            var a = actual[i++];
            if (T.IsNaN(e) ? !T.IsNaN(a) : !e.Equals(a) || T.IsNegative(e) != T.IsNegative(a)) Assert.Fail($"Item {i - 1}: expected {e}, found {a}.");
        }
        Assert.Equal(i, actual.Count);
    }
}
