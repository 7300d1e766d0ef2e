using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class AcrossLanesTests
{
    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Transpose_swaps_rows_and_columns_in_any_registers(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        float[] square = [.. Enumerable.Range(0, lanes * lanes).Select(i => (float)i)];
        var random = new Random(1);

        for (int round = 0; round < 20; round++)
        {
            float[] result = AssembledCode.Run<float, float>(kind, square, square.Length, (asm, source, target) =>
            {
                var rows = asm.NewVecs(round == 0 ? lanes : asm.FreeVecs);
                if (round > 0) random.Shuffle(rows);
                rows = rows[..lanes];
                for (int i = 0; i < lanes; i++) asm.Load(rows[i], At(source, i * asm.VectorBytes));
                asm.Transpose(rows);
                for (int i = 0; i < lanes; i++) asm.Store(At(target, i * asm.VectorBytes), rows[i]);
            });

            for (int i = 0; i < lanes; i++)
                for (int j = 0; j < lanes; j++) Assert.Equal(square[i * lanes + j], result[j * lanes + i]);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Transpose_keeps_other_registers(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);

        float[] kept = AssembledCode.Run<float, float>(kind, [1], lanes * 32, (asm, _, target) =>
        {
            var all = asm.NewVecs(asm.FreeVecs);
            for (int i = 0; i < all.Length; i++) asm.Broadcast(all[i], (float)i);
            asm.Transpose(all.AsSpan(0, lanes));
            for (int i = lanes; i < all.Length; i++) asm.Store(At(target, i * asm.VectorBytes), all[i]);
        });

        int vecs = AssembledCode.Vecs(kind);
        for (int i = lanes; i < vecs; i++)
            for (int j = 0; j < lanes; j++) Assert.Equal(i, kept[i * lanes + j]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Rows_are_added_up_side_by_side(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind), vecs = AssembledCode.Vecs(kind);
        // Sums of powers of two tell which lanes went into them.
        float[] square = [.. Enumerable.Range(0, lanes * lanes).Select(i => MathF.Pow(2, i % lanes) * (1 + i / lanes))];
        for (int count = 1; count <= lanes; count++)
        {
            int items = (1 + vecs - count) * lanes;
            float[] result = AssembledCode.Run<float, float>(kind, square, items, (asm, source, target) =>
            {
                var all = asm.NewVecs(asm.FreeVecs);
                for (int i = 0; i < all.Length; i++)
                {
                    if (i < count) asm.Load(all[i], At(source, i * asm.VectorBytes));
                    else asm.Broadcast(all[i], (float)i);
                }
                asm.SumRows(all.AsSpan(0, count));
                asm.Store(At(target), all[0]);
                for (int i = count; i < all.Length; i++)
                    asm.Store(At(target, (1 + i - count) * asm.VectorBytes), all[i]);
            });

            for (int i = 0; i < count; i++) Assert.Equal((MathF.Pow(2, lanes) - 1) * (1 + i), result[i]);
            for (int i = count; i < vecs; i++) Assert.Equal(i, result[(1 + i - count) * lanes]);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Lanes_are_chosen_by_index(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind), kept = AssembledCode.Vecs(kind);
        int[] low = [.. Enumerable.Range(100, lanes)], high = [.. Enumerable.Range(200, lanes)];
        var random = new Random(2);
        for (int round = 0; round < 20; round++)
        {
            // Only the low bits of an index count.
            int[] index = [.. Enumerable.Range(0, lanes).Select(_ => random.Next(int.MinValue, int.MaxValue))];

            int[] result = AssembledCode.Run<int, int>(kind, [.. low, .. high, .. index], lanes * 4, (asm, source, target) =>
            {
                var v = asm.NewVecs(round % 2 == 0 ? 5 : kept);
                for (int i = 0; i < 3; i++) asm.Load(v[i], At(source, i * asm.VectorBytes));
                if (v.Length > 5) asm.Broadcast(v[5], 77);
                asm.Permute(v[3], v[0], v[2]);
                asm.Permute2(v[4], v[0], v[1], v[2]);
                asm.Permute(v[1], At(source), v[2]);
                asm.Store(At(target), v[3]);
                asm.Store(At(target, asm.VectorBytes), v[4]);
                asm.Store(At(target, 3 * asm.VectorBytes), v[1]);
                if (v.Length > 5) asm.Store(At(target, 2 * asm.VectorBytes), v[5]);
            });

            int[] both = [.. low, .. high];
            for (int i = 0; i < lanes; i++)
            {
                Assert.Equal(low[index[i] & (lanes - 1)], result[i]);
                Assert.Equal(low[index[i] & (lanes - 1)], result[3 * lanes + i]);
                Assert.Equal(both[index[i] & (2 * lanes - 1)], result[lanes + i]);
                if (round % 2 != 0) Assert.Equal(77, result[2 * lanes + i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Chosen_lanes_move_together(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        var random = new Random(3);
        for (int round = 0; round < 20; round++)
        {
            int bits = round == 0 ? 0 : round == 1 ? (1 << lanes) - 1 : random.Next(1 << lanes);
            int[] chosen = [.. Enumerable.Range(0, lanes).Where(i => (bits >> i & 1) != 0)];

            int[] result = AssembledCode.Run<int, int>(kind, [.. Enumerable.Range(0, lanes)], lanes + 2, (asm, source, target) =>
            {
                Vec from = asm.NewVec(), to = asm.NewVec();
                var mask = asm.NewGpr();
                asm.Load(from, At(source));
                asm.Set(mask, bits);
                asm.Compress(to, from, mask);
                asm.Store(At(target), to);
                asm.CountBits(mask, mask);
                asm.Store64(At(target, asm.VectorBytes), mask);
            });

            Assert.Equal(chosen, result[..chosen.Length]);
            Assert.Equal(chosen.Length, result[lanes]);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void A_register_lent_to_an_inner_step_comes_back(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind), count = AssembledCode.Vecs(kind);
        var index = Enumerable.Range(0, lanes).ToArray();

        int[] result = AssembledCode.Run<int, int>(kind, index, lanes * count, (asm, source, target) =>
        {
            var v = asm.NewVecs(count);
            for (int i = 0; i < count; i++) asm.Broadcast(v[i], i);
            asm.Load(v[1], At(source));
            asm.Permute2(v[0], v[1], v[3], v[1]);
            asm.DotBF16(v[4], v[5], v[6]);
            asm.Store(At(target, 4 * asm.VectorBytes), v[5], LaneFormat.BF16);
            for (int i = 0; i < count; i++)
                if (i is not 4) asm.Store(At(target, i * asm.VectorBytes), v[i]);
        });

        for (int i = 0; i < count; i++)
            for (int k = 0; k < lanes && i != 4; k++) Assert.Equal(i <= 1 ? k : i, result[i * lanes + k]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void All_lanes_get_sum_and_extremes(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            float[] items = [.. Enumerable.Range(0, lanes).Select(_ => random.NextSingle() * 100 - 50)];

            float[] result = AssembledCode.Run<float, float>(kind, items, lanes * 4, (asm, source, target) =>
            {
                Vec a = asm.NewVec(), d = asm.NewVec();
                asm.Load(a, At(source));
                asm.SumAcross(d, a);
                asm.Store(At(target), d);
                asm.MaxAcross(d, a);
                asm.Store(At(target, asm.VectorBytes), d);
                asm.MinAcross(d, a);
                asm.Store(At(target, 2 * asm.VectorBytes), d);
                asm.SumAcross(a, a);
                asm.Store(At(target, 3 * asm.VectorBytes), a);
            });

            float[] tree = [.. items];
            for (int half = lanes / 2; half > 0; half /= 2)
                for (int i = 0; i < half; i++) tree[i] += tree[i + half];
            Assert.All(result[..lanes], x => Assert.Equal(tree[0], x));
            Assert.All(result[lanes..(2 * lanes)], x => Assert.Equal(items.Max(), x));
            Assert.All(result[(2 * lanes)..(3 * lanes)], x => Assert.Equal(items.Min(), x));
            Assert.All(result[(3 * lanes)..], x => Assert.Equal(tree[0], x));
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Bytes_are_multiplied_exactly(CodeKind kind)
    {
        var random = new Random(4);
        byte[] extremes = [0, 1, 127, 128, 255];
        int[] acc = new int[640], a = new int[640], b = new int[640];
        for (int i = 0; i < a.Length; i++)
        {
            acc[i] = random.Next();
            (a[i], b[i]) = i < 320 ? (random.Next(int.MinValue, int.MaxValue), random.Next(int.MinValue, int.MaxValue)) : (Extreme(), Extreme());
        }

        int[] result = AssembledCode.Map<int, int>(kind, [acc, a, b], (asm, v) =>
        {
            asm.DotU8I8(v[0], v[1], v[2]);
            return v[0];
        });

        for (int i = 0; i < a.Length; i++)
        {
            int expected = acc[i];
            for (int k = 0; k < 32; k += 8) expected += (byte)(a[i] >> k) * (sbyte)(b[i] >> k);
            Assert.Equal(expected, result[i]);
        }

        int Extreme() => BitConverter.ToInt32([.. Enumerable.Range(0, 4).Select(_ => extremes[random.Next(extremes.Length)])]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Pairs_of_bfloat16_are_multiplied(CodeKind kind)
    {
        var random = new Random(5);
        float Number() => random.NextSingle() * 4 - 2;
        float[] acc = [.. Enumerable.Range(0, 320).Select(_ => Number())];
        (BFloat16 Low, BFloat16 High)[] a = [.. acc.Select(_ => ((BFloat16)Number(), (BFloat16)Number()))], b = [.. acc.Select(_ => ((BFloat16)Number(), (BFloat16)Number()))];

        float[] result = AssembledCode.Map<int, float>(kind, [[.. acc.Select(BitConverter.SingleToInt32Bits)], [.. a.Select(Bits)], [.. b.Select(Bits)]], (asm, v) =>
        {
            asm.DotBF16(v[0], v[1], v[2]);
            return v[0];
        });

        for (int i = 0; i < acc.Length; i++)
            Assert.Equal(acc[i] + (double)a[i].Low * b[i].Low + (double)a[i].High * b[i].High, result[i], 1e-5);

        static int Bits((BFloat16 Low, BFloat16 High) pair) => pair.Low.Bits | pair.High.Bits << 16;
    }
}
