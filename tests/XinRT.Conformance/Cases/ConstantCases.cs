using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConstantCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a tensor", "y = Constant() {value=const u2[2](3,1)}", "u2[2](3,1)"),
        Case("numbers and lists",
            "a = Constant() {value_float=0.5}\nb = Constant() {value_ints=[1,2]}\nc = Constant() {value_int=7}",
            "f32[](0.5)", "i64[2](1,2)", "i64[](7)"),
        Case("text",
            "a = Constant() {value_string=\"a\"}\nb = Constant() {value_strings=[\"b\",\"c\"]}",
            "str[](\"a\")", "str[2](\"b\",\"c\")"),
        Case("an empty list", "y = Constant() {value_floats=[]}", "f32[0]()"),
        Case("no value", "y = Constant()", "throws XIN2104"),
    ];
}
