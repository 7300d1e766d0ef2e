using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

/// <summary>Code has no instruction that its target lacks.</summary>
public sealed class FeatureTests
{
    [Fact]
    public void Dot_products_of_bytes_are_refused_where_there_are_none() =>
        Check(CpuFeatures.ByteDots, "Vpdpbusd", (asm, v) => asm.DotU8I8(v[0], v[1], v[2]));

    [Fact]
    public void Dot_products_of_bfloat16_are_refused_where_there_are_none() =>
        Check(CpuFeatures.BFloat16Dots, "Vdpbf16ps", (asm, v) => asm.DotBF16(v[0], v[1], v[2]));

    [Theory]
    [InlineData(CpuIsa.Avx2)]
    [InlineData(CpuIsa.Avx512)]
    public void The_pools_have_the_registers_of_the_target_less_the_parameters(CpuIsa isa)
    {
        var target = KernelHarness.Target(isa);
        var asm = Assemblers.Create(target, windows: false);

        Assert.Equal(target.Lanes, asm.Lanes);
        Assert.Equal(target.Vecs, asm.FreeVecs);
        Assert.Equal(target.Registers.Gprs - 4, asm.FreeGprs);
        // Where masks have registers of their own, they leave the vectors alone.
        asm.NewMask();
        Assert.Equal(target.Has(CpuFeatures.MaskRegisters) ? target.Vecs : target.Vecs - 1, asm.FreeVecs);
    }

    // All other features do not help, and code for AVX2 needs none.
    private static void Check(CpuFeatures needed, string instruction, Action<VectorAssembler, Vec[]> dot)
    {
        var plain = KernelHarness.Target(CpuIsa.Avx512);
        const CpuFeatures all = CpuFeatures.ByteDots | CpuFeatures.BFloat16Dots;
        var others = plain with { Features = plain.Features | (all & ~needed) };
        var error = Assert.Throws<NotSupportedException>(() => Emit(others));
        Assert.Contains($"{instruction} needs {needed}", error.Message, StringComparison.Ordinal);
        string code = Emit(plain with { Features = plain.Features | needed });
        Assert.Contains(instruction, code, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(instruction, Emit(KernelHarness.Target(CpuIsa.Avx2)), StringComparison.OrdinalIgnoreCase);

        string Emit(CpuTarget target)
        {
            var asm = Assemblers.Create(target, windows: false);
            dot(asm, asm.NewVecs(3));
            asm.Return();
            return asm.Finish().Print();
        }
    }
}
