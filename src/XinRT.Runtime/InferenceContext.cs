using XinRT.Ir;
using XinRT.Planning;
using XinRT.Reference;
using XinRT.Runtime.Execution;

namespace XinRT;

/// <summary>Runs an engine. Set the inputs, call <see cref="Run"/>, read the outputs; an output stays valid until the next run.
/// One context serves one thread at a time; several contexts of one engine run at the same time.</summary>
public sealed class InferenceContext : IDisposable
{
    private readonly Engine _engine;
    private readonly EngineUse _use;
    private readonly UseCount _users;
    private readonly ContextDevices _devices;
    private readonly BoundPrograms _programs;
    private readonly Datum?[] _inputs;
    private readonly InputCheck _check;
    private readonly bool _isStatic;
    private readonly Dictionary<string, Datum?> _taps = [];
    private BoundProgram? _program;
    private bool _hasRun;

    internal InferenceContext(Engine engine)
    {
        _engine = engine;
        _use = engine.Use();
        _users = new(Free);
        _devices = new(engine.Devices);
        _inputs = new Datum?[engine.Inputs.Count];
        _check = new InputCheck(engine.Plan);
        _programs = new BoundPrograms(engine.Programs, engine.Options, backend => _devices[backend]);
        _isStatic = engine.Inputs.All(t => t.Type is not TensorType { IsStatic: false });
        if (!_isStatic) return;
        try
        {
            _program = _programs.Bind([.. engine.Inputs.Select(t => t.Type)]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The engine that runs.</summary>
    public Engine Engine => _engine;

    /// <summary>What the last run ran; before the first that of static inputs, else null.</summary>
    public ProgramPlan? Program => _program?.Plan;

    /// <summary>Called after each step with the time it took, for profiling; null costs nothing.</summary>
    public Action<Node, TimeSpan>? OnStep { get; set; }

    /// <summary>Memory of an input of static shape, to be filled before <see cref="Run"/>.</summary>
    public Span<T> Input<T>(string name) where T : unmanaged
    {
        int i = OfUse().InputIndex(name);
        if (_inputs[i] is not Tensor tensor)
        {
            if (_engine.Inputs[i].Type is not TensorType { Shape: { } shape } type || !shape.TryGetStatic(out long[]? dims))
            {
                throw new InferenceException("XIN6106", $"input '{name}'", $"its sizes are open ({_engine.Inputs[i].Type}), so there is no buffer to fill",
                    hint: "give a tensor with SetInput");
            }
            // With other inputs of open sizes the program may be gone before its memory is filled again.
            _inputs[i] = tensor = (_isStatic ? _program!.Input(i) : null) ?? Tensor.Zeros(type.DType, dims);
        }
        return tensor.Span<T>();
    }

    /// <summary>Sets an input; the value is read by each run and must not change during one.</summary>
    public void SetInput(string name, Datum value) => _inputs[InputIndex(name)] = value;

    /// <summary>Asks for an intermediate value of the next runs; it is copied, so it costs its size. Any value of the optimized
    /// graph can be tapped, and any tensor of the model that one of them holds or that follows from one.</summary>
    public void Tap(string value)
    {
        if (_engine.Plan.Graph.Values.Any(v => v.Name == value)) _taps[value] = null;
        else if (_engine.Plan.Sources.Value.Places.TryGetValue(value, out var place)) _taps[place.Value.Name] = null;
        else
        {
            throw new InferenceException("XIN6108", $"tap '{value}'", "the engine has no such value; it may have been fused away",
                hint: "'xinrt inspect ENGINE' lists the values that exist");
        }
    }

    /// <summary>The tapped value of the last run.</summary>
    public Datum Tapped(string value) => _taps.GetValueOrDefault(value)
        ?? (_engine.Plan.Sources.Value.Places.TryGetValue(value, out var place)
            && _taps.GetValueOrDefault(place.Value.Name) is Tensor contents ? SourceTensor.Compute(place.Source, contents) : null)
        ?? throw new InferenceException("XIN6108", $"tap '{value}'", "it was not asked for before the last run, or no output of these sizes needs it", hint: "call Tap before Run");

    /// <summary>Runs the engine once. The token ends it between steps, between iterations of loops and within long operators
    /// of the reference backend; outputs are then not defined.</summary>
    public void Run(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_engine.IsDisposed, _engine);
        ObjectDisposedException.ThrowIf(!_users.TryEnter(), this);
        try
        {
            RunInputs(cancel);
        }
        finally
        {
            _users.Leave();
        }
    }

    private void RunInputs(CancellationToken cancel)
    {
        _check.Run(_inputs);
        var program = _program = _programs.Find(_inputs) ?? _programs.Bind(_inputs);
        for (int i = 0; i < _inputs.Length; i++) program.SetInput(i, _inputs[i]!);
        _devices.BeginRun();
        try
        {
            if (_taps.Count > 0) ReadConstantTaps();
            if (_taps.Count > 0) ReadTaps(-1);
            for (int i = 0; i < program.Steps.Length; i++)
            {
                cancel.ThrowIfCancellationRequested();
                long start = OnStep is null ? 0 : System.Diagnostics.Stopwatch.GetTimestamp();
                program.Steps[i].Run(cancel);
                if (_taps.Count > 0) ReadTaps(i);
                OnStep?.Invoke(program.Plan.Steps[i].Node, System.Diagnostics.Stopwatch.GetElapsedTime(start));
            }
        }
        finally
        {
            _devices.EndRun();
        }
        _hasRun = true;
    }

    /// <summary>An output of the last run.</summary>
    public Datum Output(string name)
    {
        for (int i = 0; i < _engine.Outputs.Count; i++)
            if (_engine.Outputs[i].Name == name) return Output(i);
        throw new InferenceException("XIN6104", $"output '{name}'",
            $"the engine has no such output; it has {string.Join(", ", _engine.Outputs.Select(o => $"'{o.Name}'"))}");
    }

    /// <summary>An output of the last run by index.</summary>
    public Datum Output(int index) => (OfUse()._hasRun ? _program!.Output(index) : null)
        ?? throw new InferenceException("XIN6109", $"output '{_engine.Outputs[index].Name}'", "it is read before the first run", hint: "call Run first");

    /// <summary>Elements of an output tensor of the last run.</summary>
    public ReadOnlySpan<T> Output<T>(string name) where T : unmanaged => ((Tensor)Output(name)).Span<T>();

    /// <summary>Ends the use of the context; a run under way completes first. Its memory is freed when nobody has an output any
    /// more.</summary>
    public void Dispose() => _users.Close();

    private InferenceContext OfUse()
    {
        ObjectDisposedException.ThrowIf(_users.IsClosed, this);
        return this;
    }

    private void Free()
    {
        _programs.Clear();
        _program = null;
        Array.Clear(_inputs);
        _devices.Dispose();
        _use.Dispose();
    }

    private void ReadTaps(int step)
    {
        foreach (var value in _program!.Plan.Graph.Values)
        {
            if (!_taps.ContainsKey(value.Name)) continue;
            int ready = _program.Plan.ReadyAfter.TryGetValue(value, out int known) ? known : -2;
            // A value whose place is not planned comes from a step that names it.
            if (ready == -2) ready = value.Producer is null ? -1 : StepOf(value);
            if (ready == step) _taps[value.Name] = _program.Copy(value);
        }
    }

    // What the sizes of the inputs decide is no part of the program.
    private void ReadConstantTaps()
    {
        var computed = _program!.Plan.Graph.Values.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        string[] others = [.. _taps.Keys.Where(name => !computed.Contains(name))];
        if (others.Length == 0) return;
        var constants = ShapeSpecializer.Constants(_engine.Plan.Graph, [.. _inputs.Select(d => d!.Type)], _engine.Options);
        foreach (string name in others) _taps[name] = constants.GetValueOrDefault(name);
    }

    private int StepOf(Value value)
    {
        for (int i = 0; i < _program!.Plan.Steps.Count; i++)
            if (_program.Plan.Steps[i].Node == value.Producer) return i;
        return -1;
    }

    private int InputIndex(string name)
    {
        for (int i = 0; i < _engine.Inputs.Count; i++)
            if (_engine.Inputs[i].Name == name) return i;
        throw new InferenceException("XIN6103", $"input '{name}'",
            $"the engine has no such input; it has {string.Join(", ", _engine.Inputs.Select(o => $"'{o.Name}'"))}");
    }
}
