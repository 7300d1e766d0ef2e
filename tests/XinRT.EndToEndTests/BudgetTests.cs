using System.Text.Json;
using System.Text.Json.Nodes;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>What each model costs, as far as it repeats exactly: <c>tests/budgets.json</c>.</summary>
/// <remarks>For a processor with AVX-512, two threads and tactics by rule of thumb; all weights are 0. A number changes only
/// with a sentence why.
/// <list type="table">
/// <item><term>steps</term><description>Steps of a run, changes of layout among them.</description></item>
/// <item><term>layout_changes</term><description>Steps that only change a layout.</description></item>
/// <item><term>reference_steps</term><description>Steps that no generated kernel takes.</description></item>
/// <item><term>kernels</term><description>Kernels that are generated: equal problems share one.</description></item>
/// <item><term>arena_bytes</term><description>Memory of one context for the values between the steps.</description></item>
/// <item><term>load_bytes</term><description>Bytes of the engine file that loading reads.</description></item>
/// <item><term>run_bytes</term><description>Managed bytes that a run allocates on its thread; only where generated kernels
/// take all steps.</description></item>
/// </list></remarks>
public sealed class BudgetTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> Names => [.. ModelHydrator.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_costs_what_it_did(string name)
    {
        string path = Repository.PathOf("tests", "budgets.json");
        var known = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        var build = FixedBuild.Of(name, FixedCpu.Avx512);

        Assert.All(build.Plan.Graph.Outputs, o => Assert.NotEqual(DType.Undefined, (o.Type as TensorType)?.DType));
        // A kernel takes each fused node that passes made: none was taken apart.
        Assert.Equal(build.Fused, FixedBuild.NamesOfFused(build.Plan.Graph));
        var found = Budget(build);
        // What this processor cannot run keeps its number.
        if (found["reference_steps"]!.GetValue<int>() == 0)
            found["run_bytes"] = FixedCpu.Avx512.IsHere ? RunBytes(build) : known[name]?["run_bytes"]?.DeepClone();
        var budgets = known.Where(b => b.Key != name).Select(b => KeyValuePair.Create(b.Key, b.Value?.DeepClone()))
            .Append(new(name, found)).OrderBy(b => b.Key, StringComparer.Ordinal);

        Snapshot.MatchFile(new JsonObject(budgets).ToJsonString(Indented), path);
    }

    private static JsonObject Budget(FixedBuild build)
    {
        var steps = build.Program.Steps;
        var generated = steps.Where(s => s.Kernel.Spec.Backend == "cpu").ToList();
        return new JsonObject
        {
            ["steps"] = steps.Count,
            ["layout_changes"] = steps.Count(s => s.Origin < 0),
            ["reference_steps"] = steps.Count - generated.Count,
            ["kernels"] = generated.Select(s => $"{s.Kernel.Spec} {s.Problem.Key()}").Distinct().Count(),
            ["arena_bytes"] = build.Program.ArenaBytes,
            ["load_bytes"] = LoadBytes(build),
        };
    }

    private static long LoadBytes(FixedBuild build)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "engine.xin");
        EngineWriter.Save(build.Plan, path);
        return EngineReader.Sections(path).Where(s => s.IsReadAtLoad).Sum(s => s.Bytes);
    }

    private static long RunBytes(FixedBuild build)
    {
        const int runs = 3;
        var cancel = TestContext.Current.CancellationToken;
        using var engine = new Engine(build.Plan, FixedCpu.Avx512.Registry, new EngineOptions { Threads = 2 });
        using var context = engine.CreateContext();
        foreach (var (input, value) in engine.Inputs.Zip(GraphTexts.Inputs(build.Program.Graph)))
            context.SetInput(input.Name, value);
        for (int i = 0; i < runs; i++) context.Run(cancel);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++) context.Run(cancel);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
    }
}
