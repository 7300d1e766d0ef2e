namespace XinRT.Ir;

/// <summary>What an operator sees and sets while it is evaluated.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Operands; null where absent.</param>
/// <param name="host">Memory for outputs, threads, and bodies.</param>
/// <param name="outputs">Where results go, one place for each output of the node.</param>
public sealed class EvalContext(Node node, IReadOnlyList<Datum?> inputs, IEvalHost host, Datum?[] outputs)
{
    /// <summary>With room for its own results.</summary>
    public EvalContext(Node node, IReadOnlyList<Datum?> inputs, IEvalHost host)
        : this(node, inputs, host, new Datum?[node.Outputs.Count])
    {
    }

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>Number of input slots.</summary>
    public int InputCount => inputs.Count;

    /// <summary>Number of output slots.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>Threads that the operator may use, and the wish to stop.</summary>
    public Workers Threads => new(host.Threads, host.Cancel) { Parallelism = host.Parallelism };

    /// <summary>Largest tensor in bytes that the operator may make; an element counts as 8 bytes or more.</summary>
    public long MaxTensorBytes => host.MaxTensorBytes;

    /// <summary>Seed for random operators that carry none.</summary>
    public int Seed => host.Seed;

    /// <summary>Outputs set so far.</summary>
    public IReadOnlyList<Datum?> Outputs => outputs;

    /// <summary>Whether the input is present.</summary>
    public bool Has(int input) => input < inputs.Count && inputs[input] is not null;

    /// <summary>A tensor that must be there. An optional that holds a tensor counts as that tensor.</summary>
    public Tensor Input(int index) => AnyInput(index) switch
    {
        Tensor t => t,
        OptionalDatum { Value: Tensor t } => t,
        var other => throw Error($"input {index} must be a tensor, but it is {other.Type}").AsRunError(),
    };

    /// <summary>A tensor, or null if absent.</summary>
    public Tensor? OptionalInput(int index) => Has(index) ? Input(index) : null;

    /// <summary>A value of any kind that must be there.</summary>
    public Datum AnyInput(int index) => Has(index) ? inputs[index]!
        : throw Error($"input {index} is needed, but it is absent").AsRunError();

    /// <summary>Whether somebody wants the output.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output] is not null;

    /// <summary>Memory for an output, to be filled completely; contents are not defined at first. It may be the memory of
    /// an input for which <see cref="Operator.CanOverwrite"/> says yes.</summary>
    public Tensor Output(int index, DType dtype, params ReadOnlySpan<long> dims)
    {
        CheckSize($"output {index}", dtype, dims);
        var tensor = dtype == DType.String ? Tensor.Zeros(dtype, dims) : host.Allocate(index, dtype, dims);
        if (index < outputs.Length) outputs[index] = tensor;
        return tensor;
    }

    /// <summary>Zeroed memory for a result on the way to the outputs, under the same limit as they.</summary>
    public Tensor Temporary(DType dtype, params ReadOnlySpan<long> dims)
    {
        CheckSize("a result on the way", dtype, dims);
        return Tensor.Zeros(dtype, dims);
    }

    /// <summary>Sets an output to an existing value, for views, sequences and optionals.</summary>
    public void SetOutput(int index, Datum value)
    {
        if (index < outputs.Length) outputs[index] = value;
    }

    /// <summary>Ends a long loop of the operator's own when the run is to stop.</summary>
    public void ThrowIfCancelled() => host.Cancel.ThrowIfCancellationRequested();

    /// <summary>Runs a body.</summary>
    public Datum[] RunBody(int body, IReadOnlyList<Datum> bodyInputs) => host.RunBody(node.Bodies[body], bodyInputs);

    /// <summary>Normalizes an axis that may count from the end; an error if it is outside the rank.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank)
            throw Error($"the axis must be from {-rank} to {rank - 1}, but it is {axis}").AsRunError();
        return (int)(axis < 0 ? axis + rank : axis);
    }

    // Here and not in the operators, so that no hostile size can be forgotten. Negative sizes are the allocation's to report.
    // Operators compute small types in double, so every element counts as one.
    private void CheckSize(string what, DType dtype, ReadOnlySpan<long> dims)
    {
        long bytes = Math.Max(sizeof(double), dtype.SizeInBytes());
        foreach (long d in dims) bytes = SaturatingMath.Multiply(bytes, Math.Max(0, d));
        if (bytes <= host.MaxTensorBytes) return;
        throw Error($"one tensor may take {host.MaxTensorBytes} bytes, but {what} takes {bytes}")
            .Try("check the sizes that the model computes, or raise EngineOptions.MaxTensorBytes").AsRunError();
    }

    /// <summary>Starts an error at this node that shows the type of all inputs met.</summary>
    public OpError Error(string because)
    {
        var error = OpError.At(node).Because(because);
        for (int i = 0; i < Math.Min(6, inputs.Count); i++) error.Saw($"in {i}", (object?)inputs[i]?.Type ?? "absent");
        return error;
    }
}
