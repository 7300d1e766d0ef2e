using System.Numerics;

namespace XinRT.Reference;

/// <summary><c>H' = f(X Wᵀ + H Rᵀ + b)</c></summary>
internal sealed class RnnLayer<T>(RecurrentProblem problem) : RecurrentLayer<T>(problem) where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override int Gates => 1;

    protected override void Step(int direction, Tensor gates, Tensor hidden, Tensor cell, Tensor newHidden, Tensor newCell)
    {
        Recur(direction, hidden, 0, gates, T.One);
        Activate(direction, 0, gates.Span<T>());
        newHidden.CopyFrom(gates);
    }
}
