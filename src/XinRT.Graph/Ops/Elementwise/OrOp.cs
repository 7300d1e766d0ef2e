using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c</c> is whether a or b, of booleans.</summary>
[OnnxOperator("Or", Since = 7)]
public sealed record OrOp : LogicalOperator
{
    /// <inheritdoc/>
    protected override bool Of(bool a, bool b) => a | b;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Connect<OrFunction>(a, b, y, threads);

    private readonly struct OrFunction : IConnective
    {
        public static bool Of(bool a, bool b) => a | b;
    }
}
