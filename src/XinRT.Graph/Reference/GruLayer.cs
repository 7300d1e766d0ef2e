using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>Gates z, r, h: <c>H' = (1 - z) · h + z · H</c>, where r scales the state before its product with R, or the
/// product after it.</summary>
internal sealed class GruLayer<T>(RecurrentProblem problem, bool linearBeforeReset) : RecurrentLayer<T>(problem)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor _update = New(problem.Batch, 2 * problem.Hidden);
    private readonly Tensor _candidate = New(problem.Batch, problem.Hidden);
    private readonly Tensor _reset = New(problem.Batch, problem.Hidden);

    protected override int Gates => 3;

    protected override bool SumsBias(int gate) => gate < 2 || !linearBeforeReset;

    protected override void Step(int direction, Tensor gates, Tensor hidden, Tensor cell, Tensor newHidden, Tensor newCell)
    {
        int n = Problem.Hidden;
        Recur(direction, hidden, 0, _update, T.Zero);
        if (linearBeforeReset) Recur(direction, hidden, 2, _candidate, T.Zero);
        for (int b = 0; b < Problem.Batch; b++)
        {
            var update = _update.Span<T>().Slice(b * 2 * n, 2 * n);
            TensorPrimitives.Add(update, gates.Span<T>().Slice(b * 3 * n, 2 * n), update);
            Activate(direction, 0, update);
            if (linearBeforeReset) continue;
            TensorPrimitives.Multiply(update[n..], hidden.Span<T>().Slice(b * n, n), _reset.Span<T>().Slice(b * n, n));
        }
        if (!linearBeforeReset) Recur(direction, _reset, 2, _candidate, T.Zero);
        var bias = linearBeforeReset ? Bias(direction, 1, 2) : default;
        for (int b = 0; b < Problem.Batch; b++)
        {
            Span<T> z = _update.Span<T>().Slice(b * 2 * n, n), r = _update.Span<T>().Slice(b * 2 * n + n, n);
            Span<T> h = _candidate.Span<T>().Slice(b * n, n), next = newHidden.Span<T>().Slice(b * n, n);
            if (!bias.IsEmpty) TensorPrimitives.Add(h, bias, h);
            if (linearBeforeReset) TensorPrimitives.Multiply(h, r, h);
            TensorPrimitives.Add(h, gates.Span<T>().Slice(b * 3 * n + 2 * n, n), h);
            Activate(direction, 1, h);
            // h + z (H - h)
            TensorPrimitives.Subtract(hidden.Span<T>().Slice(b * n, n), h, next);
            TensorPrimitives.MultiplyAdd(next, z, h, next);
        }
    }
}
