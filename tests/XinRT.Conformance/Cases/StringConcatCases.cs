using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class StringConcatCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("both stretch", """
            y = StringConcat(const str[2,1]("a","b"), const str[2]("x",""))
            """, """
            str[2,2]("ax","a","bx","b")
            """),
        Case("empty tensor", """
            y = StringConcat(const str[0](), const str[1]("x"))
            """, "str[0]()"),
        Case("shapes that contradict", """
            y = StringConcat(const str[2]("a","b"), const str[3]("x","y","z"))
            """, "throws XIN2104"),
    ];
}
