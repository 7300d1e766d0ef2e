using XinRT.Fusion;

namespace XinRT.Backends;

/// <summary>Backends in order of preference.</summary>
public sealed class BackendRegistry
{
    private readonly List<IBackend> _backends = [];

    /// <summary>All backends, preferred first.</summary>
    public IReadOnlyList<IBackend> Backends => _backends;

    /// <summary>What fusion may make for the preferred device: the first of the first backend that has one here.</summary>
    public FusionPolicy Fusion => _backends.Select(b => b.Probe() is [var first, ..] ? b.Fusion(first) : null)
        .FirstOrDefault(p => p is not null) ?? FusionPolicy.None;

    /// <summary>Appends a backend, less preferred than those before.</summary>
    public BackendRegistry Add(IBackend backend)
    {
        _backends.Add(backend);
        return this;
    }

    /// <summary>The backend of an id; <see cref="BackendException"/> with the ids that exist if there is none.</summary>
    public IBackend Get(string id) => _backends.Find(b => b.Id == id) ?? throw new BackendException("XIN7001", $"backend '{id}'",
        $"it is not registered; there are {string.Join(", ", _backends.Select(b => b.Id))}", hint: "add the backend's package and register it");
}
