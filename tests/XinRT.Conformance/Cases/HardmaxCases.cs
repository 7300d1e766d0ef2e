using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class HardmaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the first of equals", "y = Hardmax(const f32[3](1,3,3))", "f32[3](0,1,0)"),
        Case("columns of brain floats", "y = Hardmax(const bf16[2,2](1,5,2,4)) {axis=0}", "bf16[2,2](0,1,1,0)"),
    ];
}
