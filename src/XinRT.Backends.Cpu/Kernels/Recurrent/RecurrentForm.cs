using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>A recurrent node as its kernel sees it: sizes, gates, and where everything lies.</summary>
internal sealed class RecurrentForm
{
    /// <summary>Inputs of the operators.</summary>
    public const int X = 0, W = 1, R = 2, B = 3, Lengths = 4, InitialHidden = 5, InitialCell = 6, Peepholes = 7;

    private readonly KernelProblem _problem;

    private RecurrentForm(KernelProblem problem, RecurrentAttributes attributes, int lanes)
    {
        (_problem, Attributes) = (problem, attributes);
        ValueArray<long> x = problem.Inputs[X]!.Layout.Dims, w = problem.Inputs[W]!.Layout.Dims;
        (Steps, Batch) = attributes.BatchFirst ? (x[1], x[0]) : (x[0], x[1]);
        (Directions, Inputs) = ((int)w[0], w[2]);
        Hidden = w[1] / attributes.Gates;
        Blocks = (Hidden + lanes - 1) / lanes;
        Width = Blocks * lanes;
        Lanes = lanes;
    }

    /// <summary>What the operator says.</summary>
    public RecurrentAttributes Attributes { get; }

    /// <summary>Length of the sequences.</summary>
    public long Steps { get; }

    /// <summary>Number of sequences.</summary>
    public long Batch { get; }

    /// <summary>1 or 2.</summary>
    public int Directions { get; }

    /// <summary>Elements of an item of a sequence.</summary>
    public long Inputs { get; }

    /// <summary>Units of the state.</summary>
    public long Hidden { get; }

    /// <summary>Vectors that hold all units.</summary>
    public long Blocks { get; }

    /// <summary>Units filled up to whole vectors.</summary>
    public long Width { get; }

    /// <summary>Units of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Gates of the cell.</summary>
    public int Gates => Attributes.Gates;

    /// <summary>Columns of the input products: <c>[direction][gate][unit]</c>.</summary>
    public long Columns => Directions * Gates * Width;

    /// <summary>Whether sequences have lengths of their own.</summary>
    public bool HasLengths => Has(Lengths);

    /// <summary>Elements of the weights of the state of one direction; see <see cref="RecurrentPacking"/>.</summary>
    public long WeightsOfDirection => Blocks * Hidden * Gates * Lanes;

    /// <summary>Elements of a state of all sequences and directions: <c>[direction][sequence][unit]</c>.</summary>
    public long State => Directions * Batch * Width;

    /// <summary>Bytes from the workspace to its parts: two states that take turns, the cell or update gate, the reset state, the
    /// input products <c>[step][sequence][column]</c>.</summary>
    public (long Hidden, long Cell, long Reset, long Projected, long End) Workspace
    {
        get
        {
            long hidden = 64, cell = hidden + 8 * State, reset = cell + 4 * State;
            long projected = reset + (Attributes.Stages.Count > 1 ? 4 * State : 0);
            return (hidden, cell, reset, projected, projected + 4 * Steps * Batch * Columns);
        }
    }

    /// <summary>Why no kernel takes a node, or null.</summary>
    public static Refusal? WhyNot(KernelProblem problem)
    {
        if (problem.Node.Op is not (LstmOp or GruOp or RnnOp)) return Refusal.OtherOperator;
        if (RecurrentAttributes.Of(problem.Node.Op) is not { } attributes) return "its activations are not known";
        var inputs = problem.Inputs;
        if (inputs is not [{ } x, { } w, { } r, ..]) return "an operand is missing";
        for (int i = 0; i < inputs.Count; i++)
            if (inputs[i] is { } operand && operand.DType != (i == Lengths ? DType.I32 : DType.F32))
                return $"only f32 is computed, but input {i} is {operand.DType.Name()}";
        foreach (int i in (ReadOnlySpan<int>)[W, R, B, Peepholes])
            if (i < inputs.Count && inputs[i] is { Constant: null }) return "its weights are not constant";
        if (x.Layout.Rank != 3 || w.Layout.Rank != 3 || r.Layout.Rank != 3) return "its operands do not have three axes";
        long directions = attributes.Directions, hidden = r.Layout.Dims[2], gates = attributes.Gates;
        long batch = x.Layout.Dims[attributes.BatchFirst ? 0 : 1];
        long[] state = attributes.BatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
        long[]?[] wanted =
        [
            null, [directions, gates * hidden, x.Layout.Dims[2]], [directions, gates * hidden, hidden], [directions, 2 * gates * hidden],
            [batch], state, state, [directions, 3 * hidden],
        ];
        for (int i = 0; i < inputs.Count; i++)
            if (inputs[i] is { } operand && wanted[i] is { } dims && !operand.Layout.Dims.Span.SequenceEqual(dims)) return $"input {i} does not have the size of the others";
        if (hidden == 0 || x.Layout.Dims[2] == 0) return "it is empty";
        var form = new RecurrentForm(problem, attributes, 16);
        return form.Workspace.End > int.MaxValue || form.WeightsOfDirection * 8 > int.MaxValue ? "it is too large" : null;
    }

    /// <summary>Reads a problem that is taken.</summary>
    public static RecurrentForm Of(KernelProblem problem, CpuTarget target) => new(problem, RecurrentAttributes.Of(problem.Node.Op)!, target.Lanes);

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int input) => input < _problem.Inputs.Count && _problem.Inputs[input] is not null;

    /// <summary>Whether a result is wanted.</summary>
    public bool Wants(int output) => output < _problem.Outputs.Count && _problem.Outputs[output] is not null;

    /// <summary>Whether a direction runs from the last item to the first.</summary>
    public bool IsReverse(int direction) => Attributes.Reverse || direction == 1;

    /// <summary>Bytes from step to step of Y, from direction to direction, and from sequence to sequence.</summary>
    public (long Step, long Direction, long Sequence) StepsOfY
    {
        get
        {
            var s = _problem.Outputs[0]!.Layout.Strides;
            return Attributes.BatchFirst ? (4 * s[1], 4 * s[2], 4 * s[0]) : (4 * s[0], 4 * s[1], 4 * s[2]);
        }
    }

    /// <summary>Bytes from direction to direction and from sequence to sequence of a state, an input or an output.</summary>
    public (long Direction, long Sequence) StepsOfState(TensorLayout layout) =>
        Attributes.BatchFirst ? (4 * layout.Strides[1], 4 * layout.Strides[0]) : (4 * layout.Strides[0], 4 * layout.Strides[1]);
}
