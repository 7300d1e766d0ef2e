using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitShiftCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("left drops high bits",
            "y = BitShift(const u8[2](129,3), const u8[2](1,9)) {direction=\"LEFT\"}",
            "u8[2](2,0)"),
        Case("right keeps the sign",
            "y = BitShift(const i16[3](-9,-9,9), const i16[3](1,40,40)) {direction=\"RIGHT\"}",
            "i16[3](-5,-1,0)"),
        Case("unknown direction", "y = BitShift(const u8[1](1), const u8[1](1)) {direction=\"UP\"}", "throws XIN2104"),
    ];
}
