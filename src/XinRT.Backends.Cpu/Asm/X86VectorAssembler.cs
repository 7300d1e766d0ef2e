using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Vector operations that every x86 extension has in the same form.</summary>
/// <remarks>The last vector register is for inner use, so that no operation needs a register of the generator.</remarks>
internal abstract class X86VectorAssembler(bool windows, RegisterFile registers, VectorCodes codes, Register first)
    : X86Assembler(windows, registers)
{
    /// <summary>Lanes of both halves of four exchanged.</summary>
    private const int SwapPairs = 0x4E;

    /// <summary>Neighbouring lanes exchanged.</summary>
    private const int SwapNeighbours = 0xB1;

    private readonly int _inner = registers.Vecs;

    /// <summary>The instructions of this extension.</summary>
    protected VectorCodes Codes => codes;

    /// <summary>The vector register that no generator has.</summary>
    protected Register InnerVec
    {
        get
        {
            UseVec(_inner);
            return first + _inner;
        }
    }

    /// <summary>The first 128 bits of the vector register that no generator has.</summary>
    protected Register InnerX => InnerVec - first + Register.XMM0;

    // ---- memory

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, LaneFormat format = LaneFormat.Bits32)
    {
        Emit(Instruction.Create(LoadCode(format), V(d), Operand(m)));
        Widened(V(d), format);
    }

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Mem m) => Emit(Instruction.Create(codes.Broadcast, V(d), Operand(m)));

    /// <inheritdoc/>
    public override void Move(Vec d, Vec a)
    {
        if (d != a) Emit(Instruction.Create(codes.Move, V(d), V(a)));
    }

    // ---- float32

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Vec b) => Emit(codes.Add, d, a, b);

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Mem b) => Emit(codes.Add, d, a, b);

    /// <inheritdoc/>
    public override void Sub(Vec d, Vec a, Vec b) => Emit(codes.Sub, d, a, b);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Vec b) => Emit(codes.Mul, d, a, b);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Mem b) => Emit(codes.Mul, d, a, b);

    /// <inheritdoc/>
    public override void Div(Vec d, Vec a, Vec b) => Emit(codes.Div, d, a, b);

    /// <inheritdoc/>
    public override void Sqrt(Vec d, Vec a) => Emit(codes.Sqrt, d, a);

    /// <inheritdoc/>
    public override void Min(Vec d, Vec a, Vec b) => Emit(codes.Min, d, a, b);

    /// <inheritdoc/>
    public override void Max(Vec d, Vec a, Vec b) => Emit(codes.Max, d, a, b);

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Vec b) => Emit(codes.Fma, acc, a, b);

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Mem b) => Emit(codes.Fma, acc, a, b);

    /// <inheritdoc/>
    public override void FmaBroadcast(Vec acc, Vec a, Mem b) => EmitBroadcast(codes.Fma, V(acc), V(a), b);

    /// <inheritdoc/>
    public override void FmaNegated(Vec acc, Vec a, Vec b) => Emit(codes.FmaNegated, acc, a, b);

    /// <inheritdoc/>
    public override void Horner(Vec d, Vec a, Vec b) => Emit(codes.Horner, d, a, b);

    /// <inheritdoc/>
    public override void HornerBroadcast(Vec d, Vec a, Mem b) => EmitBroadcast(codes.Horner, V(d), V(a), b);

    /// <inheritdoc/>
    public override void Abs(Vec d, Vec a) => EmitConstant(codes.And, V(d), V(a), int.MaxValue);

    /// <inheritdoc/>
    public override void Neg(Vec d, Vec a) => EmitConstant(codes.Xor, V(d), V(a), int.MinValue);

    /// <inheritdoc/>
    public override void Round(Vec d, Vec a, Rounding rounding)
    {
        // Bit 3: no exception for inexact results.
        Emit(codes.Round, d, a, 8 | rounding switch
        {
            Rounding.Nearest => 0,
            Rounding.Down => 1,
            Rounding.Up => 2,
            _ => 3,
        });
    }

    // ---- bits and int32

    /// <inheritdoc/>
    public override void And(Vec d, Vec a, Vec b) => Emit(codes.And, d, a, b);

    /// <inheritdoc/>
    public override void Or(Vec d, Vec a, Vec b) => Emit(codes.Or, d, a, b);

    /// <inheritdoc/>
    public override void Xor(Vec d, Vec a, Vec b) => Emit(codes.Xor, d, a, b);

    /// <inheritdoc/>
    public override void AddI(Vec d, Vec a, Vec b) => Emit(codes.AddI, d, a, b);

    /// <inheritdoc/>
    public override void SubI(Vec d, Vec a, Vec b) => Emit(codes.SubI, d, a, b);

    /// <inheritdoc/>
    public override void MulI(Vec d, Vec a, Vec b) => Emit(codes.MulI, d, a, b);

    /// <inheritdoc/>
    public override void MinI(Vec d, Vec a, Vec b) => Emit(codes.MinI, d, a, b);

    /// <inheritdoc/>
    public override void MaxI(Vec d, Vec a, Vec b) => Emit(codes.MaxI, d, a, b);

    /// <inheritdoc/>
    public override void ShiftLeft(Vec d, Vec a, int bits) => Emit(codes.ShiftLeft, d, a, bits);

    /// <inheritdoc/>
    public override void ShiftRight(Vec d, Vec a, int bits) => Emit(codes.ShiftRight, d, a, bits);

    /// <inheritdoc/>
    public override void ShiftRightSigned(Vec d, Vec a, int bits) => Emit(codes.ShiftRightSigned, d, a, bits);

    /// <inheritdoc/>
    public override void ToInt(Vec d, Vec a) => Emit(codes.ToInt, d, a);

    /// <inheritdoc/>
    public override void ToFloat(Vec d, Vec a) => Emit(codes.ToFloat, d, a);

    // ---- across lanes

    /// <inheritdoc/>
    public override void Permute(Vec d, Vec a, Vec index) => Emit(codes.Permute, d, index, a);

    /// <inheritdoc/>
    public override void Permute(Vec d, Mem a, Vec index) => Emit(codes.Permute, d, index, a);

    /// <inheritdoc/>
    public override void SumAcross(Vec d, Vec a) => Across(codes.Add, d, a);

    /// <inheritdoc/>
    public override void MaxAcross(Vec d, Vec a) => Across(codes.Max, d, a);

    /// <inheritdoc/>
    public override void MinAcross(Vec d, Vec a) => Across(codes.Min, d, a);

    /// <inheritdoc/>
    /// <remarks>Rows are interleaved in pairs, then pairs of pairs, then blocks of four lanes. Each step on two rows writes one
    /// result to the free register and one to the second row, so that the first row becomes the free register.</remarks>
    public override void Transpose(ReadOnlySpan<Vec> rows)
    {
        if (rows.Length != Lanes) throw new ArgumentException($"{Lanes} rows are a square, but {rows.Length} were given.", nameof(rows));
        var at = new Register[Lanes];
        for (int i = 0; i < Lanes; i++) at[i] = V(rows[i]);
        var free = InnerVec;
        for (int i = 0; i < Lanes; i += 2) Cross(at, i, i + 1, ref free, codes.UnpackLow, codes.UnpackHigh);
        for (int i = 0; i < Lanes; i += 4)
        {
            Cross(at, i, i + 2, ref free, codes.UnpackLowPairs, codes.UnpackHighPairs);
            Cross(at, i + 1, i + 3, ref free, codes.UnpackLowPairs, codes.UnpackHighPairs);
            // Columns 0, 2, 1, 3 now.
            (at[i + 1], at[i + 2]) = (at[i + 2], at[i + 1]);
        }
        TransposeBlocks(at, ref free);
        Settle(at, rows, free);
    }

    /// <summary>Transposes blocks of four lanes: lanes 4b to 4b+3 of row 4a+j with lanes 4a to 4a+3 of row 4b+j.</summary>
    protected abstract void TransposeBlocks(Register[] at, ref Register free);

    /// <summary>Sets d to a with its blocks of four lanes exchanged over the given distance of lanes.</summary>
    protected abstract void SwapBlocks(Register d, Register a, int distance);

    /// <inheritdoc/>
    /// <remarks>Within blocks of four lanes a step leaves the sums in the order of the interleaved rows, which is that
    /// of the next step.</remarks>
    protected override void MergeSums(Vec a, Vec b, int distance)
    {
        if (distance >= 4) JoinBlocks(InnerVec, V(a), V(a), V(b));
        else
        {
            bool pairs = distance == 2;
            Emit(Instruction.Create(pairs ? codes.UnpackLowPairs : codes.UnpackLow, InnerVec, V(a), V(b)));
            Emit(Instruction.Create(pairs ? codes.UnpackHighPairs : codes.UnpackHigh, V(a), V(a), V(b)));
        }
        Emit(Instruction.Create(codes.Add, V(a), V(a), InnerVec));
    }

    /// <summary>Sets low to the even blocks of four lanes of a and then those of b, and high to the odd ones. High may
    /// be a.</summary>
    protected abstract void JoinBlocks(Register low, Register high, Register a, Register b);

    // ---- forms

    /// <summary>The register.</summary>
    protected Register V(Vec v) => first + Number(v);

    /// <summary>The first 128 bits of the register.</summary>
    protected Register X(Vec v) => Register.XMM0 + Number(v);

    /// <summary>Adds <c>d = a · constant in all lanes</c> for an instruction of two operands.</summary>
    protected abstract void EmitConstant(Code code, Register d, Register a, int constant);

    /// <summary>Adds an instruction whose last operand is one item of memory in all lanes.</summary>
    protected abstract void EmitBroadcast(Code code, Register d, Register a, Mem b);

    /// <summary>How the processor names a comparison of floats without exceptions.</summary>
    protected static int FloatPredicate(Condition condition) => condition switch
    {
        Condition.Equal => 0x00,
        Condition.NotEqual => 0x04,
        Condition.Less => 0x11,
        Condition.LessOrEqual => 0x12,
        Condition.Greater => 0x1E,
        _ => 0x1D,
    };

    /// <summary>What <see cref="LoadCode"/> leaves to do.</summary>
    protected void Widened(Register d, LaneFormat format)
    {
        if (format == LaneFormat.BF16) Emit(Instruction.Create(codes.ShiftLeft, d, d, 16));
    }

    /// <summary>The instruction that loads and widens.</summary>
    protected Code LoadCode(LaneFormat format) => format switch
    {
        LaneFormat.Bits32 => codes.Load,
        LaneFormat.U8 => codes.LoadU8,
        LaneFormat.I8 => codes.LoadI8,
        LaneFormat.BF16 => codes.LoadU16,
        _ => codes.LoadF16,
    };

    /// <summary>Sets the upper half of each lane of d to the bfloat16 nearest to the float in a, ties to even. NaNs may come out as
    /// something else: the caller restores them.</summary>
    protected void RoundToUpperHalf(Register d, Register a)
    {
        Emit(Instruction.Create(codes.ShiftRight, d, a, 16));
        EmitConstant(codes.And, d, d, 1);
        EmitConstant(codes.AddI, d, d, 0x7FFF);
        Emit(Instruction.Create(codes.AddI, d, d, a));
    }

    /// <summary>Two steps of a butterfly: rows i and j become low(i, j) and high(i, j).</summary>
    protected void Cross(Register[] at, int i, int j, ref Register free, Code low, Code high, int? lowChoice = null, int highChoice = 0)
    {
        if (lowChoice is { } choice)
        {
            Emit(Instruction.Create(low, free, at[i], at[j], choice));
            Emit(Instruction.Create(high, at[j], at[i], at[j], highChoice));
        }
        else
        {
            Emit(Instruction.Create(low, free, at[i], at[j]));
            Emit(Instruction.Create(high, at[j], at[i], at[j]));
        }
        (at[i], free) = (free, at[i]);
    }

    private void Settle(Register[] at, ReadOnlySpan<Vec> rows, Register free)
    {
        for (int i = 0; i < Lanes; i++)
        {
            var wanted = V(rows[i]);
            if (at[i] == wanted) continue;
            int holder = Array.IndexOf(at, wanted);
            if (holder >= 0)
            {
                Emit(Instruction.Create(codes.Move, free, wanted));
                (at[holder], free) = (free, wanted);
            }
            Emit(Instruction.Create(codes.Move, wanted, at[i]));
            (at[i], free) = (wanted, at[i]);
        }
    }

    private void Across(Code combine, Vec d, Vec a)
    {
        var inner = InnerVec;
        var from = V(a);
        for (int distance = Lanes / 2; distance > 0; distance /= 2)
        {
            if (distance >= 4) SwapBlocks(inner, from, distance);
            else Emit(Instruction.Create(codes.PermuteWithin, inner, from, distance == 2 ? SwapPairs : SwapNeighbours));
            Emit(Instruction.Create(combine, V(d), from, inner));
            from = V(d);
        }
    }

    private void Emit(Code code, Vec d, Vec a) => Emit(Instruction.Create(code, V(d), V(a)));

    private void Emit(Code code, Vec d, Vec a, int number) => Emit(Instruction.Create(code, V(d), V(a), number));

    private void Emit(Code code, Vec d, Vec a, Vec b) => Emit(Instruction.Create(code, V(d), V(a), V(b)));

    private void Emit(Code code, Vec d, Vec a, Mem b) => Emit(Instruction.Create(code, V(d), V(a), Operand(b)));
}
