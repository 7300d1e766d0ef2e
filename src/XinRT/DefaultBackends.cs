using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;

namespace XinRT;

/// <summary>The backends that come with XinRT.</summary>
public static class DefaultBackends
{
    /// <summary>A registry in order of preference; add others before use.</summary>
    public static BackendRegistry Create() => new BackendRegistry()
        .Add(new CpuBackend())
        .Add(new ReferenceBackend());   // last: it takes every node

    /// <summary>A registry for one backend by id, with the reference backend behind it for what it does not take; all for
    /// null.</summary>
    public static BackendRegistry Only(string? id) => id switch
    {
        null => Create(),
        "null" => new BackendRegistry().Add(new NullBackend()),
        "cpu" => Create(),
        "cpu-avx2" => new BackendRegistry().Add(new CpuBackend(CpuIsa.Avx2)).Add(new ReferenceBackend()),
        "cpu-avx512" => new BackendRegistry().Add(new CpuBackend(CpuIsa.Avx512)).Add(new ReferenceBackend()),
        "cpu-portable" => new BackendRegistry().Add(new CpuBackend(CpuIsa.Portable)).Add(new ReferenceBackend()),
        "reference" => new BackendRegistry().Add(new ReferenceBackend()),
        _ => throw new BackendException("XIN7001", $"backend '{id}'", "it is not one of cpu, cpu-avx2, cpu-avx512, cpu-portable, reference, null",
            hint: "leave the backend out to use the best one"),
    };
}
