using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Ops;
using XinRT.Planning;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>A model built by rule of thumb for a stated processor, the same on every machine.</summary>
/// <param name="Plan">The plan of the engine.</param>
/// <param name="Program">What it runs for its typical sizes.</param>
/// <param name="Fused">Names of the fused nodes that passes made.</param>
internal sealed record FixedBuild(EnginePlan Plan, ProgramPlan Program, IReadOnlyList<string> Fused)
{
    /// <summary>Builds a model of the test data, whose weights are all 0.</summary>
    /// <param name="name">The model.</param>
    /// <param name="cpu">The processor.</param>
    /// <param name="tactics">A tactic lock to follow, or null.</param>
    public static FixedBuild Of(string name, FixedCpu cpu, string? tactics = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var builder = new EngineBuilder(new BuildOptions { Backends = cpu.Registry });
        var optimized = builder.Optimize(OnnxModel.Load(ModelHydrator.HollowModel(name)), cancel: cancel);
        var options = new EngineOptions { Threads = 2 };
        var tuning = new TuningOptions { Budget = TimeSpan.Zero, TacticLock = tactics };
        var plan = EngineCompiler.Compile(optimized, cpu.Registry, [], [], options, tuning, cancel: cancel).Plan;
        using var devices = new DeviceSet(cpu.Registry, options.Device);
        return new(plan, ProgramPlanner.Plan(plan, devices, TypicalSizes.Of(plan, options)!, options),
            NamesOfFused(optimized));
    }

    /// <summary>Names of the fused nodes of a graph, in order.</summary>
    public static IReadOnlyList<string> NamesOfFused(Graph graph) =>
        [.. graph.Nodes.Where(n => n.Op is FusedOp).Select(n => n.Name).Order()];
}
