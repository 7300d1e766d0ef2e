using XinRT.Backends;
using XinRT.Planning;

namespace XinRT.Runtime.Execution;

/// <summary>The programs of an engine, or of a body in it, one for each list of input types; shared by contexts.</summary>
internal sealed class LoadedPrograms(EnginePlan engine, DeviceSet devices, EngineOptions options) : IDisposable
{
    // The one used longest ago goes first.
    private const int Kept = 16;

    private readonly LinkedList<Entry> _programs = [];
    private readonly Lock _lock = new();

    /// <summary>Types of the inputs as the graph states them.</summary>
    public IReadOnlyList<IrType> Declared { get; } = [.. engine.Graph.Inputs.Select(v => v.Type)];

    /// <summary>The program for inputs of these types, made when it is first wanted. Only those who want the same one wait
    /// meanwhile.</summary>
    public LoadedProgram For(IrType[] inputs)
    {
        var entry = EntryOf(inputs);
        lock (entry)
        {
            if (entry.Program is { } known) return known;
            try
            {
                return entry.Program = Make(inputs);
            }
            catch
            {
                // The next one tries again.
                lock (_lock) _programs.Remove(entry);
                throw;
            }
        }
    }

    private Entry EntryOf(IrType[] inputs)
    {
        lock (_lock)
        {
            for (var item = _programs.First; item is not null; item = item.Next)
            {
                if (!item.Value.Inputs.AsSpan().SequenceEqual(inputs)) continue;
                _programs.Remove(item);
                _programs.AddFirst(item);
                return item.Value;
            }
            var entry = new Entry(inputs);
            _programs.AddFirst(entry);
            // A context may still run a program that goes here, so it is freed when nobody has it any more.
            if (_programs.Count > Kept) _programs.RemoveLast();
            return entry;
        }
    }

    private LoadedProgram Make(IrType[] inputs)
    {
        var prepared = new List<(KernelSpec Kernel, KernelProblem Problem)>();
        try
        {
            var plan = ProgramPlanner.Plan(engine, devices, inputs, options, (kernel, problem) =>
            {
                prepared.Add((kernel, problem));
                devices[kernel.Backend].Prepare(kernel, problem);
            });
            if (plan.ArenaBytes > options.MaxArenaBytes)
            {
                throw new EngineFileException("XIN5004", engine.Graph.Name,
                    $"a context may take {options.MaxArenaBytes} bytes, but the engine needs {plan.ArenaBytes} for these inputs",
                    hint: "raise EngineOptions.MaxArenaBytes, or use smaller inputs");
            }
            return new LoadedProgram(plan.Pack(engine), devices, options);
        }
        catch
        {
            foreach (var (kernel, problem) in prepared) devices[kernel.Backend].Abandon(kernel, problem);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _programs) entry.Program?.Dispose();
            _programs.Clear();
        }
    }

    // Locked while its program is made.
    private sealed class Entry(IrType[] inputs)
    {
        public IrType[] Inputs => inputs;

        public LoadedProgram? Program { get; set; }
    }
}
