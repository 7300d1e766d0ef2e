namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Which input channels the lanes of vectors of output channels read, where a vector holds channels of several
/// groups: lane l of vector v, in step j, reads <c>First(v) + Distance(v, l) + j</c>.</summary>
/// <param name="Inputs">Input channels of a group: as many steps.</param>
/// <param name="Outputs">Output channels of a group.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Lanes">Lanes of a vector.</param>
internal sealed record LaneSources(long Inputs, long Outputs, long Groups, int Lanes)
{
    /// <summary>Every lane reads its own channel.</summary>
    public static LaneSources Same(long channels, int lanes) => new(1, 1, channels, lanes);

    /// <summary>Whether every lane reads its own channel.</summary>
    public bool IsSame => Inputs == 1 && Outputs == 1;

    /// <summary>Channels of the output.</summary>
    public long Channels => Groups * Outputs;

    /// <summary>Vectors of output channels.</summary>
    public long Vectors => (Channels + Lanes - 1) / Lanes;

    /// <summary>Whether every vector's lanes read the same channel.</summary>
    public bool IsBroadcast => !IsSame && Outputs % Lanes == 0;

    /// <summary>Whether one load has the channels of all steps; if not, loads move on by a channel each step.</summary>
    public bool IsResident => Inputs > 1 && !IsBroadcast && LongestDistance + Inputs <= Lanes;

    /// <summary>Adjacent channels that a vector reads at once.</summary>
    public long Reach => LongestDistance + (IsResident ? Inputs : 1);

    /// <summary>Whether no vector has channels of more than two groups, and those are too far apart for one load.</summary>
    public bool IsPair => !IsBroadcast && LongestDistance == Inputs && Reach > Lanes;

    /// <summary>Lanes of the first group in a vector.</summary>
    public int OfFirst(long vector) => (int)Math.Min(Lanes, Outputs - vector * Lanes % Outputs);

    /// <summary>Vectors at the end that need masks, for the output or because whole loads would leave the
    /// input.</summary>
    public long Tails
    {
        get
        {
            long loaded = IsBroadcast || IsPair ? 1 : (Reach + Lanes - 1) / Lanes * Lanes, steps = IsResident ? 1 : Inputs;
            long v = Vectors;
            while (v > 0 && (v * Lanes > Channels || First(v - 1) + steps - 1 + loaded > Groups * Inputs)) v--;
            return Vectors - v;
        }
    }

    private long LongestDistance
    {
        get
        {
            // The pattern of groups in vectors repeats after as many vectors as a group has channels.
            long longest = 0;
            for (long v = 0; v < Math.Min(Vectors, Outputs); v++) longest = Math.Max(longest, Distance(v, Lanes - 1));
            return longest;
        }
    }

    /// <summary>The first input channel of a vector.</summary>
    public long First(long vector) => vector * Lanes / Outputs * Inputs;

    /// <summary>How far from <see cref="First"/> a lane begins to read.</summary>
    public long Distance(long vector, int lane) =>
        (Math.Min(vector * Lanes + lane, Channels - 1) / Outputs - vector * Lanes / Outputs) * Inputs;

    /// <summary>Channels that a vector needs of a load.</summary>
    public long Needed(long vector) => Distance(vector, Lanes - 1) + (IsResident ? Inputs : 1);
}
