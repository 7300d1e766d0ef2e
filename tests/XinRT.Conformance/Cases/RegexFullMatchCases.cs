using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RegexFullMatchCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the whole string counts", """
            y = RegexFullMatch(const str[3]("ab","abc","a\nb")) {pattern="a.?b"}
            """, "bool[3](1,0,0)"),
        Case("digits are ASCII", """
            y = RegexFullMatch(const str[2]("42","٤٢")) {pattern="[[:digit:]]+|\\d+"}
            """, "bool[2](1,0)"),
        Case("one character of two units", """
            y = RegexFullMatch(const str[2]("😀","😀😀")) {pattern="."}
            """, "bool[2](1,0)"),
        Case("named group", """
            y = RegexFullMatch(const str[1]("k=v")) {pattern="(?P<key>\\w)=(?i:V)$"}
            """, "bool[1](1)"),
        Case("not closed", """
            y = RegexFullMatch(const str[1]("a")) {pattern="(a"}
            """, "throws XIN2104"),
        Case("back reference", """
            y = RegexFullMatch(const str[1]("aa")) {pattern="(a)\\1"}
            """, "throws XIN2104"),
    ];
}
