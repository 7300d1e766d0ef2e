using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Reference;

namespace XinRT.Runtime.Execution;

/// <summary>A step on values: operands of known size are tensors in their places, others come from earlier steps.</summary>
internal sealed class ValueStep : IBoundStep, IEvalHost
{
    private readonly BoundProgram _program;
    private readonly PlannedStep _step;
    private readonly IValueKernel _kernel;
    private readonly EngineOptions _options;
    private readonly BodyProgram[] _bodies;
    private readonly Value[] _released;
    private readonly LaunchArguments _arguments;
    private readonly Tensor?[] _inputs;
    private readonly Tensor?[] _outputs;

    public ValueStep(BoundProgram program, PlannedStep step, IValueKernel kernel, IDeviceContext device, EngineOptions options, BodyProgram[] bodies, Value[] released)
    {
        _program = program;
        _step = step;
        _kernel = kernel;
        _options = options;
        _bodies = bodies;
        _released = [.. released.Where(v => !program.Plan.Places.ContainsKey(v))];
        _arguments = new LaunchArguments(step.Node, this, device);
        _inputs = [.. step.Inputs.Select(p => p is null ? null : program.TensorAt(p))];
        _outputs = [.. step.Outputs.Select(p => p is null ? null : program.TensorAt(p))];
    }

    public int Threads => _options.Threads;

    public IParallelism? Parallelism => _program.Parallelism;

    public int Seed => _options.Seed;

    public CancellationToken Cancel { get; private set; }

    public long MaxTensorBytes => _options.MaxTensorBytes;

    public void Run(CancellationToken cancel)
    {
        Cancel = cancel;
        for (int i = 0; i < _inputs.Length; i++)
            _arguments.Inputs[i] = _inputs[i] ?? (_step.Node.Inputs[i] is { } value ? _program.Loose(value) : null);
        try
        {
            _kernel.Launch(_arguments);
            for (int k = 0; k < _outputs.Length; k++)
            {
                if (_step.Node.Outputs[k] is { } value) Take(k, value, _arguments.Outputs[k]!);
            }
        }
        finally
        {
            Array.Clear(_arguments.Inputs);
            Array.Clear(_arguments.Outputs);
        }
        foreach (var value in _released) _program.SetLoose(value, null);
    }

    /// <summary>The tensor in the output's place, or one of memory that is kept if its size was not known.</summary>
    public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims)
    {
        if (output < _outputs.Length && _outputs[output] is { } placed && placed.DType == dtype && placed.Dims.SequenceEqual(dims)) return placed;
        long bytes = Math.Max(1, dtype.SizeInBytes());
        foreach (long size in dims) bytes = SaturatingMath.Multiply(bytes, size);
        return bytes <= Tensor.MaxBytes ? _program.RentLoose(dtype, dims)
            : throw Tensor.TooLarge($"value '{_step.Node.Outputs[output]?.Name}'", dtype, dims, bytes);
    }

    /// <summary>A body of control flow is a program; where its sizes change too often, and in a fused node, it runs on the managed
    /// heap.</summary>
    public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs)
    {
        for (int i = 0; i < _bodies.Length; i++)
            if (_step.Node.Bodies[i] == body && _bodies[i].Run([.. inputs], Cancel) is { } results) return results;
        return new ReferenceExecutor { Threads = Threads, Parallelism = Parallelism, Seed = Seed, Cancel = Cancel, MaxTensorBytes = MaxTensorBytes }.Run(body, inputs);
    }

    private void Take(int output, Value value, Datum result)
    {
        if (_outputs[output] is { } placed)
        {
            if (ReferenceEquals(placed, result)) return;
            if (result is OptionalDatum { Value: { } inner }) result = inner;
            if (result is not Tensor tensor || tensor.DType != placed.DType || !tensor.Dims.SequenceEqual(placed.Dims))
            {
                throw new InferenceException("XIN6104", _step.Node.ToString(), $"output {output} should be {placed.Type}, but it came out as {result.Type}",
                    hint: "check the sizes that the model states");
            }
            placed.CopyFrom(tensor);
            return;
        }
        // What lies in the arena is written over later, so a result that looks at it is copied.
        if (result is Tensor { DType: not DType.String } view && _program.Owns(view))
        {
            var copy = _program.RentLoose(view.DType, view.Dims);
            copy.CopyFrom(view);
            result = copy;
        }
        _program.SetLoose(value, result);
    }
}
