using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>Gates i, o, f, c: <c>C' = f · C + i · c</c>, <c>H' = o · h(C')</c>, with optional peepholes from C to i and f and
/// from C' to o.</summary>
internal sealed class LstmLayer<T>(RecurrentProblem problem, bool inputForget) : RecurrentLayer<T>(problem)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override int Gates => 4;

    protected override void Step(int direction, Tensor gates, Tensor hidden, Tensor cell, Tensor newHidden, Tensor newCell)
    {
        int n = Problem.Hidden;
        Recur(direction, hidden, 0, gates, T.One);
        for (int b = 0; b < Problem.Batch; b++)
        {
            Span<T> row = gates.Span<T>().Slice(b * 4 * n, 4 * n);
            Span<T> i = row[..n], o = row[n..(2 * n)], f = row[(2 * n)..(3 * n)], candidate = row[(3 * n)..];
            Span<T> old = cell.Span<T>().Slice(b * n, n), next = newCell.Span<T>().Slice(b * n, n);
            var output = newHidden.Span<T>().Slice(b * n, n);
            Peep(direction, 0, old, i);
            Peep(direction, 2, old, f);
            Activate(direction, 0, i);
            if (inputForget) TensorPrimitives.Subtract(T.One, i, f);
            else Activate(direction, 0, f);
            Activate(direction, 1, candidate);
            TensorPrimitives.Multiply(i, candidate, next);
            TensorPrimitives.MultiplyAdd(f, old, next, next);
            Peep(direction, 1, next, o);
            Activate(direction, 0, o);
            next.CopyTo(output);
            Activate(direction, 2, output);
            TensorPrimitives.Multiply(output, o, output);
        }
    }

    private void Peep(int direction, int gate, Span<T> cell, Span<T> target)
    {
        if (Problem.Peepholes is not { } p) return;
        TensorPrimitives.MultiplyAdd(p.Span<T>().Slice((direction * 3 + gate) * Problem.Hidden, Problem.Hidden), cell, target, target);
    }
}
