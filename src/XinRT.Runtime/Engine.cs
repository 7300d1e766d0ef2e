using XinRT.Backends;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;
using XinRT.Runtime.Execution;

namespace XinRT;

/// <summary>An optimized model ready to run. Weights and kernels are shared by all contexts; safe to use from many
/// threads.</summary>
public sealed class Engine : IDisposable
{
    private readonly UseCount _users;

    /// <summary>Makes an engine of a plan in memory, opening the devices its kernels need.</summary>
    public Engine(EnginePlan plan, BackendRegistry backends, EngineOptions? options = null)
        : this(plan, new DeviceSet(backends, (options ??= new()).Device), options)
    {
    }

    private Engine(EnginePlan plan, DeviceSet devices, EngineOptions options)
    {
        _users = new(Free);
        Plan = plan;
        Options = options;
        Devices = devices;
        Inputs = [.. plan.Graph.Inputs.Select(v => new EngineTensor(v.Name, v.Type))];
        Outputs = [.. plan.Graph.Outputs.Select(v => new EngineTensor(v.Name, v.Type))];
        Programs = new LoadedPrograms(plan, Devices, options);
        try
        {
            foreach (var kernel in plan.Kernels)
                if (kernel.Spec.Backend.Length > 0) _ = Devices[kernel.Spec.Backend];
            // With open sizes there is nothing to make before the first inputs are known.
            if (Inputs.All(t => t.Type is not TensorType { IsStatic: false })) Programs.For([.. Inputs.Select(t => t.Type)]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the engine consists of.</summary>
    public EnginePlan Plan { get; }

    /// <summary>Values the caller gives, in order.</summary>
    public IReadOnlyList<EngineTensor> Inputs { get; }

    /// <summary>Values the caller gets, in order.</summary>
    public IReadOnlyList<EngineTensor> Outputs { get; }

    internal DeviceSet Devices { get; }

    // Freed with the engine once there is one.
    private MappedFile? Mapping { get; init; }

    internal EngineOptions Options { get; }

    internal LoadedPrograms Programs { get; }

    /// <summary>Maps an engine file. <see cref="EngineFileException"/> if it is damaged or hostile.</summary>
    public static Engine Load(string path, BackendRegistry backends, EngineOptions? options = null)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            throw new EngineFileException("XIN5001", name, $"an engine file is wanted, but there is nothing at '{path}'",
                hint: "build an engine with 'xinrt build MODEL -o ENGINE'");
        }
        options ??= new();
        var devices = new DeviceSet(backends, options.Device);
        var file = MappedFile.Open(path);
        try
        {
            return EngineReader.Read(file, name, devices.WarmUp, plan => new Engine(plan, devices, options) { Mapping = file });
        }
        catch
        {
            devices.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the engine file; equal engines give equal bytes.</summary>
    public void Save(string path)
    {
        using var use = Use();
        EngineWriter.Save(Plan, path);
    }

    /// <summary>Makes a context, which runs the engine with its own arena. One context serves one thread at a time.</summary>
    public InferenceContext CreateContext() => new(this);

    /// <summary>What is run for inputs of the sizes the engine was built for: each symbol at the size it was tuned for, or at
    /// <see cref="TypicalSizes"/>; null if the sizes are open and none of the guesses fits.</summary>
    public ProgramPlan? TypicalProgram(IReadOnlyDictionary<string, long>? known = null)
    {
        using var use = Use();
        return TypicalSizes.Of(Plan, Options, known) is { } types ? Programs.For(types).Plan : null;
    }

    /// <summary>Input types with sizes that the model can run with, where the engine leaves them open: see
    /// <see cref="TypicalSizes"/>. <see cref="InferenceException"/> XIN6111 if none of its guesses fits.</summary>
    public IReadOnlyList<IrType> TypicalInputs(IReadOnlyDictionary<string, long>? known = null)
    {
        using var use = Use();
        return TypicalSizes.Of(Plan, Options, known)
            ?? throw new InferenceException("XIN6111", "inputs", $"the model leaves sizes open, and none that were guessed fit ({TypicalSizes.Tried})",
                [.. Inputs.Select(t => new ErrorFact(t.Name, t.Type.ToString()))], "give values for all inputs, or their shapes");
    }

    /// <summary>Code of a step's kernel as text; null if its device has none to show.</summary>
    public string? CodeOf(PlannedStep step)
    {
        using var use = Use();
        return Devices[step.Kernel.Spec.Backend].Print(new KernelRequest(step.Kernel.Spec, step.Problem, [.. step.Kernel.Packed]));
    }

    /// <summary>Ends the use of the engine: every later call, of its contexts too, throws <see cref="ObjectDisposedException"/>. Runs
    /// under way complete. Weights, code and threads are freed when the last context is disposed of, and stay so long.</summary>
    public void Dispose() => _users.Close();

    /// <summary>Whether the engine was disposed of.</summary>
    internal bool IsDisposed => _users.IsClosed;

    /// <summary>Keeps what the engine holds until the result is disposed of.</summary>
    internal EngineUse Use() => new(_users);

    private void Free()
    {
        Programs.Dispose();
        Devices.Dispose();
        Mapping?.Dispose();
    }
}
