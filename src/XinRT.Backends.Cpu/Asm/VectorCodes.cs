using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Instructions that AVX2 and AVX-512 have alike, but for size and encoding.</summary>
internal sealed record VectorCodes
{
    /// <summary>256-bit vectors.</summary>
    public static readonly VectorCodes Avx2 = new()
    {
        Load = Code.VEX_Vmovups_ymm_ymmm256,
        Store = Code.VEX_Vmovups_ymmm256_ymm,
        LoadU8 = Code.VEX_Vpmovzxbd_ymm_xmmm64,
        LoadI8 = Code.VEX_Vpmovsxbd_ymm_xmmm64,
        LoadU16 = Code.VEX_Vpmovzxwd_ymm_xmmm128,
        LoadF16 = Code.VEX_Vcvtph2ps_ymm_xmmm128,
        StoreF16 = Code.VEX_Vcvtps2ph_xmmm128_ymm_imm8,
        Broadcast = Code.VEX_Vbroadcastss_ymm_m32,
        Move = Code.VEX_Vmovaps_ymm_ymmm256,
        Add = Code.VEX_Vaddps_ymm_ymm_ymmm256,
        Sub = Code.VEX_Vsubps_ymm_ymm_ymmm256,
        Mul = Code.VEX_Vmulps_ymm_ymm_ymmm256,
        Div = Code.VEX_Vdivps_ymm_ymm_ymmm256,
        Min = Code.VEX_Vminps_ymm_ymm_ymmm256,
        Max = Code.VEX_Vmaxps_ymm_ymm_ymmm256,
        Sqrt = Code.VEX_Vsqrtps_ymm_ymmm256,
        Fma = Code.VEX_Vfmadd231ps_ymm_ymm_ymmm256,
        FmaNegated = Code.VEX_Vfnmadd231ps_ymm_ymm_ymmm256,
        Horner = Code.VEX_Vfmadd213ps_ymm_ymm_ymmm256,
        AddI = Code.VEX_Vpaddd_ymm_ymm_ymmm256,
        SubI = Code.VEX_Vpsubd_ymm_ymm_ymmm256,
        MulI = Code.VEX_Vpmulld_ymm_ymm_ymmm256,
        MinI = Code.VEX_Vpminsd_ymm_ymm_ymmm256,
        MaxI = Code.VEX_Vpmaxsd_ymm_ymm_ymmm256,
        ShiftLeft = Code.VEX_Vpslld_ymm_ymm_imm8,
        ShiftRight = Code.VEX_Vpsrld_ymm_ymm_imm8,
        ShiftRightSigned = Code.VEX_Vpsrad_ymm_ymm_imm8,
        ToInt = Code.VEX_Vcvtps2dq_ymm_ymmm256,
        ToFloat = Code.VEX_Vcvtdq2ps_ymm_ymmm256,
        Permute = Code.VEX_Vpermps_ymm_ymm_ymmm256,
        PermuteWithin = Code.VEX_Vpermilps_ymm_ymmm256_imm8,
        UnpackLow = Code.VEX_Vunpcklps_ymm_ymm_ymmm256,
        UnpackHigh = Code.VEX_Vunpckhps_ymm_ymm_ymmm256,
        UnpackLowPairs = Code.VEX_Vunpcklpd_ymm_ymm_ymmm256,
        UnpackHighPairs = Code.VEX_Vunpckhpd_ymm_ymm_ymmm256,
        And = Code.VEX_Vpand_ymm_ymm_ymmm256,
        Or = Code.VEX_Vpor_ymm_ymm_ymmm256,
        Xor = Code.VEX_Vpxor_ymm_ymm_ymmm256,
        Round = Code.VEX_Vroundps_ymm_ymmm256_imm8,
    };

    /// <summary>512-bit vectors.</summary>
    public static readonly VectorCodes Avx512 = new()
    {
        Load = Code.EVEX_Vmovups_zmm_k1z_zmmm512,
        Store = Code.EVEX_Vmovups_zmmm512_k1z_zmm,
        LoadU8 = Code.EVEX_Vpmovzxbd_zmm_k1z_xmmm128,
        LoadI8 = Code.EVEX_Vpmovsxbd_zmm_k1z_xmmm128,
        LoadU16 = Code.EVEX_Vpmovzxwd_zmm_k1z_ymmm256,
        LoadF16 = Code.EVEX_Vcvtph2ps_zmm_k1z_ymmm256_sae,
        StoreF16 = Code.EVEX_Vcvtps2ph_ymmm256_k1z_zmm_imm8_sae,
        Broadcast = Code.EVEX_Vbroadcastss_zmm_k1z_xmmm32,
        Move = Code.EVEX_Vmovaps_zmm_k1z_zmmm512,
        Add = Code.EVEX_Vaddps_zmm_k1z_zmm_zmmm512b32_er,
        Sub = Code.EVEX_Vsubps_zmm_k1z_zmm_zmmm512b32_er,
        Mul = Code.EVEX_Vmulps_zmm_k1z_zmm_zmmm512b32_er,
        Div = Code.EVEX_Vdivps_zmm_k1z_zmm_zmmm512b32_er,
        Min = Code.EVEX_Vminps_zmm_k1z_zmm_zmmm512b32_sae,
        Max = Code.EVEX_Vmaxps_zmm_k1z_zmm_zmmm512b32_sae,
        Sqrt = Code.EVEX_Vsqrtps_zmm_k1z_zmmm512b32_er,
        Fma = Code.EVEX_Vfmadd231ps_zmm_k1z_zmm_zmmm512b32_er,
        FmaNegated = Code.EVEX_Vfnmadd231ps_zmm_k1z_zmm_zmmm512b32_er,
        Horner = Code.EVEX_Vfmadd213ps_zmm_k1z_zmm_zmmm512b32_er,
        AddI = Code.EVEX_Vpaddd_zmm_k1z_zmm_zmmm512b32,
        SubI = Code.EVEX_Vpsubd_zmm_k1z_zmm_zmmm512b32,
        MulI = Code.EVEX_Vpmulld_zmm_k1z_zmm_zmmm512b32,
        MinI = Code.EVEX_Vpminsd_zmm_k1z_zmm_zmmm512b32,
        MaxI = Code.EVEX_Vpmaxsd_zmm_k1z_zmm_zmmm512b32,
        ShiftLeft = Code.EVEX_Vpslld_zmm_k1z_zmmm512b32_imm8,
        ShiftRight = Code.EVEX_Vpsrld_zmm_k1z_zmmm512b32_imm8,
        ShiftRightSigned = Code.EVEX_Vpsrad_zmm_k1z_zmmm512b32_imm8,
        ToInt = Code.EVEX_Vcvtps2dq_zmm_k1z_zmmm512b32_er,
        ToFloat = Code.EVEX_Vcvtdq2ps_zmm_k1z_zmmm512b32_er,
        Permute = Code.EVEX_Vpermps_zmm_k1z_zmm_zmmm512b32,
        PermuteWithin = Code.EVEX_Vpermilps_zmm_k1z_zmmm512b32_imm8,
        UnpackLow = Code.EVEX_Vunpcklps_zmm_k1z_zmm_zmmm512b32,
        UnpackHigh = Code.EVEX_Vunpckhps_zmm_k1z_zmm_zmmm512b32,
        UnpackLowPairs = Code.EVEX_Vunpcklpd_zmm_k1z_zmm_zmmm512b64,
        UnpackHighPairs = Code.EVEX_Vunpckhpd_zmm_k1z_zmm_zmmm512b64,
        And = Code.EVEX_Vpandd_zmm_k1z_zmm_zmmm512b32,
        Or = Code.EVEX_Vpord_zmm_k1z_zmm_zmmm512b32,
        Xor = Code.EVEX_Vpxord_zmm_k1z_zmm_zmmm512b32,
        Round = Code.EVEX_Vrndscaleps_zmm_k1z_zmmm512b32_imm8_sae,
    };

    public required Code Load { get; init; }
    public required Code Store { get; init; }
    public required Code LoadU8 { get; init; }
    public required Code LoadI8 { get; init; }
    public required Code LoadU16 { get; init; }
    public required Code LoadF16 { get; init; }
    public required Code StoreF16 { get; init; }
    public required Code Broadcast { get; init; }
    public required Code Move { get; init; }
    public required Code Add { get; init; }
    public required Code Sub { get; init; }
    public required Code Mul { get; init; }
    public required Code Div { get; init; }
    public required Code Min { get; init; }
    public required Code Max { get; init; }
    public required Code Sqrt { get; init; }
    public required Code Fma { get; init; }
    public required Code FmaNegated { get; init; }
    public required Code Horner { get; init; }
    public required Code AddI { get; init; }
    public required Code SubI { get; init; }
    public required Code MulI { get; init; }
    public required Code MinI { get; init; }
    public required Code MaxI { get; init; }
    public required Code ShiftLeft { get; init; }
    public required Code ShiftRight { get; init; }
    public required Code ShiftRightSigned { get; init; }
    public required Code ToInt { get; init; }
    public required Code ToFloat { get; init; }
    public required Code Permute { get; init; }
    public required Code PermuteWithin { get; init; }
    public required Code UnpackLow { get; init; }
    public required Code UnpackHigh { get; init; }
    public required Code UnpackLowPairs { get; init; }
    public required Code UnpackHighPairs { get; init; }
    public required Code And { get; init; }
    public required Code Or { get; init; }
    public required Code Xor { get; init; }
    public required Code Round { get; init; }
}
