using XinRT.Fusion;

namespace XinRT.Backends;

/// <summary>The first device of each registered backend, opened when it is first needed. Safe to use from many threads.</summary>
public sealed class DeviceSet(BackendRegistry registry, DeviceOptions options) : IDisposable
{
    private readonly Dictionary<string, IDevice> _open = [];
    private readonly Lazy<IReadOnlyList<string>> _available =
        new(() => [.. registry.Backends.Where(b => b.Probe().Count > 0).Select(b => b.Id)]);
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>The device of a backend.</summary>
    public IDevice this[string backend]
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _open.TryGetValue(backend, out var open) ? open : Open(registry.Get(backend));
            }
        }
    }

    /// <summary>Opens devices that will be needed and warms them up, beside the thread that will need them. What cannot be opened is
    /// left for that one to complain about.</summary>
    public void WarmUp(IReadOnlyList<string> backends)
    {
        foreach (string backend in backends)
        {
            // Views and constants are of none.
            if (backend.Length == 0) continue;
            try
            {
                this[backend].WarmUp();
            }
            catch (Exception e) when (e is BackendException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Ids of the backends that have a device here, preferred first.</summary>
    public IReadOnlyList<string> Available => _available.Value;

    /// <summary>The first kernel for a problem of the first device that takes it. A <see cref="BuildException"/>
    /// XIN4002 if there is none.</summary>
    public (KernelSpec Kernel, KernelPlan Plan) Choose(KernelProblem problem)
    {
        foreach (string backend in Available)
            if (TryChoose(backend, problem) is var (kernel, plan)) return (kernel, plan);
        string refusals = string.Join("; ", Refusals(problem, registry.Backends[^1].Id));
        throw new BuildException("XIN4002", problem.Node.ToString(), $"no backend takes it ({refusals})",
            hint: "register the reference backend, which takes every operator");
    }

    /// <summary>The first kernel of a backend for a problem; null if it does not take it.</summary>
    public (KernelSpec Kernel, KernelPlan Plan)? TryChoose(string backend, KernelProblem problem)
    {
        var device = this[backend];
        foreach (var kernel in device.Offer(problem)) return (kernel, device.Plan(kernel, problem)!);
        return null;
    }

    /// <summary>Why the backends before one did not take a problem, and which kernels up to there could not be made.</summary>
    public IReadOnlyList<string> Refusals(KernelProblem problem, string backend)
    {
        var refusals = new List<string>();
        foreach (var known in registry.Backends)
        {
            refusals.AddRange(Refusals(known, problem));
            if (known.Id == backend) break;
        }
        return refusals;
    }

    /// <summary>Makes something of kernels; where one cannot be made, its generator is refused and all is made anew.</summary>
    public T WithoutFailing<T>(Func<T> make)
    {
        while (true)
        {
            try
            {
                return make();
            }
            catch (KernelException failure) when (this[failure.Backend].Refuse(failure))
            {
            }
        }
    }

    /// <summary>What fusion may make for a backend of <see cref="Available"/>.</summary>
    public FusionPolicy FusionFor(string backend) => registry.Get(backend) is var known
        && known.Probe() is [var first, ..]
        ? known.Fusion(first) : FusionPolicy.None;

    /// <summary>The devices opened so far by the id of their backend.</summary>
    public IReadOnlyDictionary<string, IDevice> Opened
    {
        get
        {
            lock (_lock) return _open.ToDictionary();
        }
    }

    /// <summary>Closes the devices.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var device in _open.Values) device.Dispose();
            _open.Clear();
        }
    }

    private IEnumerable<string> Refusals(IBackend backend, KernelProblem problem)
    {
        if (!Available.Contains(backend.Id))
            return [$"{backend.Id}: {backend.WhyNoDevice ?? "there is no such device here"}"];
        var reasons = this[backend.Id].Failures(problem).ToList();
        if (this[backend.Id].WhyNot(problem) is { } refusal) reasons.Add(refusal.Reason);
        return reasons.Distinct().Select(r => $"{backend.Id}: {r}");
    }

    private IDevice Open(IBackend backend)
    {
        var info = backend.Probe();
        if (info.Count == 0)
        {
            throw new BackendException("XIN7004", $"backend '{backend.Id}'", "the engine needs one of its devices, but there is none here",
                hint: "run on a machine with such a device, or build with another backend");
        }
        return _open[backend.Id] = backend.Open(info[0], options);
    }
}
