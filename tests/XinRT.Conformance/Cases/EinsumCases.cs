using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class EinsumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("traces of a batch", "y = Einsum(const f32[2,2,2](1,2,3,4,5,6,7,8)) {equation=\"...ii\"}", "f32[2](5,13)"),
        Case("three operands",
            "y = Einsum(const i8[2](1,2), const i8[2,2](1,2,3,4), const i8[2](3,5)) {equation=\"i,ij,j->\"}",
            "i8[](71)"),
        Case("small integers wrap", "y = Einsum(const u8[1](200), const u8[1](2)) {equation=\"i,i\"}", "u8[](144)"),
        Case("implicit output is sorted",
            "y = Einsum(const f64[2,3](1,2,3,4,5,6)) {equation=\"ba\"}",
            "f64[3,2](1,4,2,5,3,6)"),
        Case("hidden axes broadcast",
            "y = Einsum(const i32[2,1](3,4), const i32[1,2](5,6)) {equation=\"a..., b... -> ab...\"}",
            "i32[2,1,2](15,18,20,24)"),
        Case("both orders of a product",
            "y = Einsum(const f32[2,2](1,2,3,4), const f32[2,2](5,6,7,8)) {equation=\"ij,kj->ki\"}",
            "f32[2,2](17,39,23,53)"),
        Case("an empty sum is zero",
            "y = Einsum(const f32[0,2](), const f32[0]()) {equation=\"ij,i->j\"}",
            "f32[2](0,0)"),
        Case("an unknown label", "y = Einsum(const f32[2,2]) {equation=\"ij->k\"}", "throws XIN2104"),
        Case("sizes contradict", "y = Einsum(const f32[2], const f32[3]) {equation=\"i,i\"}", "throws XIN2104"),
    ];
}
