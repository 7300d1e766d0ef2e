using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>Walks sequences through a recurrent cell. The input products of all steps are one matrix product; each step adds
/// the product with the state.</summary>
internal abstract class RecurrentLayer<T>(RecurrentProblem problem) where T : unmanaged, IFloatingPointIeee754<T>
{
    protected RecurrentProblem Problem => problem;

    /// <summary>Gates of the cell, each as wide as the hidden state.</summary>
    protected abstract int Gates { get; }

    /// <summary>Whether the recurrent bias of a gate may be added together with the input bias.</summary>
    protected virtual bool SumsBias(int gate) => true;

    /// <summary>Computes the next states of all rows of the batch. <paramref name="gates"/> holds the products with the
    /// input and the biases, and may be overwritten.</summary>
    protected abstract void Step(int direction, Tensor gates, Tensor hidden, Tensor cell, Tensor newHidden, Tensor newCell);

    /// <summary>Runs all directions. Outputs that are not null have the working type.</summary>
    public void Run(Tensor? y, Tensor? lastHidden, Tensor? lastCell)
    {
        y?.Bytes.Span.Clear();
        for (int d = 0; d < problem.Directions; d++) RunDirection(d, y, lastHidden, lastCell);
    }

    /// <summary><c>target = beta · target + h · Rᵀ</c> over some gates.</summary>
    protected void Recur(int direction, Tensor h, int firstGate, Tensor target, T beta)
    {
        int hidden = problem.Hidden, width = (int)target.Dims[1];
        var plan = new MatMulPlan(problem.Batch, width, hidden, hidden, 1, 1, hidden, [0],
            [(direction * Gates + firstGate) * hidden * hidden]);
        MatMul.Run(problem.Threads, plan, h, problem.R, target, T.One, beta);
    }

    /// <summary>Bounds, then activates one gate. Functions count from 0 within the direction.</summary>
    protected void Activate(int direction, int function, Span<T> x)
    {
        if (problem.Clip > 0) TensorPrimitives.Clamp(x, T.CreateTruncating(-problem.Clip), T.CreateTruncating(problem.Clip), x);
        problem.Activations[direction * (problem.Activations.Length / problem.Directions) + function].Apply(x);
    }

    /// <summary>A part of the bias: of the input (0) or the recurrent (1) products of one gate; empty if there is no
    /// bias.</summary>
    protected ReadOnlySpan<T> Bias(int direction, int part, int gate) => problem.Bias is null ? default
        : problem.Bias.Span<T>().Slice(((direction * 2 + part) * Gates + gate) * problem.Hidden, problem.Hidden);

    protected static Tensor New(params ReadOnlySpan<long> dims) => Tensor.Zeros(DTypes.Of<T>(), dims);

    private void RunDirection(int d, Tensor? y, Tensor? lastHidden, Tensor? lastCell)
    {
        int batch = problem.Batch, hidden = problem.Hidden, width = Gates * hidden;
        var projected = Project(d, width);
        Tensor h = Initial(d, problem.InitialHidden), c = Initial(d, problem.InitialCell);
        Tensor newH = New(batch, hidden), newC = New(batch, hidden), gates = New(batch, width);
        bool reverse = problem.Reverse || d == 1;
        for (int s = 0; s < problem.Steps; s++)
        {
            for (int b = 0; b < batch; b++)
                if (Time(s, b, reverse) is >= 0 and var t)
                    projected.Span<T>().Slice(Row(t, b) * width, width).CopyTo(gates.Span<T>()[(b * width)..]);
            Step(d, gates, h, c, newH, newC);
            for (int b = 0; b < batch; b++)
            {
                // A sequence that has ended keeps its state.
                if (Time(s, b, reverse) is not (>= 0 and var t)) continue;
                var state = newH.Span<T>().Slice(b * hidden, hidden);
                state.CopyTo(h.Span<T>()[(b * hidden)..]);
                newC.Span<T>().Slice(b * hidden, hidden).CopyTo(c.Span<T>()[(b * hidden)..]);
                if (y is not null) state.CopyTo(y.Span<T>()[(OutputRow(t, d, b) * hidden)..]);
            }
        }
        Store(d, h, lastHidden);
        Store(d, c, lastCell);
    }

    // W x + bias for every step and item at once.
    private Tensor Project(int d, int width)
    {
        int rows = problem.Steps * problem.Batch;
        var result = New(rows, width);
        for (int g = 0; g < Gates; g++)
        {
            if (problem.Bias is null) break;
            T[] bias = Bias(d, 0, g).ToArray();
            if (SumsBias(g)) TensorPrimitives.Add(bias, Bias(d, 1, g), bias);
            for (int row = 0; row < rows; row++) bias.CopyTo(result.Span<T>()[(row * width + g * problem.Hidden)..]);
        }
        var plan = new MatMulPlan(rows, width, problem.Inputs, problem.Inputs, 1, 1, problem.Inputs, [0], [d * width * problem.Inputs]);
        MatMul.Run(problem.Threads, plan, problem.X, problem.W, result, T.One, T.One);
        return result;
    }

    private int Time(int step, int b, bool reverse) => step >= problem.Lengths[b] ? -1
        : reverse ? (int)problem.Lengths[b] - 1 - step : step;

    private int Row(int t, int b) => problem.BatchFirst ? b * problem.Steps + t : t * problem.Batch + b;

    private int OutputRow(int t, int d, int b) => problem.BatchFirst
        ? (b * problem.Steps + t) * problem.Directions + d : (t * problem.Directions + d) * problem.Batch + b;

    private int StateRow(int d, int b) => problem.BatchFirst ? b * problem.Directions + d : d * problem.Batch + b;

    private Tensor Initial(int d, Tensor? given)
    {
        var state = New(problem.Batch, problem.Hidden);
        for (int b = 0; given is not null && b < problem.Batch; b++)
            given.Span<T>().Slice(StateRow(d, b) * problem.Hidden, problem.Hidden).CopyTo(state.Span<T>()[(b * problem.Hidden)..]);
        return state;
    }

    private void Store(int d, Tensor state, Tensor? output)
    {
        for (int b = 0; output is not null && b < problem.Batch; b++)
            state.Span<T>().Slice(b * problem.Hidden, problem.Hidden).CopyTo(output.Span<T>()[(StateRow(d, b) * problem.Hidden)..]);
    }
}
