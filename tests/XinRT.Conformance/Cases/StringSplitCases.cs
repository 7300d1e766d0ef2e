using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class StringSplitCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the rest keeps its blanks", """
            y, n = StringSplit(const str[1](" a  b c ")) {maxsplit=1}
            output y
            output n
            """, """
            str[1,2]("a","b c ")
            """, "i64[1](2)"),
        Case("delimiter of two characters", """
            y, n = StringSplit(const str[2]("a--b","--")) {delimiter="--"}
            output y
            output n
            """, """
            str[2,2]("a","b","","")
            """, "i64[2](2,2)"),
        Case("nothing but blanks", """
            y, n = StringSplit(const str[2]("  ","")) {delimiter=""}
            output y
            output n
            """, "str[2,0]()", "i64[2](0,0)"),
        Case("scalar", """
            y, n = StringSplit(const str[]("a,b")) {delimiter=","}
            output y
            output n
            """, """
            str[2]("a","b")
            """, "i64[](2)"),
    ];
}
