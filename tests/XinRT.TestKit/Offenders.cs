namespace XinRT.TestKit;

/// <summary>For rules over many things: fails with all that break the rule, not only the first few.</summary>
public static class Offenders
{
    /// <summary>Fails if there is any.</summary>
    public static void None<T>(IEnumerable<T> offenders)
    {
        var all = offenders.Distinct().ToList();
        if (all.Count > 0) throw new TestKitException($"{all.Count} break the rule:\n  {string.Join("\n  ", all)}");
    }
}
