namespace XinRT.Backends;

/// <summary>What worker threads do between the parallel loops of an inference and between inferences.</summary>
public enum LatencyMode
{
    /// <summary>Watch for work for 200 µs, then sleep: quick within an inference, idle soon after it.</summary>
    Balanced,

    /// <summary>Watch for work all the time: the quickest start, at the price of cores that are never idle.</summary>
    Spin,

    /// <summary>Sleep after 10 µs without work: the least energy, and 5 to 50 µs to wake up.</summary>
    Park,
}
