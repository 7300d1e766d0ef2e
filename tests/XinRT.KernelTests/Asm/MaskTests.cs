using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class MaskTests
{
    private static readonly float[] Floats = [0f, -0f, 1f, -1f, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN];

    private static readonly int[] Ints = [0, 1, -1, 5, int.MaxValue, int.MinValue, int.MinValue + 1, 100];

    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(EachKind))]
    public void The_first_lanes_are_counted(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        long[] counts = [.. Enumerable.Range(-3, lanes + 7), 255, 256, 1L << 31, 1L << 32, (1L << 32) + 3, -(1L << 32), -(1L << 32) + 3, long.MaxValue, long.MinValue];

        long[] bits = AssembledCode.Run<long, long>(kind, counts, counts.Length * 2, (asm, source, target) =>
        {
            Gpr count = asm.NewGpr(), result = asm.NewGpr();
            for (int i = 0; i < counts.Length; i++)
            {
                asm.Load64(count, At(source, i * 8));
                Put(asm.FirstLanes(count), i * 16);
                Put(asm.FirstLanes((int)Math.Clamp(counts[i], int.MinValue, int.MaxValue)), i * 16 + 8);
            }
            void Put(Mask mask, int offset)
            {
                asm.Set(result, -1);
                asm.MaskBits(result, mask);
                asm.Store64(At(target, offset), result);
                asm.Free(mask);
            }
        });

        for (int i = 0; i < bits.Length; i++) Assert.Equal((1L << (int)Math.Clamp(counts[i / 2], 0, lanes)) - 1, bits[i]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Comparisons_choose_lanes(CodeKind kind)
    {
        Compare(kind, Floats, (asm, m, a, c, b) => asm.Compare(m, a, c, b), (a, c, b) => c switch
        {
            Condition.Equal => a == b,
            Condition.NotEqual => a != b,
            Condition.Less => a < b,
            Condition.LessOrEqual => a <= b,
            Condition.Greater => a > b,
            _ => a >= b,
        });
        Compare(kind, Ints, (asm, m, a, c, b) => asm.CompareI(m, a, c, b), (a, c, b) => c switch
        {
            Condition.Equal => a == b,
            Condition.NotEqual => a != b,
            Condition.Less => a < b,
            Condition.LessOrEqual => a <= b,
            Condition.Greater => a > b,
            _ => a >= b,
        });
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Six_masks_live_beside_each_other(CodeKind kind)
    {
        long[] bits = AssembledCode.Run<int, long>(kind, [0], 6, (asm, _, target) =>
        {
            var masks = Enumerable.Range(1, 6).Select(i => asm.FirstLanes(i)).ToArray();
            var register = asm.NewGpr();
            for (int i = 0; i < 6; i++)
            {
                asm.MaskBits(register, masks[i]);
                asm.Store64(At(target, i * 8), register);
            }
            Assert.Equal(kind == CodeKind.Avx2 ? 9 : AssembledCode.Vecs(kind), asm.FreeVecs);
            foreach (var mask in masks) asm.Free(mask);
            Assert.Equal(AssembledCode.Vecs(kind), asm.FreeVecs);
        });

        Assert.Equal(((long[])[1, 3, 7, 15, 31, 63]).Select(b => b & ((1 << AssembledCode.Lanes(kind)) - 1)), bits);
    }

    private static void Compare<T>(CodeKind kind, T[] values, Action<VectorAssembler, Mask, Vec, Condition, Vec> emit, Func<T, Condition, T, bool> expected)
        where T : unmanaged
    {
        var pairs = (from a in values from b in values select (a, b)).ToArray();
        T[][] operands = [[.. pairs.Select(p => p.a)], [.. pairs.Select(p => p.b)]];
        foreach (var condition in Enum.GetValues<Condition>())
            for (int place = -1; place < 2; place++)
            {
                int[] result = AssembledCode.Map<T, int>(kind, operands, (asm, v) =>
                {
                    var mask = asm.NewMask();
                    emit(asm, mask, v[0], condition, v[1]);
                    Vec yes = place == 0 ? v[0] : asm.NewVec(), no = place == 1 ? v[1] : asm.NewVec();
                    asm.Broadcast(yes, 1);
                    asm.Broadcast(no, 2);
                    var d = place < 0 ? asm.NewVec() : v[place];
                    asm.Select(d, mask, yes, no);
                    return d;
                });
                Assert.Equal(pairs.Select(p => expected(p.a, condition, p.b) ? 1 : 2), result);
            }
    }
}
