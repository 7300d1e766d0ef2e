using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class StringNormalizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("stop words without regard to case", """
            y = StringNormalizer(const str[1,3]("Der","Tag","der")) {case_change_action="UPPER", stopwords=["DER"]}
            """, """
            str[1,1]("TAG")
            """),
        Case("stop words with regard to case", """
            y = StringNormalizer(const str[2]("Der","der")) {case_change_action="LOWER", is_case_sensitive=1, stopwords=["der"]}
            """, """
            str[1]("der")
            """),
        Case("one empty string stays", """
            y = StringNormalizer(const str[1]("a")) {is_case_sensitive=1, stopwords=["a"]}
            """, """
            str[1]("")
            """),
        Case("more than one row", """
            y = StringNormalizer(const str[2,1]("a","b"))
            """, "throws XIN2104"),
    ];
}
