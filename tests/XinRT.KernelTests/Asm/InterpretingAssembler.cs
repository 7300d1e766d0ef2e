using System.Runtime.InteropServices;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Asm.Il;

namespace XinRT.KernelTests.Asm;

/// <summary>Records a kernel as a list of steps and runs them in plain C#: what each operation means, and the oracle for generators
/// and assemblers on a machine of any kind.</summary>
/// <remarks>Memory is the process's own, so a wrong address does here what it does in generated code. Payloads of NaNs
/// are not defined, those of bfloat16 stores excepted.</remarks>
// SAFETY: addresses come from the kernel; see above.
internal sealed unsafe class InterpretingAssembler : InterpretedRegisters
{
    /// <summary>An empty kernel for vectors of 4, 8 or 16 lanes.</summary>
    public InterpretingAssembler(int lanes, int vecs = 31) : base(RegisterFile.Portable(lanes, vecs))
    {
        if (lanes is not (4 or 8 or 16)) throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "A vector has 4, 8 or 16 lanes.");
    }

    // ---- vectors: memory

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, LaneFormat format = LaneFormat.Bits32) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) s[d][i] = LaneAccess.Load(s.At(m), i, format);
    });

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, Mask mask, LaneFormat format = LaneFormat.Bits32) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) s[d][i] = IsSet(s, mask, i) ? LaneAccess.Load(s.At(m), i, format) : 0;
    });

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, LaneFormat format = LaneFormat.Bits32) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) LaneAccess.Store(s.At(m), i, s[a][i], format);
    });

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, Mask mask, LaneFormat format = LaneFormat.Bits32) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) if (IsSet(s, mask, i)) LaneAccess.Store(s.At(m), i, s[a][i], format);
    });

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Mem m) => Step(s => s[d].Fill(*(int*)s.At(m)));

    /// <inheritdoc/>
    public override void LoadScalar(Vec d, Mem m) => Step(s =>
    {
        s[d].Clear();
        s[d][0] = *(int*)s.At(m);
    });

    /// <inheritdoc/>
    public override void StoreScalar(Mem m, Vec a) => Step(s => *(int*)s.At(m) = s[a][0]);

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Gpr a) => Step(s => s[d].Fill((int)s[a]));

    /// <inheritdoc/>
    public override void Move(Vec d, Vec a) => Ints(d, a, x => x);

    /// <inheritdoc/>
    public override void Zero(Vec d) => Step(s => s[d].Clear());

    // ---- vectors: float32

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Vec b) => Floats(d, a, b, (x, y) => x + y);

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Mem b) => Floats(d, a, b, (_, x, y) => x + y);

    /// <inheritdoc/>
    public override void Sub(Vec d, Vec a, Vec b) => Floats(d, a, b, (x, y) => x - y);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Vec b) => Floats(d, a, b, (x, y) => x * y);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Mem b) => Floats(d, a, b, (_, x, y) => x * y);

    /// <inheritdoc/>
    public override void Div(Vec d, Vec a, Vec b) => Floats(d, a, b, (x, y) => x / y);

    /// <inheritdoc/>
    public override void Sqrt(Vec d, Vec a) => Floats(d, a, MathF.Sqrt);

    /// <inheritdoc/>
    public override void Min(Vec d, Vec a, Vec b) => Floats(d, a, b, Least);

    /// <inheritdoc/>
    public override void Max(Vec d, Vec a, Vec b) => Floats(d, a, b, Most);

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Vec b) => Floats(acc, a, b, MathF.FusedMultiplyAdd, Order.Accumulate);

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Mem b) => Floats(acc, a, b, (sum, x, y) => MathF.FusedMultiplyAdd(x, y, sum));

    /// <inheritdoc/>
    public override void FmaBroadcast(Vec acc, Vec a, Mem b) => Floats(acc, a, b, (sum, x, y) => MathF.FusedMultiplyAdd(x, y, sum), stride: 0);

    /// <inheritdoc/>
    public override void FmaNegated(Vec acc, Vec a, Vec b) => Floats(acc, a, b, (x, y, sum) => MathF.FusedMultiplyAdd(-x, y, sum), Order.Accumulate);

    /// <inheritdoc/>
    public override void Horner(Vec d, Vec a, Vec b) => Floats(d, a, b, MathF.FusedMultiplyAdd, Order.Horner);

    /// <inheritdoc/>
    public override void HornerBroadcast(Vec d, Vec a, Mem b) => Floats(d, a, b, MathF.FusedMultiplyAdd, stride: 0);

    /// <inheritdoc/>
    public override void Abs(Vec d, Vec a) => Ints(d, a, x => x & int.MaxValue);

    /// <inheritdoc/>
    public override void Neg(Vec d, Vec a) => Ints(d, a, x => x ^ int.MinValue);

    /// <inheritdoc/>
    public override void Round(Vec d, Vec a, Rounding rounding) => Floats(d, a, rounding switch
    {
        Rounding.Nearest => x => MathF.Round(x, MidpointRounding.ToEven),
        Rounding.Down => MathF.Floor,
        Rounding.Up => MathF.Ceiling,
        _ => MathF.Truncate,
    });

    // ---- vectors: bits and int32

    /// <inheritdoc/>
    public override void And(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x & y);

    /// <inheritdoc/>
    public override void Or(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x | y);

    /// <inheritdoc/>
    public override void Xor(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x ^ y);

    /// <inheritdoc/>
    public override void AddI(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x + y);

    /// <inheritdoc/>
    public override void SubI(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x - y);

    /// <inheritdoc/>
    public override void MulI(Vec d, Vec a, Vec b) => Ints(d, a, b, (x, y) => x * y);

    /// <inheritdoc/>
    public override void MinI(Vec d, Vec a, Vec b) => Ints(d, a, b, Math.Min);

    /// <inheritdoc/>
    public override void MaxI(Vec d, Vec a, Vec b) => Ints(d, a, b, Math.Max);

    /// <inheritdoc/>
    public override void ShiftLeft(Vec d, Vec a, int bits) => Ints(d, a, x => bits > 31 ? 0 : x << bits);

    /// <inheritdoc/>
    public override void ShiftRight(Vec d, Vec a, int bits) => Ints(d, a, x => bits > 31 ? 0 : x >>> bits);

    /// <inheritdoc/>
    public override void ShiftRightSigned(Vec d, Vec a, int bits) => Ints(d, a, x => x >> Math.Min(bits, 31));

    /// <inheritdoc/>
    public override void ToInt(Vec d, Vec a) => Ints(d, a, x =>
    {
        double nearest = Math.Round((double)BitConverter.Int32BitsToSingle(x), MidpointRounding.ToEven);
        return nearest is >= int.MinValue and <= int.MaxValue ? (int)nearest : int.MinValue;
    });

    /// <inheritdoc/>
    public override void ToFloat(Vec d, Vec a) => Ints(d, a, x => BitConverter.SingleToInt32Bits((float)x));

    // ---- vectors: masks

    /// <inheritdoc/>
    public override Mask FirstLanes(int count)
    {
        var mask = NewMask();
        Step(s => s.Masks[mask.Index] = First(count));
        return mask;
    }

    /// <inheritdoc/>
    public override Mask FirstLanes(Gpr count)
    {
        var mask = NewMask();
        Step(s => s.Masks[mask.Index] = First(s[count]));
        return mask;
    }

    /// <inheritdoc/>
    public override void Compare(Mask m, Vec a, Condition condition, Vec b) => Step(s =>
    {
        uint bits = 0;
        ReadOnlySpan<float> x = MemoryMarshal.Cast<int, float>(s[a]), y = MemoryMarshal.Cast<int, float>(s[b]);
        for (int i = 0; i < Lanes; i++) if (Holds(x[i], condition, y[i])) bits |= 1u << i;
        s.Masks[m.Index] = bits;
    });

    /// <inheritdoc/>
    public override void CompareI(Mask m, Vec a, Condition condition, Vec b) => Step(s =>
    {
        uint bits = 0;
        for (int i = 0; i < Lanes; i++) if (Holds(s[a][i], condition, s[b][i])) bits |= 1u << i;
        s.Masks[m.Index] = bits;
    });

    /// <inheritdoc/>
    public override void Select(Vec d, Mask m, Vec a, Vec b) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) s[d][i] = IsSet(s, m, i) ? s[a][i] : s[b][i];
    });

    /// <inheritdoc/>
    public override void MaskBits(Gpr d, Mask m) => Step(s => s[d] = s.Masks[m.Index]);

    // ---- vectors: across lanes

    /// <inheritdoc/>
    public override void Permute(Vec d, Vec a, Vec index)
    {
        Apart(d, a, index);
        Step(s =>
        {
            for (int i = 0; i < Lanes; i++) s[d][i] = s[a][s[index][i] & (Lanes - 1)];
        });
    }

    /// <inheritdoc/>
    public override void Permute(Vec d, Mem a, Vec index)
    {
        Apart(d, index);
        Step(s =>
        {
            int* items = (int*)s.At(a);
            for (int i = 0; i < Lanes; i++) s[d][i] = items[s[index][i] & (Lanes - 1)];
        });
    }

    /// <inheritdoc/>
    public override void Permute2(Vec d, Vec low, Vec high, Vec index)
    {
        Apart(d, low, high, index);
        Step(s =>
        {
            for (int i = 0; i < Lanes; i++)
            {
                int from = s[index][i] & (2 * Lanes - 1);
                s[d][i] = from < Lanes ? s[low][from] : s[high][from - Lanes];
            }
        });
    }

    /// <inheritdoc/>
    public override void Compress(Vec d, Vec a, Gpr bits)
    {
        Apart(d, a);
        Step(s =>
        {
            int next = 0;
            for (int i = 0; i < Lanes; i++)
                if ((s[bits] >> i & 1) != 0) s[d][next++] = s[a][i];
        });
    }

    /// <inheritdoc/>
    public override void Transpose(ReadOnlySpan<Vec> rows)
    {
        if (rows.Length != Lanes) throw new ArgumentException($"{Lanes} rows are a square, but {rows.Length} were given.", nameof(rows));
        Vec[] square = rows.ToArray();
        Step(s =>
        {
            for (int i = 0; i < Lanes; i++)
                for (int j = 0; j < i; j++) (s[square[i]][j], s[square[j]][i]) = (s[square[j]][i], s[square[i]][j]);
        });
    }

    /// <inheritdoc/>
    protected override void MergeSums(Vec a, Vec b, int distance) => Step(s =>
    {
        var sums = new float[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            var from = s[(i & distance) == 0 ? a : b];
            sums[i] = BitConverter.Int32BitsToSingle(from[i]) + BitConverter.Int32BitsToSingle(from[i ^ distance]);
        }
        for (int i = 0; i < Lanes; i++) s[a][i] = BitConverter.SingleToInt32Bits(sums[i]);
    });

    /// <inheritdoc/>
    public override void SumAcross(Vec d, Vec a) => Across(d, a, (x, y) => x + y);

    /// <inheritdoc/>
    public override void MaxAcross(Vec d, Vec a) => Across(d, a, Most);

    /// <inheritdoc/>
    public override void MinAcross(Vec d, Vec a) => Across(d, a, Least);

    // ---- vectors: dot products of narrow types

    /// <inheritdoc/>
    public override void DotU8I8(Vec acc, Vec a, Vec b)
    {
        Apart(acc, a, b);
        Step(s =>
        {
            for (int i = 0; i < Lanes; i++)
                for (int bits = 0; bits < 32; bits += 8) s[acc][i] += (byte)(s[a][i] >> bits) * (sbyte)(s[b][i] >> bits);
        });
    }

    /// <inheritdoc/>
    public override void DotBF16(Vec acc, Vec a, Vec b)
    {
        const int upper = unchecked((int)0xFFFF0000);
        Apart(acc, a, b);
        Floats(acc, a, b, (x, y, sum) =>
        {
            int u = BitConverter.SingleToInt32Bits(x), v = BitConverter.SingleToInt32Bits(y);
            sum = MathF.FusedMultiplyAdd(BitConverter.Int32BitsToSingle(u & upper), BitConverter.Int32BitsToSingle(v & upper), sum);
            return MathF.FusedMultiplyAdd(BitConverter.Int32BitsToSingle(u << 16), BitConverter.Int32BitsToSingle(v << 16), sum);
        }, Order.Accumulate);
    }

    // ---- forms

    // What the three operands of a function are.
    private enum Order
    {
        // a, b, d.
        Accumulate,

        // d, a, b.
        Horner,
    }

    // For operations that some processor does in several steps.
    private static void Apart(Vec d, params ReadOnlySpan<Vec> sources)
    {
        if (sources.Contains(d)) throw new ArgumentException($"The destination of this operation may not be one of its sources, but both are {d}.", nameof(d));
    }

    private void Ints(Vec d, Vec a, Func<int, int> f) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) s[d][i] = f(s[a][i]);
    });

    private void Ints(Vec d, Vec a, Vec b, Func<int, int, int> f) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) s[d][i] = f(s[a][i], s[b][i]);
    });

    private void Floats(Vec d, Vec a, Func<float, float> f) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) Float(s, d, i) = f(Float(s, a, i));
    });

    private void Floats(Vec d, Vec a, Vec b, Func<float, float, float> f) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++) Float(s, d, i) = f(Float(s, a, i), Float(s, b, i));
    });

    private void Floats(Vec d, Vec a, Vec b, Func<float, float, float, float> f, Order order) => Step(s =>
    {
        for (int i = 0; i < Lanes; i++)
        {
            float z = Float(s, d, i), x = Float(s, a, i), y = Float(s, b, i);
            Float(s, d, i) = order == Order.Accumulate ? f(x, y, z) : f(z, x, y);
        }
    });

    // The function gets d, a and memory, of which all lanes are one item if the stride is 0.
    private void Floats(Vec d, Vec a, Mem b, Func<float, float, float, float> f, int stride = 1) => Step(s =>
    {
        float* memory = (float*)s.At(b);
        for (int i = 0; i < Lanes; i++) Float(s, d, i) = f(Float(s, d, i), Float(s, a, i), memory[i * stride]);
    });

    private void Across(Vec d, Vec a, Func<float, float, float> f) => Step(s =>
    {
        Span<float> from = stackalloc float[Lanes], to = stackalloc float[Lanes];
        MemoryMarshal.Cast<int, float>(s[a]).CopyTo(from);
        for (int distance = Lanes / 2; distance > 0; distance /= 2)
        {
            for (int i = 0; i < Lanes; i++) to[i] = f(from[i], from[i ^ distance]);
            to.CopyTo(from);
        }
        MemoryMarshal.Cast<float, int>(from).CopyTo(s[d]);
    });

    private uint First(long count) => (uint)((1L << (int)Math.Clamp(count, 0, Lanes)) - 1);

    private static ref float Float(InterpreterState s, Vec v, int lane) => ref MemoryMarshal.Cast<int, float>(s[v])[lane];

    private static bool IsSet(InterpreterState s, Mask mask, int lane) => (s.Masks[mask.Index] >> lane & 1) != 0;

    private static float Least(float x, float y) => x < y ? x : y;

    private static float Most(float x, float y) => x > y ? x : y;
}
