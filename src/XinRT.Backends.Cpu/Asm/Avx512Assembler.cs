using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>AVX-512 with BW, DQ and VL, and VNNI and BF16 where the features have them: 16 lanes, 31 vector
/// registers, 6 masks. zmm31 and k7 are for inner use; k0 is no mask.</summary>
internal sealed class Avx512Assembler(bool windows, CpuFeatures features)
    : X86VectorAssembler(windows, RegisterFile.Avx512, VectorCodes.Avx512, Register.ZMM0)
{
    private const Register InnerMask = Register.K7;

    // Blocks of four lanes 0 and 2, or 1 and 3, of the first source and then of the second.
    private const int EvenBlocks = 0x88, OddBlocks = 0xDD;

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, Mask mask, LaneFormat format = LaneFormat.Bits32)
    {
        var load = Instruction.Create(LoadCode(format), V(d), Operand(m));
        load.OpMask = K(mask);
        load.ZeroingMasking = true;
        Emit(load);
        Widened(V(d), format);
    }

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, LaneFormat format = LaneFormat.Bits32) => Store(m, a, Register.None, format);

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, Mask mask, LaneFormat format = LaneFormat.Bits32) => Store(m, a, K(mask), format);

    /// <inheritdoc/>
    public override void LoadScalar(Vec d, Mem m) => Emit(Instruction.Create(Code.EVEX_Vmovss_xmm_k1z_m32, X(d), Operand(m)));

    /// <inheritdoc/>
    public override void StoreScalar(Mem m, Vec a) => Emit(Instruction.Create(Code.EVEX_Vmovss_m32_k1_xmm, Operand(m), X(a)));

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Gpr a) => Emit(Instruction.Create(Code.EVEX_Vpbroadcastd_zmm_k1z_r32, V(d), Low(R(a))));

    /// <inheritdoc/>
    public override void Zero(Vec d)
    {
        // The short form clears the whole register too.
        if (X(d) < Register.XMM16) Emit(Instruction.Create(Code.VEX_Vpxor_xmm_xmm_xmmm128, X(d), X(d), X(d)));
        else Emit(Instruction.Create(Codes.Xor, V(d), V(d), V(d)));
    }

    /// <inheritdoc/>
    public override Mask FirstLanes(int count)
    {
        var mask = NewMask();
        if (count <= 0) Emit(Instruction.Create(Code.VEX_Kxorw_kr_kr_kr, K(mask), K(mask), K(mask)));
        else if (count >= Lanes) Emit(Instruction.Create(Code.VEX_Kxnorw_kr_kr_kr, K(mask), K(mask), K(mask)));
        else
        {
            Set(Inner, (1L << count) - 1);
            Emit(Instruction.Create(Code.VEX_Kmovw_kr_r32, K(mask), Low(Inner)));
        }
        return mask;
    }

    /// <inheritdoc/>
    public override Mask FirstLanes(Gpr count)
    {
        var mask = NewMask();
        LimitedCount(count);
        Emit(Instruction.Create(Code.VEX_Bzhi_r32_rm32_r32, Low(Inner), Operand(Table([(1 << Lanes) - 1])), Low(Inner)));
        Emit(Instruction.Create(Code.VEX_Kmovw_kr_r32, K(mask), Low(Inner)));
        return mask;
    }

    /// <inheritdoc/>
    public override void Compare(Mask m, Vec a, Condition condition, Vec b) =>
        Emit(Instruction.Create(Code.EVEX_Vcmpps_kr_k1_zmm_zmmm512b32_imm8_sae, K(m), V(a), V(b), FloatPredicate(condition)));

    /// <inheritdoc/>
    public override void CompareI(Mask m, Vec a, Condition condition, Vec b) =>
        Emit(Instruction.Create(Code.EVEX_Vpcmpd_kr_k1_zmm_zmmm512b32_imm8, K(m), V(a), V(b), condition switch
        {
            Condition.Equal => 0,
            Condition.NotEqual => 4,
            Condition.Less => 1,
            Condition.LessOrEqual => 2,
            Condition.Greater => 6,
            _ => 5,
        }));

    /// <inheritdoc/>
    public override void Select(Vec d, Mask m, Vec a, Vec b)
    {
        var blend = Instruction.Create(Code.EVEX_Vblendmps_zmm_k1z_zmm_zmmm512b32, V(d), V(b), V(a));
        blend.OpMask = K(m);
        Emit(blend);
    }

    /// <inheritdoc/>
    public override bool HasClampMagnitude => true;

    /// <inheritdoc/>
    public override void ClampMagnitude(Vec x, float bound)
    {
        // The smaller magnitude with the sign of x; of a NaN and a number the number.
        const int smallerMagnitude = 2;
        var constant = Operand(Table([bound]), broadcast: true);
        const Code range = Code.EVEX_Vrangeps_zmm_k1z_zmm_zmmm512b32_imm8_sae;
        Emit(Instruction.Create(range, V(x), V(x), constant, smallerMagnitude));
    }

    /// <inheritdoc/>
    public override void MaskBits(Gpr d, Mask m) => Emit(Instruction.Create(Code.VEX_Kmovw_r32_kr, Low(R(d)), K(m)));

    /// <inheritdoc/>
    public override void Permute2(Vec d, Vec low, Vec high, Vec index)
    {
        Move(d, index);
        Emit(Instruction.Create(Code.EVEX_Vpermi2ps_zmm_k1z_zmm_zmmm512b32, V(d), V(low), V(high)));
    }

    /// <inheritdoc/>
    /// <remarks>Not straight to memory, which is slow on some processors.</remarks>
    public override void Compress(Vec d, Vec a, Gpr bits)
    {
        Emit(Instruction.Create(Code.VEX_Kmovw_kr_r32, InnerMask, Low(R(bits))));
        var compress = Instruction.Create(Code.EVEX_Vpcompressd_zmmm512_k1z_zmm, V(d), V(a));
        compress.OpMask = InnerMask;
        compress.ZeroingMasking = true;
        Emit(compress);
    }

    /// <inheritdoc/>
    public override void DotU8I8(Vec acc, Vec a, Vec b) =>
        Emit(CpuFeatures.ByteDots, Code.EVEX_Vpdpbusd_zmm_k1z_zmm_zmmm512b32, acc, a, b);

    /// <inheritdoc/>
    public override void DotBF16(Vec acc, Vec a, Vec b) =>
        Emit(CpuFeatures.BFloat16Dots, Code.EVEX_Vdpbf16ps_zmm_k1z_zmm_zmmm512b32, acc, a, b);

    /// <inheritdoc/>
    protected override void TransposeBlocks(Register[] at, ref Register free)
    {
        const Code shuffle = Code.EVEX_Vshuff32x4_zmm_k1z_zmm_zmmm512b32_imm8;
        for (int j = 0; j < 4; j++)
        {
            // Rows of blocks A to D: (A0 A2 B0 B2), (A1 A3 B1 B3), and so for C and D; then the columns 0, 2 and 1, 3.
            Cross(at, j, j + 4, ref free, shuffle, shuffle, EvenBlocks, OddBlocks);
            Cross(at, j + 8, j + 12, ref free, shuffle, shuffle, EvenBlocks, OddBlocks);
            Cross(at, j, j + 8, ref free, shuffle, shuffle, EvenBlocks, OddBlocks);
            Cross(at, j + 4, j + 12, ref free, shuffle, shuffle, EvenBlocks, OddBlocks);
        }
    }

    /// <inheritdoc/>
    protected override void JoinBlocks(Register low, Register high, Register a, Register b)
    {
        const Code shuffle = Code.EVEX_Vshuff32x4_zmm_k1z_zmm_zmmm512b32_imm8;
        Emit(Instruction.Create(shuffle, low, a, b, EvenBlocks));
        Emit(Instruction.Create(shuffle, high, a, b, OddBlocks));
    }

    /// <inheritdoc/>
    protected override void SwapBlocks(Register d, Register a, int distance) =>
        Emit(Instruction.Create(Code.EVEX_Vshuff32x4_zmm_k1z_zmm_zmmm512b32_imm8, d, a, a, distance == 8 ? 0x4E : 0xB1));

    /// <inheritdoc/>
    protected override void EmitConstant(Code code, Register d, Register a, int constant) =>
        Emit(Instruction.Create(code, d, a, Operand(Table([constant]), broadcast: true)));

    /// <inheritdoc/>
    protected override void EmitBroadcast(Code code, Register d, Register a, Mem b) =>
        Emit(Instruction.Create(code, d, a, Operand(b, broadcast: true)));

    private static Register K(Mask m) => Register.K1 + m.Index;

    // An instruction that not every processor with AVX-512 has.
    private void Emit(CpuFeatures needed, Code code, Vec d, Vec a, Vec b)
    {
        var instruction = Instruction.Create(code, V(d), V(a), V(b));
        if ((features & needed) == 0)
        {
            throw new NotSupportedException(
                $"{instruction.Mnemonic} needs {needed}, but the target has only {features}.");
        }
        Emit(instruction);
    }

    private void Store(Mem m, Vec a, Register mask, LaneFormat format)
    {
        var inner = InnerVec;
        Instruction store;
        switch (format)
        {
            case LaneFormat.Bits32:
                store = Instruction.Create(Codes.Store, Operand(m), V(a));
                break;
            case LaneFormat.U8:
                // The instruction takes the lanes as unsigned.
                Emit(Instruction.Create(Codes.Xor, inner, inner, inner));
                Emit(Instruction.Create(Codes.MaxI, inner, inner, V(a)));
                store = Instruction.Create(Code.EVEX_Vpmovusdb_xmmm128_k1z_zmm, Operand(m), inner);
                break;
            case LaneFormat.I8:
                store = Instruction.Create(Code.EVEX_Vpmovsdb_xmmm128_k1z_zmm, Operand(m), V(a));
                break;
            case LaneFormat.BF16:
                RoundToUpperHalf(inner, V(a));
                RestoreNaNs(inner, V(a));
                Emit(Instruction.Create(Codes.ShiftRight, inner, inner, 16));
                store = Instruction.Create(Code.EVEX_Vpmovdw_ymmm256_k1z_zmm, Operand(m), inner);
                break;
            default:
                store = Instruction.Create(Codes.StoreF16, Operand(m), V(a), 0);
                break;
        }
        if (mask != Register.None) store.OpMask = mask;
        Emit(store);
    }

    private void RestoreNaNs(Register d, Register a)
    {
        const int quiet = 0x0040_0000, unordered = 3;
        Emit(Instruction.Create(Code.EVEX_Vcmpps_kr_k1_zmm_zmmm512b32_imm8_sae, InnerMask, a, a, unordered));
        var restore = Instruction.Create(Codes.Or, d, a, Operand(Table([quiet]), broadcast: true));
        restore.OpMask = InnerMask;
        Emit(restore);
    }
}
