using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>What the processor says about itself.</summary>
internal sealed record CpuProbe
{
    private const string CacheFolder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>Name that the maker gave it.</summary>
    public required string Name { get; init; }

    /// <summary>Family, model and stepping, such as <c>26/2/1</c>; empty where the processor has no such numbers.</summary>
    public required string Version { get; init; }

    /// <summary>Instruction sets that this process may use, the best last.</summary>
    public required ValueArray<CpuIsa> Isas { get; init; }

    /// <summary>What AVX-512 has here and not on every processor.</summary>
    public CpuFeatures Features { get; init; }

    /// <summary>Bytes of the first-level data cache of a core.</summary>
    public required long L1Bytes { get; init; }

    /// <summary>Bytes of the second-level cache of a core.</summary>
    public required long L2Bytes { get; init; }

    /// <summary>Bytes of one last-level cache.</summary>
    public required long L3Bytes { get; init; }

    /// <summary>Asks the processor this thread runs on. Instruction sets count only if the system saves their registers and permits
    /// generated code, and the runtime's settings permit them.</summary>
    public static CpuProbe Detect()
    {
        long[] caches = Caches();
        var probe = new CpuProbe
        {
            Name = RuntimeInformation.ProcessArchitecture.ToString(),
            Version = "",
            Isas = PortableVectors.WhyNot is null ? [CpuIsa.Portable] : [],
            L1Bytes = caches[1],
            L2Bytes = caches[2],
            L3Bytes = caches[3],
        };
        if (!X86Base.X64.IsSupported) return probe;
        var (signature, _, basic, _) = X86Base.CpuId(1, 0);
        var (leaves, _, more, _) = X86Base.CpuId(7, 0);
        int dots = leaves > 0 ? X86Base.CpuId(7, 1).Eax : 0;
        int family = signature >> 8 & 15, model = signature >> 4 & 15;
        if (family is 6 or 15) model += (signature >> 16 & 15) << 4;
        if (family == 15) family += signature >> 20 & 255;
        // .NET knows no class for the conversions of half precision.
        bool halves = Bit(basic, 29), avx2 = CodeMemory.IsPermitted && halves && HasAvx2, avx512 = avx2 && HasAvx512;
        return probe with
        {
            Name = BrandName(probe.Name),
            Version = string.Create(CultureInfo.InvariantCulture, $"{family}/{model}/{signature & 15}"),
            Isas = [.. probe.Isas, .. avx2 ? [CpuIsa.Avx2] : (ReadOnlySpan<CpuIsa>)[], .. avx512 ? [CpuIsa.Avx512] : (ReadOnlySpan<CpuIsa>)[]],
            Features = (avx512 && Bit(more, 11) ? CpuFeatures.ByteDots : 0)
                | (avx512 && Bit(dots, 5) ? CpuFeatures.BFloat16Dots : 0),
        };
    }

    // Apart, since an ahead-of-time image cannot hold a method that asks this.
    private static bool HasAvx2 => Avx2.IsSupported && Fma.IsSupported && Bmi2.X64.IsSupported;

    private static bool HasAvx512 => Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported;

    /// <summary>What generators are to make code for: the best instruction set, or the one asked for; a
    /// <see cref="BackendException"/> if the processor lacks it.</summary>
    public CpuTarget Target(int threads, CpuIsa? wanted = null)
    {
        var isa = wanted ?? Isas[^1];
        if (Array.IndexOf(Isas.ToArray(), isa) >= 0)
        {
            var target = new CpuTarget(isa, threads, L1Bytes, L2Bytes, L3Bytes);
            return isa == CpuIsa.Avx512 ? target with { Features = target.Features | Features } : target;
        }
        throw new BackendException("XIN7007", "cpu backend", $"code for {Text(isa)} was asked for, but {Name} runs only {string.Join(", ", Isas.Select(Text))}",
            hint: "choose one of these, or none to get the best");
    }

    /// <summary>One line that differs where times measured on one machine say nothing about another.</summary>
    public string Fingerprint(CpuTarget target)
    {
        string vnni = Features.HasFlag(CpuFeatures.ByteDots) ? "+vnni" : "";
        string bf16 = Features.HasFlag(CpuFeatures.BFloat16Dots) ? "+bf16" : "";
        string caches = string.Create(CultureInfo.InvariantCulture,
            $"{L1Bytes >> 10}K/{L2Bytes >> 10}K/{L3Bytes >> 10}K");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name}; {Version}; {Code(target)}{vnni}{bf16}; {caches}; {target.Threads} threads");
    }

    // The runtime is the compiler of portable code.
    private static string Code(CpuTarget target) =>
        target.Isa == CpuIsa.Portable ? $"portable-{target.Lanes * 32} by .NET {Environment.Version}" : Text(target.Isa);

    private static string Text(CpuIsa isa) => isa.ToString().ToLowerInvariant();

    private static bool Bit(int word, int bit) => (word >> bit & 1) != 0;

    private static string BrandName(string otherwise)
    {
        const uint first = 0x8000_0002, last = 0x8000_0004;
        if ((uint)X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax < last) return otherwise;
        var text = new StringBuilder();
        for (uint leaf = first; leaf <= last; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId((int)leaf, 0);
            foreach (int word in (ReadOnlySpan<int>)[a, b, c, d])
                for (int i = 0; i < 4; i++) text.Append((char)(word >> i * 8 & 255));
        }
        string name = string.Join(' ', text.ToString().Split([' ', '\0'], StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 ? name : otherwise;
    }

    // By level; from the processor, else from the system, else a guess that is small for any machine of this age.
    private static long[] Caches()
    {
        long[] bytes = new long[4];
        if (X86Base.IsSupported) FromProcessor(bytes);
        if (bytes[1] == 0 && Directory.Exists(CacheFolder)) FromSystem(bytes);
        if (bytes[1] == 0) bytes[1] = 32 << 10;
        if (bytes[2] == 0) bytes[2] = 512 << 10;
        if (bytes[3] == 0) bytes[3] = Math.Max(bytes[2], 4 << 20);
        return bytes;
    }

    private static void FromProcessor(long[] bytes)
    {
        const uint amd = 0x8000_001D, features = 0x8000_0001;
        var (leaves, b, c, d) = X86Base.CpuId(0, 0);
        // "AuthenticAMD" and "HygonGenuine".
        bool isAmd = (b, d, c) is (0x68747541, 0x69746E65, 0x444D4163) or (0x6F677948, 0x6E65476E, 0x656E6975);
        if (isAmd && ((uint)X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax < amd || !Bit(X86Base.CpuId(unchecked((int)features), 0).Ecx, 22))) return;
        if (!isAmd && leaves < 4) return;
        const int data = 1, unified = 3;
        for (int i = 0; i < 16; i++)
        {
            var (kind, shape, sets, _) = X86Base.CpuId(isAmd ? unchecked((int)amd) : 4, i);
            if ((kind & 31) == 0) break;
            int level = kind >> 5 & 7;
            if ((kind & 31) is not (data or unified) || level is < 1 or > 3) continue;
            bytes[level] = ((shape >>> 22) + 1L) * ((shape >> 12 & 1023) + 1L) * ((shape & 4095) + 1L) * ((uint)sets + 1L);
        }
    }

    private static void FromSystem(long[] bytes)
    {
        foreach (string folder in Directory.EnumerateDirectories(CacheFolder, "index*"))
        {
            if (Read(folder, "type") == "Instruction" || !int.TryParse(Read(folder, "level"), out int level) || level is < 1 or > 3) continue;
            string size = Read(folder, "size");
            int shift = size.EndsWith('K') ? 10 : size.EndsWith('M') ? 20 : 0;
            if (long.TryParse(size.AsSpan().TrimEnd("KM"), out long number)) bytes[level] = number << shift;
        }
    }

    private static string Read(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
