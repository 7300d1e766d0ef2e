namespace XinRT.Planning;

/// <summary>Memory of a known size and lifetime that has no address yet.</summary>
/// <param name="bytes">Size.</param>
internal sealed class Storage(long bytes) : IBuffer
{
    /// <summary>The last step of what lives to the end of the run.</summary>
    public const int Always = int.MaxValue;

    /// <summary>Size.</summary>
    public long Bytes => bytes;

    /// <summary>First step that touches it; -1 if it is filled before the first step.</summary>
    public int FirstStep { get; private set; } = int.MaxValue;

    /// <summary>Last step that touches it; <see cref="Always"/> if it must last to the end; -1 if none does.</summary>
    public int LastStep { get; private set; } = -1;

    /// <summary>A step reads or writes it.</summary>
    public void Touch(int step)
    {
        FirstStep = Math.Min(FirstStep, step);
        LastStep = Math.Max(LastStep, step);
    }

    /// <summary>It must last to the end of the run.</summary>
    public void Keep() => LastStep = Always;

    /// <summary>It is filled before the run and kept for the next.</summary>
    public void Pin() => (FirstStep, LastStep) = (-1, Always);
}
