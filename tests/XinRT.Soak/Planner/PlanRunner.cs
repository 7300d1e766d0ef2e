using System.Buffers;
using System.Runtime.InteropServices;
using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Reference;

namespace XinRT.Soak.Planner;

/// <summary>Runs a plan step by step in memory of its own: all buffers in one arena as planned, with everything that
/// holds no live value poisoned, or each buffer apart with canaries around it.</summary>
/// <remarks>Steps are run as the runtime runs them, but for bodies of control flow, which the reference
/// evaluates.</remarks>
internal sealed unsafe class PlanRunner : IEvalHost, IDisposable
{
    // As bytes of floats a NaN, as integers -1.
    private const byte Poison = 0xFF;
    private const byte Canary = 0xA5;
    private const int Gap = 256, Alignment = 4096;

    private readonly ProgramPlan _plan;
    private readonly DeviceSet _devices;
    private readonly EngineOptions _options;
    private readonly bool _apart;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<ArenaBuffer, long> _offsets = [];
    private readonly Dictionary<Tensor, MemoryHandle> _pins = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, IDeviceContext> _contexts = [];
    private readonly Dictionary<Value, Datum?> _loose = [];
    private readonly byte* _start;
    private readonly long _bytes;

    public PlanRunner(ProgramPlan plan, DeviceSet devices, EngineOptions options, bool apart, CancellationToken cancel)
    {
        (_plan, _devices, _options, _apart, _cancel) = (plan, devices, options, apart, cancel);
        long end = Gap;
        foreach (var buffer in plan.Buffers)
        {
            _offsets[buffer] = apart ? end : Gap + buffer.Offset;
            // A buffer keeps its place within cache lines.
            if (apart) end = (end + buffer.Bytes + Gap + 63) / 64 * 64;
        }
        _bytes = apart ? end : plan.ArenaBytes + 2 * Gap;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        Span(0, _bytes).Fill(Canary);
        // What nobody wrote is NaN in one run and zero in the other.
        foreach (var buffer in plan.Buffers) Memory(buffer).Fill(apart ? (byte)0 : Poison);
    }

    public int Threads => _options.Threads;

    public int Seed => _options.Seed;

    public CancellationToken Cancel => _cancel;

    public long MaxTensorBytes => _options.MaxTensorBytes;

    /// <summary>Runs the plan; a <see cref="PlanException"/> if a step writes where it must not.</summary>
    public Datum[] Run(IReadOnlyList<Datum> inputs)
    {
        var kernels = Load();
        for (int i = 0; i < inputs.Count; i++)
        {
            var value = _plan.Graph.Inputs[i];
            if (_plan.Places.TryGetValue(value, out var place))
                ((Tensor)inputs[i]).Bytes.Span.CopyTo(new Span<byte>((void*)Address(place),
                ((Tensor)inputs[i]).Bytes.Length));
            else _loose[value] = inputs[i];
        }
        Action[] steps = [.. _plan.Steps.Select((step, i) => Bind(step, kernels[i]))];
        foreach (var context in _contexts.Values) context.BeginRun();
        try
        {
            for (int i = 0; i < steps.Length; i++)
            {
                _cancel.ThrowIfCancellationRequested();
                if (!_apart) PoisonWhere(b => b.FirstStep == i);
                steps[i]();
                if (!_apart) PoisonWhere(b => b.LastStep == i);
                MustBeIntact(i);
            }
        }
        finally
        {
            foreach (var context in _contexts.Values) context.EndRun();
        }
        return [.. _plan.Graph.Outputs.Select(v => _plan.Outputs.TryGetValue(v, out var place) ? TensorAt(place).Clone()
            : v.Constant ?? _loose[v]!)];
    }

    /// <inheritdoc/>
    public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims) => Tensor.Zeros(dtype, dims);

    /// <inheritdoc/>
    public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs) =>
        new ReferenceExecutor { Threads = 1, Cancel = _cancel }.Run(body, inputs);

    public void Dispose()
    {
        foreach (var context in _contexts.Values) context.Dispose();
        foreach (var pin in _pins.Values) pin.Dispose();
        NativeMemory.AlignedFree(_start);
    }

    private IKernel[] Load()
    {
        var kernels = new IKernel[_plan.Steps.Count];
        foreach (var group in _plan.Steps.Select((step, i) => (Step: step, Index: i)).GroupBy(s =>
            s.Step.Kernel.Spec.Backend))
        {
            var loaded = _devices[group.Key].Load([.. group
                .Select(s => new KernelRequest(s.Step.Kernel.Spec, s.Step.Problem, [.. s.Step.Kernel.Packed]))]);
            foreach (var (kernel, (_, index)) in loaded.Zip(group)) kernels[index] = kernel;
            _contexts[group.Key] = _devices[group.Key].CreateContext();
        }
        return kernels;
    }

    private Action Bind(PlannedStep step, IKernel kernel)
    {
        var context = _contexts[step.Kernel.Spec.Backend];
        if (kernel is IMemoryKernel onMemory)
        {
            return onMemory.Bind(context, new KernelMemory([.. step.Inputs.Select(Address)],
                [.. step.Outputs.Select(Address)],
                [.. step.Kernel.Packed.Select(Pinned)], step.Workspace is { } w ? (nint)_start + (nint)_offsets[w]
                    : 0)).Run;
        }
        return () =>
        {
            var arguments = new LaunchArguments(step.Node, this, context);
            for (int i = 0; i < step.Inputs.Count; i++)
                arguments.Inputs[i] = step.Inputs[i] is { } place ? TensorAt(place) : step.Node.Inputs[i] is { } value
                    ? value.Constant ?? _loose.GetValueOrDefault(value) : null;
            ((IValueKernel)kernel).Launch(arguments);
            for (int k = 0; k < step.Outputs.Count; k++)
            {
                if (step.Node.Outputs[k] is not { } value) continue;
                if (step.Outputs[k] is { } place) TensorAt(place).CopyFrom((Tensor)arguments.Outputs[k]!);
                // What it shows may be written over later.
                else _loose[value] = arguments.Outputs[k] is Tensor { DType: not DType.String } t ? t.Clone()
                    : arguments.Outputs[k];
            }
        };
    }

    private void PoisonWhere(Func<ArenaBuffer, bool> condition)
    {
        foreach (var buffer in _plan.Buffers)
            if (condition(buffer)) Memory(buffer).Fill(Poison);
    }

    private void MustBeIntact(int step)
    {
        bool intact = !Span(0, Gap).ContainsAnyExcept(Canary) && !Span(_bytes - Gap, Gap).ContainsAnyExcept(Canary);
        if (_apart)
            foreach (var buffer in _plan.Buffers)
                intact &= !Span(_offsets[buffer] + buffer.Bytes, Gap).ContainsAnyExcept(Canary);
        if (!intact)
            throw new PlanException($"step {step} ({_plan.Steps[step].Node}, {_plan.Steps[step].Kernel.Spec}) writes beside its buffers");
    }

    private Span<byte> Memory(ArenaBuffer buffer) => Span(_offsets[buffer], buffer.Bytes);

    private Span<byte> Span(long from, long bytes) => new(_start + from, checked((int)bytes));

    private nint Address(Place? place) => place is null ? 0 : place.Buffer is ArenaBuffer buffer
        ? (nint)(_start + _offsets[buffer] + place.Offset)
        : Pinned(((ConstantBuffer)place.Buffer).Tensor) + (nint)place.Offset;

    private nint Pinned(Tensor tensor)
    {
        if (!_pins.TryGetValue(tensor, out var pin)) pin = _pins[tensor] = tensor.Bytes.Pin();
        return (nint)pin.Pointer;
    }

    private Tensor TensorAt(Place place) => new(place.DType, place.Layout.Dims.Span,
        NativeBytes.At(Address(place), checked((int)(place.Layout.Span * place.DType.SizeInBytes())), this));
}

/// <summary>A plan that is not kept.</summary>
public sealed class PlanException(string message) : Exception(message);
