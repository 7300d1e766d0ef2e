using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RotaryEmbeddingCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a quarter turn",
            "y = RotaryEmbedding(const f32[1,1,1,2](1,2), const f32[1,1,1](0), const f32[1,1,1](1))",
            "f32[1,1,1,2](-2,1)"),
        Case("interleaved, positions, rest copied",
            "y = RotaryEmbedding(const f16[1,1,3](1,2,5), const f16[2,1](1,0), const f16[2,1](0,1), const i64[1,1](1)) {num_heads=1,rotary_embedding_dim=2,interleaved=1}",
            "f16[1,1,3](-2,1,5)"),
        Case("a position outside the cache",
            "y = RotaryEmbedding(const f32[1,1,1,2](1,2), const f32[1,1](0), const f32[1,1](1), const i64[1,1](1))",
            "throws XIN6104"),
        Case("one offset",
            "y = com.microsoft::RotaryEmbedding(const f32[1,1,2](1,2), const i64[1](1), const f32[2,1](1,0), const f32[2,1](0,1))",
            "f32[1,1,2](-2,1)"),
    ];
}
