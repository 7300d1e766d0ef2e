namespace XinRT.TestKit.Faults;

/// <summary>The faults that can be put back.</summary>
public static class FaultSwitches
{
    /// <summary>Mends that searches prove themselves on, in the order of their table.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new SkippedChannelVectors(),
        new ThinVolumes(),
        new LowestMask(),
        new ZippedGains(),
        new BiasOfRows(),
        new IntegersThroughDouble(),
        new LargerAddend(),
        new SharedOperand(),
        new DistanceOfOne(),
        new ScratchOfBodies(),
        new MarkWithoutJob(),
    ];

    /// <summary>Faults that no mend stands for: they show that a search notices a death, a hang and a wrong number at
    /// all.</summary>
    public static IReadOnlyList<Fault> Drills { get; } =
    [
        new KernelCrashes(), new KernelHangs(), new KernelIsWrong(), new EarlyRelease(), new NobodyIsWoken(), new BlindClaim(),
    ];

    /// <summary>The fault of a name, or null.</summary>
    public static Fault? Find(string name) => All.Concat(Drills).FirstOrDefault(f =>
        f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
