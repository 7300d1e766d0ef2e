using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class VectorMemoryTests
{
    private static readonly float[] Hard =
    [
        0f, -0f, 1f, -1.0039063f, 1.0117188f, 3.1415927f, 65504f, 65519.996f, 65520f, -1e6f, 6e-8f, 2.9802322e-8f, 2.98024e-8f, 1e-40f, -1e-39f,
        float.MaxValue, float.NegativeInfinity, float.PositiveInfinity, float.NaN, BitConverter.Int32BitsToSingle(unchecked((int)0xFF800001)),
        BitConverter.Int32BitsToSingle(0x7FFFFFFF), 1.00390625f, 1.01171875f, 6.1035156e-5f, 6.1e-5f, -0.33333334f, 1234.5678f, 2049f, 2051f, 1e-7f, 255f, 0.1f,
    ];

    private static readonly int[] Bytes =
    [
        0, 1, -1, 127, 128, -128, -129, 254, 255, 256, 300, -300, 32767, 32768, -32768, -32769, 65535, 65536, 65663, int.MaxValue, int.MinValue, 5, -5, 200,
        77, 99, -77, -99, 12, 13, 14, 15,
    ];

    public static TheoryData<CodeKind, LaneFormat> Formats
    {
        get
        {
            var data = new TheoryData<CodeKind, LaneFormat>();
            foreach (var kind in AssembledCode.EachKind)
                foreach (var format in Enum.GetValues<LaneFormat>()) data.Add(kind.Data, format);
            return data;
        }
    }

    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_masked_load_touches_only_its_lanes(CodeKind kind, LaneFormat format)
    {
        int lanes = AssembledCode.Lanes(kind), size = Size(format);
        for (int count = 0; count <= lanes; count++)
            foreach (bool known in (bool[])[true, false])
            {
                using GuardedBuffer memory = new(count * size, 1), result = new(lanes * 4);
                var random = new Random(count);
                foreach (ref byte b in memory.Span) b = (byte)random.Next(256);

                AssembledCode.Run(kind, asm =>
                {
                    var (source, target, v) = (asm.Argument(1), asm.Argument(3), asm.NewVec());
                    var mask = First(asm, count, known);
                    asm.Load(v, At(source), mask, format);
                    asm.Store(At(target), v);
                }, [], memory.Address, 0, result.Address);

                for (int i = 0; i < lanes; i++)
                    Assert.Equal(i < count ? Widen(memory.Span[(i * size)..], format) : 0, BitConverter.ToInt32(result.Span[(i * 4)..]));
            }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_masked_store_touches_only_its_lanes(CodeKind kind, LaneFormat format)
    {
        int lanes = AssembledCode.Lanes(kind), size = Size(format);
        int[] values = IsInteger(format) ? Bytes : [.. Hard.Select(BitConverter.SingleToInt32Bits)];
        for (int start = 0; start < values.Length; start += lanes)
            for (int count = 0; count <= lanes; count++)
                foreach (bool full in (bool[])[false, true])
                {
                    using GuardedBuffer memory = new(count * size, 1), source = new(lanes * 4);
                    values.AsSpan(start, lanes).CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(source.Span));

                    AssembledCode.Run(kind, asm =>
                    {
                        var v = asm.NewVec();
                        asm.Load(v, At(asm.Argument(1)));
                        // With all registers taken, inner steps have to do without.
                        var mask = First(asm, count, known: true);
                        if (full) asm.NewVecs(asm.FreeVecs);
                        asm.Store(At(asm.Argument(3)), v, mask, format);
                    }, [], source.Address, 0, memory.Address);

                    for (int i = 0; i < count; i++) Same(values[start + i], memory.Span[(i * size)..], format);
                    Assert.Null(memory.Spoiled([.. Enumerable.Repeat(true, count)], size));
                }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Whole_vectors_are_loaded_and_stored(CodeKind kind, LaneFormat format)
    {
        int lanes = AssembledCode.Lanes(kind), size = Size(format);
        int[] values = IsInteger(format) ? Bytes : [.. Hard.Select(BitConverter.SingleToInt32Bits)];
        for (int start = 0; start < values.Length; start += lanes)
        {
            using GuardedBuffer source = new(lanes * 4), narrow = new(lanes * size, 1), back = new(lanes * 4);
            values.AsSpan(start, lanes).CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(source.Span));

            AssembledCode.Run(kind, asm =>
            {
                var pool = asm.NewVecs(asm.FreeVecs);
                foreach (var v in (Vec[])[pool[0], pool[^1]])
                {
                    asm.Load(v, At(asm.Argument(1)));
                    asm.Store(At(asm.Argument(3)), v, format);
                    asm.Load(v, At(asm.Argument(3)), format);
                    asm.Store(At(asm.Argument(2)), v);
                }
            }, [], source.Address, back.Address, narrow.Address);

            for (int i = 0; i < lanes; i++)
            {
                Same(values[start + i], narrow.Span[(i * size)..], format);
                Assert.Equal(Widen(narrow.Span[(i * size)..], format), BitConverter.ToInt32(back.Span[(i * 4)..]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Masks_with_holes_leave_out_the_lanes_between(CodeKind kind, LaneFormat format)
    {
        int lanes = AssembledCode.Lanes(kind), size = Size(format);
        int[] choice = [.. Enumerable.Range(0, lanes).Select(i => i % 3 == 1 ? 1 : 0)];
        using GuardedBuffer source = new(lanes * size, 1), target = new(lanes * size, 1), loaded = new(lanes * 4);
        for (int i = 0; i < source.Bytes; i++) source.Span[i] = (byte)(i * 5 % 61);

        AssembledCode.Run(kind, asm =>
        {
            Vec v = asm.NewVec(), chosen = asm.NewVec(), zero = asm.NewVec();
            asm.Load(chosen, asm.Table(choice));
            asm.Zero(zero);
            var mask = asm.NewMask();
            asm.CompareI(mask, chosen, Condition.Greater, zero);
            asm.Load(v, At(asm.Argument(1)), mask, format);
            asm.Store(At(asm.Argument(3)), v, mask, format);
            asm.Store(At(asm.Argument(2)), v);
        }, [], source.Address, loaded.Address, target.Address);

        for (int i = 0; i < lanes; i++)
        {
            Assert.Equal(choice[i] != 0 ? Widen(source.Span[(i * size)..], format) : 0, BitConverter.ToInt32(loaded.Span[(i * 4)..]));
            if (choice[i] == 0) Assert.All(target.Span.Slice(i * size, size).ToArray(), b => Assert.Equal(0xFF, b));
            else Assert.Equal(source.Span.Slice(i * size, size), target.Span.Slice(i * size, size));
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Addresses_have_a_base_an_index_and_an_offset(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        int[] memory = [.. Enumerable.Range(0, 4096)];
        long[] offsets = [0, 4, 64, 127, 128, 508, 512, 4096, 8128];
        int[] scales = [1, 2, 4, 8];

        int[] result = AssembledCode.Run<int, int>(kind, memory, offsets.Length * scales.Length * lanes, (asm, source, target) =>
        {
            var index = asm.NewGpr();
            var v = asm.NewVec();
            foreach (long offset in offsets)
                foreach (int scale in scales)
                {
                    asm.Set(index, 24);
                    asm.Load(v, At(source, index, scale, offset));
                    asm.Store(At(target), v);
                    asm.Add(target, asm.VectorBytes);
                }
        });

        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(memory).ToArray();
        int at = 0;
        foreach (long offset in offsets)
            foreach (int scale in scales)
                for (int i = 0; i < lanes; i++) Assert.Equal(BitConverter.ToInt32(bytes, (int)offset + 24 * scale + i * 4), result[at++]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Operands_may_be_in_memory(CodeKind kind)
    {
        int lanes = AssembledCode.Lanes(kind);
        float[] a = [.. Enumerable.Range(0, lanes).Select(i => i + 0.5f)], b = [.. Enumerable.Range(0, lanes).Select(i => 3f - i)];

        float[] r = AssembledCode.Run<float, float>(kind, [.. a, .. b], 8 * lanes, (asm, source, target) =>
        {
            // The last registers, so that inner ones are not mistaken for them.
            var all = asm.NewVecs(asm.FreeVecs);
            Vec x = all[^1], d = all[^2];
            Mem second = At(source, asm.VectorBytes), item = At(source, asm.VectorBytes + 4);
            asm.Load(x, At(source));
            void Put(int i, Action<Vec> emit)
            {
                asm.Broadcast(d, 10f);
                emit(d);
                asm.Store(At(target, i * asm.VectorBytes), d);
            }
            Put(0, v => asm.Add(v, x, second));
            Put(1, v => asm.Mul(v, x, second));
            Put(2, v => asm.Fma(v, x, second));
            Put(3, v => asm.FmaBroadcast(v, x, item));
            Put(4, v => asm.HornerBroadcast(v, x, item));
            Put(5, v => asm.Broadcast(v, item));
            Put(6, v => asm.LoadScalar(v, item));
            Put(7, v => asm.FmaBroadcast(v, x, asm.Table([0.25f])));
        });

        for (int i = 0; i < lanes; i++)
        {
            Assert.Equal(a[i] + b[i], r[i]);
            Assert.Equal(a[i] * b[i], r[lanes + i]);
            Assert.Equal(10 + a[i] * b[i], r[2 * lanes + i]);
            Assert.Equal(10 + a[i] * b[1], r[3 * lanes + i]);
            Assert.Equal(10 * a[i] + b[1], r[4 * lanes + i]);
            Assert.Equal(b[1], r[5 * lanes + i]);
            Assert.Equal(i == 0 ? b[1] : 0, r[6 * lanes + i]);
            Assert.Equal(10 + a[i] * 0.25f, r[7 * lanes + i]);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Single_items_touch_four_bytes(CodeKind kind)
    {
        using GuardedBuffer source = new(4), target = new(4);
        BitConverter.TryWriteBytes(source.Span, 1234.5f);

        AssembledCode.Run(kind, asm =>
        {
            var all = asm.NewVecs(asm.FreeVecs);
            asm.LoadScalar(all[^1], At(asm.Argument(1)));
            asm.Broadcast(all[0], At(asm.Argument(1)));
            asm.FmaBroadcast(all[^1], all[0], At(asm.Argument(1)));
            asm.LoadScalar(all[^1], At(asm.Argument(1)));
            asm.StoreScalar(At(asm.Argument(3)), all[^1]);
        }, [], source.Address, 0, target.Address);

        Assert.Equal(1234.5f, BitConverter.ToSingle(target.Span));
    }

    private static Mask First(VectorAssembler asm, int count, bool known)
    {
        if (known) return asm.FirstLanes(count);
        var register = asm.NewGpr();
        asm.Set(register, count);
        return asm.FirstLanes(register);
    }

    private static bool IsInteger(LaneFormat format) => format is LaneFormat.U8 or LaneFormat.I8;

    private static int Size(LaneFormat format) => format switch
    {
        LaneFormat.Bits32 => 4,
        LaneFormat.U8 or LaneFormat.I8 => 1,
        _ => 2,
    };

    private static int Widen(ReadOnlySpan<byte> at, LaneFormat format) => format switch
    {
        LaneFormat.Bits32 => BitConverter.ToInt32(at),
        LaneFormat.U8 => at[0],
        LaneFormat.I8 => (sbyte)at[0],
        LaneFormat.BF16 => BitConverter.ToUInt16(at) << 16,
        // Processors make NaNs quiet, and so does the conversion in managed code.
        _ => BitConverter.SingleToInt32Bits((float)BitConverter.ToHalf(at)),
    };

    private static void Same(int value, ReadOnlySpan<byte> stored, LaneFormat format)
    {
        float number = BitConverter.Int32BitsToSingle(value);
        switch (format)
        {
            case LaneFormat.Bits32:
                Assert.Equal(value, BitConverter.ToInt32(stored));
                break;
            case LaneFormat.U8:
                Assert.Equal(Math.Clamp(value, 0, 255), stored[0]);
                break;
            case LaneFormat.I8:
                Assert.Equal(Math.Clamp(value, -128, 127), (sbyte)stored[0]);
                break;
            case LaneFormat.BF16:
                Assert.Equal(((BFloat16)number).Bits, BitConverter.ToUInt16(stored));
                break;
            default:
                if (float.IsNaN(number)) Assert.True(Half.IsNaN(BitConverter.ToHalf(stored)));
                else Assert.Equal(BitConverter.HalfToUInt16Bits((Half)number), BitConverter.ToUInt16(stored));
                break;
        }
    }
}
