using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LogSoftmaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("large values",
            "y = LogSoftmax(const f64[2](1000,1000))",
            "f64[2](-0.6931471805599453,-0.6931471805599453)"),
        Case("columns", "y = LogSoftmax(const f32[2,1](0,0)) {axis=-2}", "f32[2,1](-0.6931472,-0.6931472)"),
    ];
}
