using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c</c> is whether either a or b, of booleans.</summary>
[OnnxOperator("Xor", Since = 7)]
public sealed record XorOp : LogicalOperator
{
    /// <inheritdoc/>
    protected override bool Of(bool a, bool b) => a ^ b;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Connect<XorFunction>(a, b, y, threads);

    private readonly struct XorFunction : IConnective
    {
        public static bool Of(bool a, bool b) => a ^ b;
    }
}
