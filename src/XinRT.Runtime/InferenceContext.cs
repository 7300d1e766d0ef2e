using XinRT.Backends;
using XinRT.Ir;
using XinRT.Runtime.Execution;
using XinRT.Runtime.Memory;

namespace XinRT;

/// <summary>Runs an engine. Set the inputs, call <see cref="Run"/>, read the outputs; an output stays valid until the next run.
/// One context serves one thread at a time; several contexts of one engine run at the same time.</summary>
public sealed class InferenceContext : IDisposable
{
    private readonly Engine _engine;
    private readonly StepProgram _program;
    private readonly Arena _arena;
    private readonly Datum?[] _values;
    private readonly StepHost[] _hosts;
    private readonly LaunchArguments[] _arguments;
    private readonly Dictionary<int, Datum?> _taps = [];

    internal InferenceContext(Engine engine)
    {
        _engine = engine;
        _program = engine.Program;
        _arena = new Arena(engine.Plan.Memory.ArenaBytes);
        _values = (Datum?[])_program.Initial.Clone();
        _hosts = [.. _program.Steps.Select(s => new StepHost(s, _arena, engine.Options))];
        _arguments = [.. _program.Steps.Select((s, i) => new LaunchArguments(s.Node, _hosts[i]))];
    }

    /// <summary>The engine that runs.</summary>
    public Engine Engine => _engine;

    /// <summary>Called after each step with the time it took, for profiling; null costs nothing.</summary>
    public Action<Node, TimeSpan>? OnStep { get; set; }

    /// <summary>Memory of an input of static shape, to be filled before <see cref="Run"/>.</summary>
    public Span<T> Input<T>(string name) where T : unmanaged
    {
        int i = InputIndex(name);
        if (_values[_program.Inputs[i]] is not Tensor tensor)
        {
            if (_engine.Inputs[i].Type is not TensorType { Shape: { } shape } type || !shape.TryGetStatic(out long[]? dims))
            {
                throw new InferenceException("XIN6106", $"input '{name}'", $"its sizes are open ({_engine.Inputs[i].Type}), so there is no buffer to fill",
                    hint: "give a tensor with SetInput");
            }
            _values[_program.Inputs[i]] = tensor = Tensor.Zeros(type.DType, dims);
        }
        return tensor.Span<T>();
    }

    /// <summary>Sets an input; the value is used in place and must not change during a run.</summary>
    public void SetInput(string name, Datum value)
    {
        int i = InputIndex(name);
        _values[_program.Inputs[i]] = value;
    }

    /// <summary>Asks for an intermediate value of the next runs; it is copied, so it costs its size. Any value of the optimized
    /// graph can be tapped.</summary>
    public void Tap(string value)
    {
        if (!_program.Slots.TryGetValue(value, out int slot))
        {
            throw new InferenceException("XIN6108", $"tap '{value}'", "the engine has no such value; it may have been fused away",
                hint: "'xinrt inspect ENGINE' lists the values that exist");
        }
        _taps[slot] = null;
    }

    /// <summary>The tapped value of the last run.</summary>
    public Datum Tapped(string value) => _program.Slots.TryGetValue(value, out int slot) && _taps.GetValueOrDefault(slot) is { } datum ? datum
        : throw new InferenceException("XIN6108", $"tap '{value}'", "it was not asked for before the last run", hint: "call Tap before Run");

    /// <summary>Runs the engine once. The token ends it between steps, between iterations of loops and within long operators;
    /// outputs are then not defined.</summary>
    public void Run(CancellationToken cancel = default)
    {
        InputCheck.Run(_engine.Plan, _values, _program.Inputs);
        foreach (int slot in _taps.Keys) Tap(slot);
        for (int i = 0; i < _arguments.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var step = _program.Steps[i];
            long start = OnStep is null ? 0 : System.Diagnostics.Stopwatch.GetTimestamp();
            _hosts[i].Cancel = cancel;
            Launch(step, _arguments[i], _hosts[i]);
            OnStep?.Invoke(step.Node, System.Diagnostics.Stopwatch.GetElapsedTime(start));
        }
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
    public Datum Output(int index) => _values[_program.Outputs[index]]
        ?? throw new InferenceException("XIN6109", $"output '{_engine.Outputs[index].Name}'", "it is read before the first run", hint: "call Run first");

    /// <summary>Elements of an output tensor of the last run.</summary>
    public ReadOnlySpan<T> Output<T>(string name) where T : unmanaged => ((Tensor)Output(name)).Span<T>();

    /// <summary>Frees the arena; outputs of earlier runs become empty.</summary>
    public void Dispose() => _arena.Dispose();

    private void Launch(Step step, LaunchArguments arguments, StepHost host)
    {
        for (int k = 0; k < step.Inputs.Length; k++) arguments.Inputs[k] = step.Inputs[k] < 0 ? null : _values[step.Inputs[k]];
        step.Kernel.Launch(arguments);
        for (int k = 0; k < step.Outputs.Length; k++)
        {
            if (step.Outputs[k] is not (>= 0 and var slot)) continue;
            _values[slot] = Own(step, k, arguments.Outputs[k]!, arguments.Inputs, host);
            if (_taps.ContainsKey(slot)) Tap(slot);
        }
        foreach (int slot in step.Released) _values[slot] = null;
        Array.Clear(arguments.Inputs);
        Array.Clear(arguments.Outputs);
    }

    // The plan lets an operand's memory be used again as soon as nobody reads it. A result that is secretly a view of an operand
    // would then change under its readers, so it is copied unless the operator declares the view.
    private static Datum Own(Step step, int output, Datum result, Datum?[] inputs, StepHost host)
    {
        if (result is not Tensor { DType: not DType.String } tensor || step.Node.Op.ViewOf(output) is not null || host.IsPlaced(output, tensor)) return result;
        foreach (var input in inputs)
            if (input is Tensor { DType: not DType.String } operand && operand.Bytes.Span.Overlaps(tensor.Bytes.Span)) return tensor.Clone();
        return result;
    }

    private void Tap(int slot) => _taps[slot] = _values[slot] is Tensor t ? t.Clone() : _values[slot];

    private int InputIndex(string name)
    {
        for (int i = 0; i < _engine.Inputs.Count; i++)
            if (_engine.Inputs[i].Name == name) return i;
        throw new InferenceException("XIN6103", $"input '{name}'",
            $"the engine has no such input; it has {string.Join(", ", _engine.Inputs.Select(o => $"'{o.Name}'"))}");
    }
}
