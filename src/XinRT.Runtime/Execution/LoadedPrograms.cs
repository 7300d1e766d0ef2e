using XinRT.Backends;
using XinRT.Runtime.Planning;

namespace XinRT.Runtime.Execution;

/// <summary>The programs of an engine, or of a body in it, one for each list of input types; shared by contexts.</summary>
internal sealed class LoadedPrograms(EnginePlan engine, DeviceSet devices, EngineOptions options) : IDisposable
{
    // The one used longest ago goes first.
    private const int Kept = 16;

    private readonly LinkedList<(IrType[] Inputs, LoadedProgram Program)> _programs = [];
    private readonly Lock _lock = new();

    /// <summary>Types of the inputs as the graph states them.</summary>
    public IReadOnlyList<IrType> Declared { get; } = [.. engine.Graph.Inputs.Select(v => v.Type)];

    /// <summary>The program for inputs of these types, made when it is first wanted.</summary>
    public LoadedProgram For(IrType[] inputs)
    {
        lock (_lock)
        {
            for (var item = _programs.First; item is not null; item = item.Next)
            {
                if (!item.Value.Inputs.AsSpan().SequenceEqual(inputs)) continue;
                _programs.Remove(item);
                _programs.AddFirst(item);
                return item.Value.Program;
            }
            var plan = ProgramPlanner.Plan(engine, devices, inputs, options, s => devices[s.Kernel.Spec.Backend].Prepare(s.Kernel.Spec, s.Problem));
            if (plan.ArenaBytes > options.MaxArenaBytes)
            {
                throw new EngineFileException("XIN5004", engine.Graph.Name,
                    $"a context may take {options.MaxArenaBytes} bytes, but the engine needs {plan.ArenaBytes} for these inputs",
                    hint: "raise EngineOptions.MaxArenaBytes, or use smaller inputs");
            }
            var program = new LoadedProgram(plan.Pack(devices, engine), devices, options);
            _programs.AddFirst((inputs, program));
            // A context may still run a program that goes here, so it is freed when nobody has it any more.
            if (_programs.Count > Kept) _programs.RemoveLast();
            return program;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (_, program) in _programs) program.Dispose();
            _programs.Clear();
        }
    }
}
