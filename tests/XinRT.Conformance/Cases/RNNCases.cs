using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RNNCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a sum over time", """
            y, h = RNN(const f32[2,1,1](1,1), const f32[1,1,1](1), const f32[1,1,1](1)) {hidden_size=1,activations=["Relu"]}
            """, "f32[2,1,1,1](1,2)", "f32[1,1,1](2)"),
        Case("reverse within the length", """
            y, h = RNN(const f32[3,1,1](1,2,9), const f32[1,1,1](1), const f32[1,1,1](1), _, const i32[1](2)) {direction="reverse",hidden_size=1,activations=["Relu"]}
            """, "f32[3,1,1,1](3,2,0)", "f32[1,1,1](3)"),
        Case("clip, then scale", """
            y = RNN(const f64[1,1,1](9), const f64[1,1,1](1), const f64[1,1,1](0)) {hidden_size=1,clip=2.0,activations=["Affine"],activation_alpha=[3.0],activation_beta=[1.0]}
            """, "f64[1,1,1,1](7)"),
        Case("batch first", """
            _, h = RNN(const f32[2,1,1](1,2), const f32[1,1,1](1), const f32[1,1,1](1), _, _, const f32[2,1,1](4,5)) {hidden_size=1,layout=1,activations=["Relu"]}
            """, "f32[2,1,1](5,7)"),
    ];
}
