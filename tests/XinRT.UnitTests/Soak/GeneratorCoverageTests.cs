using System.Reflection;
using XinRT.Soak.Kernels;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak;

public sealed class GeneratorCoverageTests
{
    private const ulong Seeds = 3000;

    /// <summary>Cases are only tried until each generator was seen; those of a family that has nothing new are left out.</summary>
    [Fact]
    public void Every_kernel_generator_computes_some_case()
    {
        // The planner has the parts of a concatenation written in their places, so no engine asks for this kernel.
        var missing = GeneratorNames().Where(n => n != "concat").ToHashSet();
        var idle = new Dictionary<string, int>(StringComparer.Ordinal);
        var search = new KernelSearch();
        for (ulong seed = 1; seed <= Seeds && missing.Count > 0; seed++)
        {
            var made = search.Make(seed);
            if (idle.GetValueOrDefault(made.Name) > 12) continue;
            int before = missing.Count;
            missing.ExceptWith(made.Judge(Fault.None, TestContext.Current.CancellationToken).Families);
            idle[made.Name] = missing.Count < before ? 0 : idle.GetValueOrDefault(made.Name) + 1;
        }
        Assert.True(missing.Count == 0, $"no case of the first {Seeds} seeds takes {string.Join(", ", missing)}");
    }

    // The table is no part of the product's surface.
    private static IEnumerable<string> GeneratorNames()
    {
        var table = typeof(global::XinRT.Backends.Cpu.CpuBackend).Assembly.GetType("XinRT.Backends.Cpu.KernelTable", throwOnError: true)!;
        var all = (System.Collections.IEnumerable)table.GetProperty("All", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        foreach (object generator in all) yield return (string)generator.GetType().GetProperty("Name")!.GetValue(generator)!;
    }
}
