namespace XinRT.Backends.Cpu;

/// <summary>Code of a kernel in the making, which may begin before anybody waits for it.</summary>
internal sealed class Emission(Func<EmittedPhase[]> emit)
{
    private readonly Lazy<EmittedPhase[]> _first = new(emit);
    private volatile bool _hasBegun;

    /// <summary>Begins it on another thread; a failure waits for <see cref="Finish"/>.</summary>
    public void Begin()
    {
        _hasBegun = true;
        Task.Run(() => _first.Value);
    }

    /// <summary>The code. What was begun early and failed is made again: the reason, such as a lack of memory, may be gone.</summary>
    public EmittedPhase[] Finish()
    {
        try
        {
            return _first.Value;
        }
        catch (Exception) when (_hasBegun)
        {
            return emit();
        }
    }
}
