using XinRT.Backends;

namespace XinRT.Runtime.Execution;

/// <summary>One context's shares of the devices it uses, and their turns in its runs.</summary>
internal sealed class ContextDevices(DeviceSet devices) : IDisposable
{
    private readonly Dictionary<string, IDeviceContext> _shares = [];
    private readonly Stack<IDeviceContext> _begun = [];
    private bool _running;

    /// <summary>The share of a backend's device.</summary>
    public IDeviceContext this[string backend]
    {
        get
        {
            if (_shares.TryGetValue(backend, out var known)) return known;
            var share = _shares[backend] = devices[backend].CreateContext();
            // A body may want a device that nothing around it uses.
            if (_running) Begin(share);
            return share;
        }
    }

    /// <summary>Begins a run on all devices; on none if one of them fails.</summary>
    public void BeginRun()
    {
        _running = true;
        try
        {
            foreach (var share in _shares.Values) Begin(share);
        }
        catch
        {
            EndRun();
            throw;
        }
    }

    /// <summary>Ends the run on all devices, whichever of them fails.</summary>
    public void EndRun()
    {
        _running = false;
        if (!_begun.TryPop(out var share)) return;
        try
        {
            share.EndRun();
        }
        finally
        {
            EndRun();
        }
    }

    /// <summary>Gives the shares back; no run may be under way.</summary>
    public void Dispose()
    {
        foreach (var share in _shares.Values) share.Dispose();
        _shares.Clear();
    }

    private void Begin(IDeviceContext share)
    {
        share.BeginRun();
        _begun.Push(share);
    }
}
