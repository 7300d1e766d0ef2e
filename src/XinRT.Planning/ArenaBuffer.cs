namespace XinRT.Planning;

/// <summary>A part of the arena. Has identity: two of the same bytes are different buffers.</summary>
/// <param name="bytes">Size.</param>
/// <param name="firstStep">First step that touches it, -1 if it is filled before the first.</param>
/// <param name="lastStep">Last step that touches it; <see cref="int.MaxValue"/> if it lasts to the end of the
/// run.</param>
/// <param name="offset">Bytes from the beginning of the arena.</param>
public sealed class ArenaBuffer(long bytes, int firstStep, int lastStep, long offset) : IBuffer
{
    /// <summary>Size.</summary>
    public long Bytes => bytes;

    /// <summary>First step that touches it, -1 if it is filled before the first.</summary>
    public int FirstStep => firstStep;

    /// <summary>Last step that touches it; <see cref="int.MaxValue"/> if it lasts to the end of the run.</summary>
    public int LastStep => lastStep;

    /// <summary>Bytes from the beginning of the arena.</summary>
    public long Offset => offset;
}
