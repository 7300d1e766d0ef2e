using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class IfCases : OperatorCases
{
    private const string Branches = """
        a = input f32[2]
        y = If(const bool[](CONDITION), const i8[1](7), a) body {
            t = capture i8[1]
            u = capture f32[2]
            output t
        } body {
            t = capture i8[1]
            u = capture f32[2]
            r = Identity(t)
        }
        """;

    public override IEnumerable<OperatorCase> All =>
    [
        Case("then", Branches.Replace("CONDITION", "1", StringComparison.Ordinal), "i8[1](7)"),
        Case("else", Branches.Replace("CONDITION", "0", StringComparison.Ordinal), "i8[1](7)"),
    ];
}
