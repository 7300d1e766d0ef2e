using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>AVX2 with FMA, F16C and BMI2: 8 lanes, 15 vector registers; ymm15 is for inner use. A mask is a vector register whose
/// lanes are all ones or zeros.</summary>
internal sealed class Avx2Assembler(bool windows)
    : X86VectorAssembler(windows, RegisterFile.Avx2, VectorCodes.Avx2, Register.YMM0)
{
    // Half 0, or 1, of the first source and then of the second.
    private const int LowHalves = 0x20, HighHalves = 0x31;

    private Mem? _spill;

    /// <inheritdoc/>
    public override int FreeMasks => FreeVecs;

    /// <inheritdoc/>
    public override Mask NewMask() => new(NewVec().Index);

    /// <inheritdoc/>
    public override void Free(Mask mask) => Free(AsVec(mask));

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, Mask mask, LaneFormat format = LaneFormat.Bits32)
    {
        if (format == LaneFormat.Bits32)
        {
            Emit(Instruction.Create(Code.VEX_Vmaskmovps_ymm_ymm_m256, V(d), V(mask), Operand(m)));
            return;
        }
        var narrow = InnerX;
        Emit(Instruction.Create(Code.VEX_Vpxor_xmm_xmm_xmmm128, narrow, narrow, narrow));
        var insert = Bytes(format) == 1 ? Code.VEX_Vpinsrb_xmm_xmm_r32m8_imm8 : Code.VEX_Vpinsrw_xmm_xmm_r32m16_imm8;
        EachLane(mask, i => Emit(Instruction.Create(insert, narrow, narrow, Operand(m + i * Bytes(format)), i)));
        Emit(Instruction.Create(LoadCode(format), V(d), narrow));
        Widened(V(d), format);
    }

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, LaneFormat format = LaneFormat.Bits32)
    {
        if (format == LaneFormat.Bits32) Emit(Instruction.Create(Codes.Store, Operand(m), V(a)));
        else if (format == LaneFormat.F16) Emit(Instruction.Create(Codes.StoreF16, Operand(m), V(a), 0));
        else
        {
            Narrow(a, format);
            Emit(Instruction.Create(Bytes(format) == 1 ? Code.VEX_Vmovq_xmmm64_xmm : Code.VEX_Vmovups_xmmm128_xmm, Operand(m), InnerX));
        }
    }

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, Mask mask, LaneFormat format = LaneFormat.Bits32)
    {
        if (format == LaneFormat.Bits32)
        {
            Emit(Instruction.Create(Code.VEX_Vmaskmovps_m256_ymm_ymm, Operand(m), V(mask), V(a)));
            return;
        }
        Narrow(a, format);
        var extract = Bytes(format) == 1 ? Code.VEX_Vpextrb_r32m8_xmm_imm8 : Code.VEX_Vpextrw_r32m16_xmm_imm8;
        EachLane(mask, i => Emit(Instruction.Create(extract, Operand(m + i * Bytes(format)), InnerX, i)));
    }

    /// <inheritdoc/>
    public override void LoadScalar(Vec d, Mem m) => Emit(Instruction.Create(Code.VEX_Vmovss_xmm_m32, X(d), Operand(m)));

    /// <inheritdoc/>
    public override void StoreScalar(Mem m, Vec a) => Emit(Instruction.Create(Code.VEX_Vmovss_m32_xmm, Operand(m), X(a)));

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Gpr a) => BroadcastLow(V(d), X(d), R(a));

    /// <inheritdoc/>
    public override void Zero(Vec d) => Emit(Instruction.Create(Code.VEX_Vpxor_xmm_xmm_xmmm128, X(d), X(d), X(d)));

    /// <inheritdoc/>
    public override Mask FirstLanes(int count)
    {
        var mask = NewMask();
        count = Math.Clamp(count, 0, Lanes);
        // A window of a table that changes from ones to zeros in its middle.
        Span<int> table = stackalloc int[Lanes * 2];
        table[..Lanes].Fill(-1);
        table[Lanes..].Clear();
        Load(AsVec(mask), Table(table) + (Lanes - count) * 4);
        return mask;
    }

    /// <inheritdoc/>
    public override Mask FirstLanes(Gpr count)
    {
        var mask = NewMask();
        LimitedCount(count);
        BroadcastLow(V(mask), X(AsVec(mask)), Inner);
        Emit(Instruction.Create(Code.VEX_Vpcmpgtd_ymm_ymm_ymmm256, V(mask), V(mask), Operand(Table([0, 1, 2, 3, 4, 5, 6, 7]))));
        return mask;
    }

    /// <inheritdoc/>
    public override void Compare(Mask m, Vec a, Condition condition, Vec b) =>
        Emit(Instruction.Create(Code.VEX_Vcmpps_ymm_ymm_ymmm256_imm8, V(m), V(a), V(b), FloatPredicate(condition)));

    /// <inheritdoc/>
    public override void CompareI(Mask m, Vec a, Condition condition, Vec b)
    {
        if (condition is Condition.Less or Condition.GreaterOrEqual) (a, b) = (b, a);
        bool equality = condition is Condition.Equal or Condition.NotEqual;
        var code = equality ? Code.VEX_Vpcmpeqd_ymm_ymm_ymmm256 : Code.VEX_Vpcmpgtd_ymm_ymm_ymmm256;
        Emit(Instruction.Create(code, V(m), V(a), V(b)));
        if (condition is Condition.Equal or Condition.Less or Condition.Greater) return;
        var ones = InnerVec;
        Emit(Instruction.Create(Code.VEX_Vpcmpeqd_ymm_ymm_ymmm256, ones, ones, ones));
        Emit(Instruction.Create(Codes.Xor, V(m), V(m), ones));
    }

    /// <inheritdoc/>
    public override void Select(Vec d, Mask m, Vec a, Vec b) =>
        Emit(Instruction.Create(Code.VEX_Vblendvps_ymm_ymm_ymmm256_ymm, V(d), V(b), V(a), V(m)));

    /// <inheritdoc/>
    public override void MaskBits(Gpr d, Mask m) => Emit(Instruction.Create(Code.VEX_Vmovmskps_r32_ymm, Low(R(d)), V(m)));

    /// <inheritdoc/>
    public override void Permute2(Vec d, Vec low, Vec high, Vec index)
    {
        const int highBit = 3;
        WithSpare([d, low, high, index], spare =>
        {
            Emit(Instruction.Create(Codes.Permute, V(d), V(index), V(low)));
            Emit(Instruction.Create(Codes.Permute, InnerVec, V(index), V(high)));
            ShiftLeft(spare, index, 31 - highBit);
            Emit(Instruction.Create(Code.VEX_Vblendvps_ymm_ymm_ymmm256_ymm, V(d), V(d), InnerVec, V(spare)));
        });
    }

    /// <inheritdoc/>
    /// <remarks>Each bit becomes a byte of ones, which takes the number of its lane out of a row of all numbers.</remarks>
    public override void Compress(Vec d, Vec a, Gpr bits)
    {
        var numbers = NewGpr();
        Emit(Instruction.Create(Code.VEX_Pdep_r64_r64_rm64, Inner, R(bits), Operand(Table([0x01010101, 0x01010101]))));
        Emit(Instruction.Create(Code.Imul_r64_rm64_imm32, Inner, Inner, 0xFF));
        Set(numbers, 0x0706050403020100);
        Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, R(numbers), R(numbers), Inner));
        Emit(Instruction.Create(Code.VEX_Vmovq_xmm_rm64, InnerX, R(numbers)));
        Emit(Instruction.Create(Code.VEX_Vpmovzxbd_ymm_xmmm64, InnerVec, InnerX));
        Emit(Instruction.Create(Codes.Permute, V(d), InnerVec, V(a)));
        Free(numbers);
    }

    /// <inheritdoc/>
    /// <remarks>Even and odd bytes apart, so that no sum of two products leaves 16 bits.</remarks>
    public override void DotU8I8(Vec acc, Vec a, Vec b)
    {
        foreach (int bytes in (ReadOnlySpan<int>)[0x00FF00FF, unchecked((int)0xFF00FF00)])
        {
            EmitConstant(Codes.And, InnerVec, V(a), bytes);
            Emit(Instruction.Create(Code.VEX_Vpmaddubsw_ymm_ymm_ymmm256, InnerVec, InnerVec, V(b)));
            EmitConstant(Code.VEX_Vpmaddwd_ymm_ymm_ymmm256, InnerVec, InnerVec, 0x00010001);
            Emit(Instruction.Create(Codes.AddI, V(acc), V(acc), InnerVec));
        }
    }

    /// <inheritdoc/>
    public override void DotBF16(Vec acc, Vec a, Vec b) => WithSpare([acc, a, b], spare =>
    {
        const int upper = unchecked((int)0xFFFF0000);
        EmitConstant(Codes.And, InnerVec, V(a), upper);
        EmitConstant(Codes.And, V(spare), V(b), upper);
        Emit(Instruction.Create(Codes.Fma, V(acc), InnerVec, V(spare)));
        Emit(Instruction.Create(Codes.ShiftLeft, InnerVec, V(a), 16));
        ShiftLeft(spare, b, 16);
        Emit(Instruction.Create(Codes.Fma, V(acc), InnerVec, V(spare)));
    });

    /// <inheritdoc/>
    protected override void TransposeBlocks(Register[] at, ref Register free)
    {
        const Code join = Code.VEX_Vperm2f128_ymm_ymm_ymmm256_imm8;
        for (int j = 0; j < 4; j++) Cross(at, j, j + 4, ref free, join, join, LowHalves, HighHalves);
    }

    /// <inheritdoc/>
    protected override void JoinBlocks(Register low, Register high, Register a, Register b)
    {
        const Code join = Code.VEX_Vperm2f128_ymm_ymm_ymmm256_imm8;
        Emit(Instruction.Create(join, low, a, b, LowHalves));
        Emit(Instruction.Create(join, high, a, b, HighHalves));
    }

    /// <inheritdoc/>
    protected override void SwapBlocks(Register d, Register a, int distance) =>
        Emit(Instruction.Create(Code.VEX_Vperm2f128_ymm_ymm_ymmm256_imm8, d, a, a, 0x01));

    /// <inheritdoc/>
    protected override void EmitConstant(Code code, Register d, Register a, int constant)
    {
        Span<int> lanes = stackalloc int[Lanes];
        lanes.Fill(constant);
        Emit(Instruction.Create(code, d, a, Operand(Table(lanes))));
    }

    /// <inheritdoc/>
    protected override void EmitBroadcast(Code code, Register d, Register a, Mem b)
    {
        Emit(Instruction.Create(Codes.Broadcast, InnerVec, Operand(b)));
        Emit(Instruction.Create(code, d, a, InnerVec));
    }

    private static Vec AsVec(Mask m) => new(m.Index);

    private static int Bytes(LaneFormat format) => format is LaneFormat.U8 or LaneFormat.I8 ? 1 : 2;

    private Register V(Mask m) => V(AsVec(m));

    private void BroadcastLow(Register d, Register x, Register a)
    {
        Emit(Instruction.Create(Code.VEX_Vmovd_xmm_rm32, x, Low(a)));
        Emit(Instruction.Create(Code.VEX_Vpbroadcastd_ymm_xmmm32, d, x));
    }

    // Runs the step for the lanes of the mask only.
    private void EachLane(Mask mask, Action<int> step)
    {
        Emit(Instruction.Create(Code.VEX_Vmovmskps_r32_ymm, Low(Inner), V(mask)));
        for (int i = 0; i < Lanes; i++)
        {
            var skip = NewLabel();
            Emit(Instruction.Create(Code.Test_AL_imm8, Register.AL, 1 << i));
            JumpIfZero(skip);
            step(i);
            Bind(skip);
        }
    }

    // Sets the inner register's first lanes to the narrow items.
    private void Narrow(Vec a, LaneFormat format)
    {
        if (format == LaneFormat.F16)
        {
            Emit(Instruction.Create(Codes.StoreF16, InnerX, V(a), 0));
            return;
        }
        if (format == LaneFormat.BF16)
        {
            RoundToUpperHalf(InnerVec, V(a));
            RestoreNaNs(a);
            Emit(Instruction.Create(Codes.ShiftRight, InnerVec, InnerVec, 16));
            Emit(Instruction.Create(Code.VEX_Vpackusdw_ymm_ymm_ymmm256, InnerVec, InnerVec, InnerVec));
            Emit(Instruction.Create(Code.VEX_Vpermq_ymm_ymmm256_imm8, InnerVec, InnerVec, 0x08));
            return;
        }
        Emit(Instruction.Create(Code.VEX_Vextracti128_xmmm128_ymm_imm8, InnerX, V(a), 1));
        Emit(Instruction.Create(Code.VEX_Vpackssdw_xmm_xmm_xmmm128, InnerX, X(a), InnerX));
        var pack = format == LaneFormat.U8 ? Code.VEX_Vpackuswb_xmm_xmm_xmmm128 : Code.VEX_Vpacksswb_xmm_xmm_xmmm128;
        Emit(Instruction.Create(pack, InnerX, InnerX, InnerX));
    }

    private void RestoreNaNs(Vec a) => WithSpare([a], spare =>
    {
        const int quiet = 0x0040_0000, unordered = 3;
        Emit(Instruction.Create(Code.VEX_Vcmpps_ymm_ymm_ymmm256_imm8, V(spare), V(a), V(a), unordered));
        Emit(Instruction.Create(Code.VEX_Vblendvps_ymm_ymm_ymmm256_ymm, InnerVec, InnerVec, V(a), V(spare)));
        EmitConstant(Codes.And, V(spare), V(spare), quiet);
        Emit(Instruction.Create(Codes.Or, InnerVec, InnerVec, V(spare)));
    });

    // One more register: a free one, or else one that is kept on the stack meanwhile.
    private void WithSpare(Vec[] others, Action<Vec> body)
    {
        if (FreeVecs > 0)
        {
            var free = NewVec();
            body(free);
            Free(free);
            return;
        }
        int index = 0;
        while (Array.IndexOf(others, new(index)) >= 0) index++;
        var spare = new Vec(index);
        var place = _spill ??= NewSlots(VectorBytes);
        Store(place, spare);
        body(spare);
        Load(spare, place);
    }
}
