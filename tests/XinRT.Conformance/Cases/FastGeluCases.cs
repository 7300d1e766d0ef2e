using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FastGeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("without bias", "y = com.microsoft::FastGelu(const f32[2](1,-2))", "f32[2](0.841191991,-0.0454023059)"),
        Case("f16 with bias", "y = com.microsoft::FastGelu(const f16[1](1), const f16[1](1))", "f16[1](1.95459769)"),
    ];
}
