using XinRT.Backends;

namespace XinRT.Planning;

/// <summary>Makes the program of an engine for given input sizes, in stages. Each takes the results of those before it
/// and changes none of them.</summary>
public static class ProgramPlanner
{
    /// <summary>Plans a program.</summary>
    /// <param name="engine">The engine; a node whose kernel does not take its problem gets the first that does.</param>
    /// <param name="devices">Devices to ask.</param>
    /// <param name="inputs">Types of the inputs, with the sizes of this program.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    /// <param name="chosen">Hears of each kernel as soon as it and its operands' layouts are final.</param>
    public static ProgramPlan Plan(EnginePlan engine, DeviceSet devices, IReadOnlyList<IrType> inputs, EngineOptions options,
        Action<KernelSpec, KernelProblem>? chosen = null)
    {
        var placement = Place(engine, devices, inputs, options);
        var kernels = new KernelChoice(placement, engine.Kernels, devices);
        var layouts = LayoutChoice.Run(placement.Graph, kernels);
        var schedule = Scheduler.Run(placement, layouts, kernels, chosen);
        return MemoryPlanning.Run(placement, schedule);
    }

    /// <summary>Specializes a graph and places its nodes.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="devices">Devices to ask.</param>
    /// <param name="inputs">Types of the inputs, with the sizes of this program.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    public static Placement Place(EnginePlan engine, DeviceSet devices, IReadOnlyList<IrType> inputs, EngineOptions options) =>
        Placer.Run(ShapeSpecializer.Run(engine.Graph, inputs, options), engine.Kernels, devices);
}
