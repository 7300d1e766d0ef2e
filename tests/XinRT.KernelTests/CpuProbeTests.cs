using XinRT.Backends.Cpu;

namespace XinRT.KernelTests;

public sealed class CpuProbeTests
{
    private static readonly CpuProbe Probe = CpuProbe.Detect();

    [Fact]
    public void Caches_grow_from_level_to_level()
    {
        Assert.InRange(Probe.L1Bytes, 8 << 10, 1 << 20);
        Assert.InRange(Probe.L2Bytes, Probe.L1Bytes, 1L << 32);
        Assert.InRange(Probe.L3Bytes, Probe.L2Bytes, 1L << 40);
    }

    [Fact]
    public void The_best_instruction_set_is_taken_unless_one_is_asked_for()
    {
        Assert.Equal(Probe.Isas.Max(), Probe.Target(2).Isa);
        foreach (var isa in Probe.Isas) Assert.Equal(isa, Probe.Target(2, isa).Isa);
    }

    [Fact]
    public void An_instruction_set_that_is_not_there_is_refused()
    {
        var old = Probe with { Name = "Old Processor", Isas = [CpuIsa.Portable, CpuIsa.Avx2] };

        var e = Assert.Throws<BackendException>(() => old.Target(1, CpuIsa.Avx512));
        Assert.Equal("XIN7007", e.Code);
        Assert.Contains("code for avx512 was asked for, but Old Processor runs only portable, avx2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_code_for_avx512_may_use_what_its_processor_has_beyond_the_others()
    {
        const CpuFeatures dots = CpuFeatures.ByteDots | CpuFeatures.BFloat16Dots;
        var probe = Probe with { Isas = [CpuIsa.Portable, CpuIsa.Avx2, CpuIsa.Avx512], Features = dots };
        CpuTarget best = probe.Target(1, CpuIsa.Avx512), plain = KernelHarness.Target(CpuIsa.Avx512);

        Assert.Equal(plain.Features | dots, best.Features);
        Assert.NotEqual(plain.Features, best.Features);
        Assert.Equal(CpuFeatures.None, probe.Target(1, CpuIsa.Avx2).Features);
        Assert.Equal(CpuFeatures.None, probe.Target(1, CpuIsa.Portable).Features);
    }

    [Fact]
    public void The_fingerprint_of_portable_code_names_its_width_and_compiler()
    {
        var probe = Probe with { Isas = [CpuIsa.Portable] };

        Assert.Contains($"portable-{PortableVectors.Lanes * 32} by .NET {Environment.Version}", probe.Fingerprint(probe.Target(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_tells_processors_code_and_threads_apart()
    {
        var probe = Probe with
        {
            Name = "A",
            Version = "1/2/3",
            Isas = [CpuIsa.Portable, CpuIsa.Avx2],
            Features = CpuFeatures.None,
            L1Bytes = 32 << 10,
            L2Bytes = 1 << 20,
            L3Bytes = 8 << 20,
        };

        Assert.Equal("A; 1/2/3; avx2; 32K/1024K/8192K; 4 threads", probe.Fingerprint(probe.Target(4)));
    }
}
