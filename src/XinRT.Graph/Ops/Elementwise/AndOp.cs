using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c</c> is whether a and b, of booleans.</summary>
[OnnxOperator("And", Since = 7)]
public sealed record AndOp : LogicalOperator
{
    /// <inheritdoc/>
    protected override bool Of(bool a, bool b) => a & b;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Connect<AndFunction>(a, b, y, threads);

    private readonly struct AndFunction : IConnective
    {
        public static bool Of(bool a, bool b) => a & b;
    }
}
