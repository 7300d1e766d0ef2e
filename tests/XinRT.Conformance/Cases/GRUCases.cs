using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GRUCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("half of the state stays",
            "y, h = GRU(const f32[2,1,1](1,1), const f32[1,3,1](0,0,0), const f32[1,3,1](0,0,0), _, _, const f32[1,1,1](4)) {hidden_size=1}",
            "f32[2,1,1,1](2,1)", "f32[1,1,1](1)"),
        Case("the reset gate scales the recurrent bias", """
            y = GRU(const f32[1,1,1](1), const f32[1,3,1](0,0,0), const f32[1,3,1](0,0,0), const f32[1,6](0,0,0,0,0,8)) {hidden_size=1,linear_before_reset=1,activations=["Sigmoid","Relu"]}
            """, "f32[1,1,1,1](2)"),
        Case("or not", """
            y = GRU(const f32[1,1,1](1), const f32[1,3,1](0,0,0), const f32[1,3,1](0,0,0), const f32[1,6](0,0,0,0,0,8)) {hidden_size=1,activations=["Sigmoid","Relu"]}
            """, "f32[1,1,1,1](4)"),
    ];
}
