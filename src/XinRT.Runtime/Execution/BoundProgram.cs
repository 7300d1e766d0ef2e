using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.Memory;

namespace XinRT.Runtime.Execution;

/// <summary>A program with the memory of one context.</summary>
internal sealed class BoundProgram
{
    private readonly LoadedProgram _program;
    private readonly Arena _arena;
    private readonly Dictionary<Value, Datum?> _loose = [];
    private readonly LooseMemory _looseMemory = new();
    private readonly Dictionary<Place, Tensor> _tensors = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor?[] _inputs;
    private readonly Value[] _graphInputs;
    private readonly Datum?[] _outputs;

    public BoundProgram(LoadedProgram program, EngineOptions options, Func<string, IDeviceContext> device)
    {
        _program = program;
        Parallelism = program.Plan.Steps.Select(s => s.Kernel.Spec.Backend).Distinct().Select(id => device(id) as IParallelism).FirstOrDefault(p => p is not null);
        _arena = new Arena(program.Plan.ArenaBytes);
        var plan = program.Plan;
        Steps = new IBoundStep[plan.Steps.Count];
        var lastReader = new Dictionary<Value, int>();
        for (int i = 0; i < plan.Steps.Count; i++)
            foreach (var v in plan.Steps[i].Node.Inputs.OfType<Value>()) lastReader[v] = i;
        foreach (var v in plan.Graph.Outputs) lastReader.Remove(v);
        foreach (var v in plan.Graph.Inputs) lastReader.Remove(v);
        for (int i = 0; i < Steps.Length; i++)
        {
            var step = plan.Steps[i];
            int now = i;
            Steps[i] = program.Kernels[i] switch
            {
                IMemoryKernel kernel => new MemoryStep(kernel.Bind(device(step.Kernel.Spec.Backend), MemoryOf(step))),
                IValueKernel kernel => new ValueStep(this, step, kernel, device(step.Kernel.Spec.Backend), options, [.. program.Bodies[i].Select(b => new BodyProgram(b, options, device))], [.. step.Node.Inputs.OfType<Value>().Distinct().Where(v => lastReader.GetValueOrDefault(v, -1) == now)]),
                var other => throw new BackendException("XIN7002", step.Node.ToString(), $"a kernel on memory or on values is wanted, but '{step.Kernel.Spec}' is {other.GetType().Name}"),
            };
        }
        _graphInputs = [.. plan.Graph.Inputs];
        _inputs = [.. _graphInputs.Select(v => plan.Places.TryGetValue(v, out var place) ? TensorAt(place) : null)];
        _outputs = [.. plan.Graph.Outputs.Select(v => plan.Outputs.TryGetValue(v, out var place) ? (Datum)TensorAt(place) : v.Constant)];
    }

    /// <summary>The steps in order.</summary>
    public IBoundStep[] Steps { get; }

    /// <summary>Threads of a device that managed loops may use, so that they do not fight with it for the processors.</summary>
    public IParallelism? Parallelism { get; }

    /// <summary>The plan that is run.</summary>
    public ProgramPlan Plan => _program.Plan;

    /// <summary>Memory of an input, or null if its size is open.</summary>
    public Tensor? Input(int index) => _inputs[index];

    /// <summary>Takes the value of an input for the next run.</summary>
    public void SetInput(int index, Datum value)
    {
        if (_inputs[index] is not { } own) SetLoose(_graphInputs[index], value);
        else if (!ReferenceEquals(own, value)) own.CopyFrom(value as Tensor ?? (Tensor)((OptionalDatum)value).Value!);
    }

    /// <summary>An output of the last run.</summary>
    public Datum? Output(int index) => _outputs[index] ?? _loose.GetValueOrDefault(Plan.Graph.Outputs[index]);

    /// <summary>A copy of a value that is there now.</summary>
    public Datum? Copy(Value value)
    {
        if (value.Constant is { } constant) return constant;
        if (!Plan.Places.TryGetValue(value, out var place)) return _loose.GetValueOrDefault(value) is Tensor t ? t.Clone() : _loose.GetValueOrDefault(value);
        var result = Tensor.Zeros(place.DType, place.Layout.Dims.Span);
        if (result.Count == 0) return result;
        var memory = new Tensor(place.DType, [place.Layout.Span], Bytes(place));
        XinRT.Reference.StridedCopy.Run(memory, 0, place.Layout.Strides.Span, result, 0, TensorLayout.RowMajor(result.Dims).Strides.Span, result.Dims);
        return result;
    }

    /// <summary>A value whose size only the run tells.</summary>
    public Datum? Loose(Value value) => value.Constant ?? _loose.GetValueOrDefault(value);

    /// <summary>Memory for such a value.</summary>
    public Tensor RentLoose(DType dtype, ReadOnlySpan<long> dims) => _looseMemory.Rent(dtype, dims);

    /// <summary>The value may be held for longer than this program knows.</summary>
    public void LetGo(Datum datum) => _looseMemory.LetGo(datum);

    /// <summary>Sets or forgets such a value.</summary>
    public void SetLoose(Value value, Datum? datum)
    {
        _looseMemory.Keep(datum);
        _looseMemory.Forget(_loose.GetValueOrDefault(value));
        _loose[value] = datum;
    }

    /// <summary>The tensor in a row-major place.</summary>
    public Tensor TensorAt(Place place)
    {
        if (_tensors.TryGetValue(place, out var known)) return known;
        var tensor = place.Buffer is ConstantBuffer { Tensor: var constant } && place.Offset == 0 && constant.Dims.SequenceEqual(place.Layout.Dims.Span)
            ? constant : new Tensor(place.DType, place.Layout.Dims.Span, Bytes(place));
        return _tensors[place] = tensor;
    }

    /// <summary>Whether memory is in the arena.</summary>
    public bool Owns(Tensor tensor)
    {
        if (tensor.Bytes.IsEmpty || _arena.Start == 0) return false;
        using var pin = tensor.Bytes.Pin();
        long at;
        unsafe
        {
            // SAFETY: only the number of the address is used.
            at = (long)pin.Pointer;
        }
        return at >= _arena.Start && at < _arena.Start + Plan.ArenaBytes;
    }

    /// <summary>Memory for a step with constants and workspace of the caller's.</summary>
    public KernelMemory MemoryOf(PlannedStep step, nint[] packed, nint workspace) => new(
        Arrays.Map(step.Inputs, p => p is null ? 0 : Address(p)),
        Arrays.Map(step.Outputs, p => p is null ? 0 : Address(p)),
        packed, workspace);

    private Memory<byte> Bytes(Place place)
    {
        int length = checked((int)(place.Layout.Span * place.DType.SizeInBytes()));
        return place.Buffer switch
        {
            ConstantBuffer constant => constant.Tensor.Bytes.Slice(checked((int)place.Offset), length),
            ArenaBuffer buffer => _arena.Slice(buffer.Offset + place.Offset, length),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private nint Address(Place place) => place.Buffer switch
    {
        ConstantBuffer constant => _program.AddressOf(constant.Tensor) + (nint)place.Offset,
        ArenaBuffer buffer => _arena.Start + (nint)(buffer.Offset + place.Offset),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private KernelMemory MemoryOf(PlannedStep step) => MemoryOf(step, Arrays.Map(step.Kernel.Packed, _program.AddressOf),
        step.Workspace is { } workspace ? _arena.Start + (nint)workspace.Offset : 0);
}
