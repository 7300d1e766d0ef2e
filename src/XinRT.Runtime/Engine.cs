using XinRT.Backends;
using XinRT.Runtime;
using XinRT.Runtime.EngineFile;
using XinRT.Runtime.Execution;

namespace XinRT;

/// <summary>An optimized model ready to run. Weights and kernels are shared by all contexts; safe to use from many
/// threads.</summary>
public sealed class Engine : IDisposable
{
    private readonly Dictionary<string, IDevice> _devices = [];
    private readonly MappedFile? _file;

    /// <summary>Makes an engine of a plan in memory, opening the devices its kernels need.</summary>
    public Engine(EnginePlan plan, BackendRegistry backends, EngineOptions? options = null)
        : this(plan, backends, options ?? new EngineOptions(), null)
    {
    }

    private Engine(EnginePlan plan, BackendRegistry backends, EngineOptions options, MappedFile? file)
    {
        Plan = plan;
        Options = options;
        _file = file;
        if (plan.Memory.ArenaBytes > options.MaxArenaBytes)
        {
            throw new EngineFileException("XIN5004", plan.Graph.Name,
                $"a context may take {options.MaxArenaBytes} bytes, but the engine needs {plan.Memory.ArenaBytes}",
                hint: "raise EngineOptions.MaxArenaBytes, or build with smaller maximum shapes");
        }
        try
        {
            Program = StepProgram.Link(plan, id => Device(backends, id));
        }
        catch
        {
            Dispose();
            throw;
        }
        Inputs = [.. plan.Graph.Inputs.Select(v => new EngineTensor(v.Name, v.Type))];
        Outputs = [.. plan.Graph.Outputs.Select(v => new EngineTensor(v.Name, v.Type))];
    }

    /// <summary>What the engine consists of.</summary>
    public EnginePlan Plan { get; }

    /// <summary>Values the caller gives, in order.</summary>
    public IReadOnlyList<EngineTensor> Inputs { get; }

    /// <summary>Values the caller gets, in order.</summary>
    public IReadOnlyList<EngineTensor> Outputs { get; }

    internal StepProgram Program { get; }

    internal EngineOptions Options { get; }

    /// <summary>Maps an engine file. <see cref="EngineFileException"/> if it is damaged or hostile.</summary>
    public static Engine Load(string path, BackendRegistry backends, EngineOptions? options = null)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            throw new EngineFileException("XIN5001", name, $"an engine file is wanted, but there is nothing at '{path}'",
                hint: "build an engine with 'xinrt build MODEL -o ENGINE'");
        }
        var file = MappedFile.Open(path);
        try
        {
            return new(EngineReader.Read(file, name), backends, options ?? new EngineOptions(), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the engine file; equal engines give equal bytes.</summary>
    public void Save(string path) => EngineWriter.Save(Plan, path);

    /// <summary>Makes a context, which runs the engine with its own arena. One context serves one thread at a time.</summary>
    public InferenceContext CreateContext() => new(this);

    /// <summary>Closes devices and the file. Contexts must not run any more.</summary>
    public void Dispose()
    {
        foreach (var device in _devices.Values) device.Dispose();
        _devices.Clear();
        _file?.Dispose();
    }

    private IDevice Device(BackendRegistry backends, string id)
    {
        if (_devices.TryGetValue(id, out var open)) return open;
        var backend = backends.Get(id);
        var info = backend.Probe();
        if (info.Count == 0) throw new BackendException("XIN7004", $"backend '{id}'", "the engine needs one of its devices, but there is none here",
            hint: "run on a machine with such a device, or build with another backend");
        return _devices[id] = backend.Open(info[0], new DeviceOptions { Threads = Options.Threads });
    }
}
