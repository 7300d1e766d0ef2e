using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TfIdfVectorizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("strings, counts", """
            y = TfIdfVectorizer(const str[4]("a","b","a","b")) {min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0,2], ngram_indexes=[0,2,1], mode="TF", pool_strings=["a","b","a","b"]}
            """, "f32[3](2,2,2)"),
        Case("weights follow the n-grams", """
            y = TfIdfVectorizer(const i32[1,3](1,5,2)) {min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0,2], ngram_indexes=[0,2,1], mode="TFIDF", weights=[2.0,3.0,0.5], pool_int64s=[1,2,1,2]}
            """, "f32[1,3](2,0.5,3)"),
        Case("found or not", """
            y = TfIdfVectorizer(const i64[2,2](1,1,9,9)) {min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0,2], ngram_indexes=[0,2,1], mode="IDF", weights=[2.0,3.0,0.5], pool_int64s=[1,2,1,1]}
            """, "f32[2,3](2,0.5,0,0,0,0)"),
        Case("no pool", """
            y = TfIdfVectorizer(const i64[2](1,1)) {min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0,2], ngram_indexes=[0,2,1], mode="TF"}
            """, "throws XIN2104"),
        Case("unknown mode", """
            y = TfIdfVectorizer(const i64[2](1,1)) {min_gram_length=1, max_gram_length=2, max_skip_count=1, ngram_counts=[0,2], ngram_indexes=[0,2,1], mode="BM25", pool_int64s=[1,2,1,1]}
            """, "throws XIN2104"),
    ];
}
