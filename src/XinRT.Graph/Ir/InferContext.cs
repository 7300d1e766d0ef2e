namespace XinRT.Ir;

/// <summary>What an operator sees and sets while types are inferred.</summary>
public sealed class InferContext(Node node, SymbolSource symbols)
{
    /// <summary>Contents longer than this are not followed; shape arithmetic never is.</summary>
    public const int MaxData = 1024;

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>Number of input slots, absent optional ones at the end not counted.</summary>
    public int InputCount => node.Inputs.Count;

    /// <summary>Number of output slots.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>Whether the input is present.</summary>
    public bool Has(int input) => node.Input(input) is not null;

    /// <summary>Type of a tensor input; an error if it is absent or something else.</summary>
    public TensorType Input(int index) => AnyInput(index) as TensorType
        ?? throw Error($"input {index} must be a tensor, but it is {AnyInput(index)}").AsShapeError();

    /// <summary>Type of an input of any kind; an error if it is absent.</summary>
    public IrType AnyInput(int index) => node.Input(index)?.Type
        ?? throw Error($"input {index} is needed, but it is absent").AsShapeError();

    /// <summary>Element type of a tensor input.</summary>
    public DType InputDType(int index) => Input(index).DType;

    /// <summary>Shape of a tensor input, or null if its rank is not known.</summary>
    public Shape? InputShape(int index) => Input(index).Shape;

    /// <summary>Contents of an input that is constant, or null.</summary>
    public Tensor? Constant(int index) => node.Input(index)?.Constant;

    /// <summary>Contents of a small integer input of rank 0 or 1 as dims: constants, or symbolic where inference knows
    /// them; else null.</summary>
    public IReadOnlyList<Dim>? Data(int index) =>
        node.Input(index)?.TensorType.Shape is { Rank: > 1 } ? null : Contents(index);

    /// <summary>As <see cref="Data"/>, but of any rank, in row-major order.</summary>
    public IReadOnlyList<Dim>? Contents(int index)
    {
        var value = node.Input(index);
        if (value?.Data is { } data) return data;
        return value?.Constant is { Count: <= MaxData } t && (t.DType.IsInteger() || t.DType == DType.Bool)
            ? [.. t.ToInt64s().Select(x => (Dim)x)] : null;
    }

    /// <summary>Contents of an integer input as numbers if all are known, else null.</summary>
    public long[]? ConstantInts(int index)
    {
        if (Constant(index) is { } t) return t.ToInt64s();
        return Data(index) is { } data && data.All(d => d.IsConstant) ? [.. data.Select(d => d.Value)] : null;
    }

    /// <summary>Whether somebody wants the output.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output] is not null;

    /// <summary>Sets the type of an output; nothing happens if nobody wants it. What was known before (a declared shape) fills
    /// in where inference knows less.</summary>
    public void Output(int index, IrType type)
    {
        if (!Wants(index)) return;
        node.Outputs[index]!.Type = type;
        node.Outputs[index]!.Data = null;
    }

    /// <summary>Sets a tensor type.</summary>
    public void Output(int index, DType dtype, Shape? shape) => Output(index, new TensorType(dtype, shape));

    /// <summary>Sets the symbolic contents of an integer output, row-major; call after <see cref="Output(int, IrType)"/>.</summary>
    public void OutputData(int index, IReadOnlyList<Dim> data)
    {
        if (Wants(index) && data.Count <= MaxData) node.Outputs[index]!.Data = data;
    }

    /// <summary>A new symbol for a size that only the run can tell.</summary>
    public Dim NewDim() => symbols.Next();

    /// <summary>A new symbol for a whole number that only the run can tell; it may be negative.</summary>
    public Dim NewNumber() => symbols.NextNumber();

    /// <summary>A shape of new symbols.</summary>
    public Shape NewShape(int rank)
    {
        var dims = new Dim[rank];
        for (int i = 0; i < rank; i++) dims[i] = NewDim();
        return Shape.Of(dims);
    }

    /// <summary>Infers a body from the types of its inputs and returns the types of its outputs. Loops call it again with
    /// weaker input types until nothing changes.</summary>
    public IReadOnlyList<IrType> InferBody(int body, IReadOnlyList<IrType> inputs) =>
        InferBody(body, inputs, [.. inputs.Select(_ => (IReadOnlyList<Dim>?)null)]);

    /// <summary>As above, with symbolic contents for inputs that have some, and with constants where an input is always the
    /// same.</summary>
    public IReadOnlyList<IrType> InferBody(int body, IReadOnlyList<IrType> inputs, IReadOnlyList<IReadOnlyList<Dim>?> data,
        IReadOnlyList<Tensor?>? constants = null)
    {
        var graph = node.Bodies[body];
        if (inputs.Count != graph.Inputs.Count)
            throw Error($"body '{graph.Name}' takes {graph.Inputs.Count} inputs, but the node gives it {inputs.Count}").AsShapeError();
        if (!symbols.TryEnterBody())
            throw Error("loops within loops must settle soon, but their bodies were inferred too often").AsShapeError();
        for (int i = 0; i < inputs.Count; i++)
        {
            graph.Inputs[i].Type = inputs[i];
            graph.Inputs[i].Data = data[i];
            graph.Inputs[i].Constant = constants?[i];
        }
        try
        {
            TypeInference.Run(graph, symbols);
        }
        finally
        {
            // They are inputs still: the body itself does not hold the contents.
            foreach (var input in graph.Inputs) input.Constant = null;
        }
        return [.. graph.Outputs.Select(v => v.Type)];
    }

    /// <summary>Normalizes an axis that may count from the end; an error if it is outside the rank.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank)
            throw Error($"the axis must be from {-rank} to {rank - 1}, but it is {axis}").AsShapeError();
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>Fails unless the input has one of these element types, or none yet.</summary>
    public void Require(int input, params ReadOnlySpan<DType> types)
    {
        // The one wanted type may be that of another input, which is not known yet either.
        if (InputDType(input) != DType.Undefined && types is not [DType.Undefined] && !types.Contains(InputDType(input)))
        {
            throw Error($"input {input} must be {string.Join(", ", types.ToArray().Select(t => t.Name()))}, but it is {InputDType(input).Name()}")
                .AsShapeError();
        }
    }

    /// <summary>Joint shape of two inputs under broadcasting, or null if a rank is not known; an error if they contradict.</summary>
    public Shape? Broadcast(int a, int b)
    {
        if (InputShape(a) is not { } x || InputShape(b) is not { } y) return null;
        return Shape.Broadcast(x, y) ?? throw Error($"the shapes [{x}] and [{y}] do not broadcast").AsShapeError();
    }

    /// <summary>Starts an error at this node that shows all inputs.</summary>
    public OpError Error(string because)
    {
        var error = OpError.At(node).Because(because);
        for (int i = 0; i < Math.Min(6, node.Inputs.Count); i++) error.Saw($"in {i}", node.Inputs[i]);
        return error;
    }
}
