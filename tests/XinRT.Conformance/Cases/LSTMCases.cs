using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LSTMCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("half of the cell stays", """
            y, h, c = LSTM(const f32[2,1,1](1,1), const f32[1,4,1](0,0,0,0), const f32[1,4,1](0,0,0,0), _, _, _, const f32[1,1,1](4)) {hidden_size=1,activations=["Sigmoid","Tanh","Affine"]}
            """, "f32[2,1,1,1](1,0.5)", "f32[1,1,1](0.5)", "f32[1,1,1](1)"),
        Case("coupled gates and peepholes", """
            _, _, c = LSTM(const f32[1,1,1](1), const f32[1,4,1](0,0,0,3), const f32[1,4,1](0,0,0,0), _, _, _, const f32[1,1,1](4), const f32[1,3](0.25,0,9)) {hidden_size=1,input_forget=1,activations=["Relu","Relu","Relu"]}
            """, "f32[1,1,1](3)"),
        Case("activations must be known", """
            y = LSTM(const f32[1,1,1](1), const f32[1,4,1](0,0,0,0), const f32[1,4,1](0,0,0,0)) {hidden_size=1,activations=["Sigmoid","Tanh","Cosine"]}
            """, "throws XIN2105"),
    ];
}
