namespace XinRT.Backends;

/// <summary>The share of a device that one context holds.</summary>
public interface IDeviceContext : IDisposable
{
    /// <summary>Called before the first kernel of a run.</summary>
    void BeginRun();

    /// <summary>Called after the last kernel of a run, also if it failed.</summary>
    void EndRun();
}
