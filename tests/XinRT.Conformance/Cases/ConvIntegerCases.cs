using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConvIntegerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("padding is the zero point",
            "y = ConvInteger(const u8[1,1,3](1,2,3), const i8[1,1,2](1,-1), const u8[](1), const i8[1](1)) {pads=[1,0]}",
            "i32[1,1,3](0,-2,-4)"),
        Case("a zero point per filter",
            "y = ConvInteger(const u8[1,1,2](4,5), const i8[2,1,1](3,3), _, const i8[2](1,2))",
            "i32[1,2,2](8,10,4,5)"),
        Case("floats are refused", "y = ConvInteger(const f32[1,1,2], const i8[1,1,1])", "throws XIN2104"),
    ];
}
