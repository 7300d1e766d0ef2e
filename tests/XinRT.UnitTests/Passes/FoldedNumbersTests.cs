using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

/// <summary>Constants that are finite, but not what a rule would make of them: the rule declines and says why.</summary>
public sealed class FoldedNumbersTests
{
    private const string Conv = "x = input f32[1,2,3,3]\nc = Conv(x, const f32[2,2,1,1](1,2,3,4), const f32[2](1,2))\n";
    private const string Product = "x = input f32[3,2]\np = MatMul(x, const f32[2,2](1,2,3,4))\n";
    private const string Norm = "x = input f32[3,2]\nn = LayerNormalization(x, const f32[2](1e30,1e30), const f32[2](3e38,1))\n";

    public static TheoryData<string, string, string> Folds => new()
    {
        { nameof(FoldBatchNormalization), "too large", Conv + "y = BatchNormalization(c, const f32[2](1e30,1), const f32[2], const f32[2], const f32[2](1e-30,1)) {epsilon=0.0}" },
        { nameof(FoldBatchNormalization), "make", Conv + "y = BatchNormalization(c, const f32[2](1,1), const f32[2], const f32[2], const f32[2](0,1)) {epsilon=0.0}" },
        { nameof(FoldBatchNormalization), "make NaN", Conv + "y = BatchNormalization(c, const f32[2](0,1), const f32[2], const f32[2], const f32[2](0,1)) {epsilon=0.0}" },
        { nameof(FoldBatchNormalization), "too small", Conv + "y = BatchNormalization(c, const f32[2](1e-38,1), const f32[2], const f32[2], const f32[2](1e30,1))" },
        { nameof(LowerBatchNormalization), "too large", "x = input f32[1,2,3,3]\ny = BatchNormalization(x, const f32[2](1e30,1), const f32[2], const f32[2], const f32[2](1e-30,1)) {epsilon=0.0}" },
        { nameof(LowerBatchNormalization), "too large", "x = input f32[1,2,3,3]\ny = BatchNormalization(x, const f32[2](1e10,1), const f32[2], const f32[2](1e30,0), const f32[2](1,1))" },
        { nameof(FoldScaleIntoConv), "too large", Conv + "y = Mul(c, const f32[1,2,1,1](3e38,1))" },
        { nameof(FoldScaleIntoConv), "too small", "x = input f32[1,2,3,3]\nc = Conv(x, const f32[1,2,1,1](1,1))\ny = Div(c, const f32[1,1,1,1](3.4e38))" },
        { nameof(FoldScaleIntoConv), "too large", "x = input f32[1,2,3,3]\nc = Conv(x, const f32[1,2,1,1](1,2), const f32[1](3e38))\ny = Add(c, const f32[1,1,1,1](3e38))" },
        { nameof(FoldScaleIntoMatMul), "too large", Product + "y = Mul(p, const f32[2](1,3e38))" },
        { nameof(FoldScaleIntoMatMul), "too small", Product + "y = Mul(p, const f32[2](1,1e-40))" },
        { nameof(FoldScaleIntoMatMul), "too large", Product + "s = Add(p, const f32[2](1,1e30))\ny = Mul(s, const f32[2](1,1e20))" },
        { nameof(FoldScaleIntoNormalization), "too large", Norm + "y = Mul(n, const f32[2](1e20,1e20))" },
        { nameof(FoldScaleIntoNormalization), "too large", Norm + "y = Add(n, const f32[2](3e38,1))" },
    };

    [Theory]
    [MemberData(nameof(Folds))]
    public void Numbers_out_of_range_are_left_to_the_run(string rule, string reason, string text) =>
        RuleCheck.Misses(Rule(rule), reason, text);

    [Theory]
    [InlineData(nameof(FoldBatchNormalization), Conv + "y = BatchNormalization(c, const f32[2](0,1), const f32[2], const f32[2], const f32[2](1,1))")]
    [InlineData(nameof(FoldScaleIntoConv), Conv + "y = Mul(c, const f32[1,2,1,1](0,1))")]
    [InlineData(nameof(FoldScaleIntoMatMul), "x = input f32[3,2]\np = MatMul(x, const f32[2,2](1,1e-30,1e-30,1))\ny = Mul(p, const f32[2](1,1e-20))")]
    public void Zeros_and_single_small_weights_are_folded(string rule, string text) => RuleCheck.Applies(Rule(rule), text);

    private static RewriteRule Rule(string name) => (RewriteRule)Activator.CreateInstance(typeof(RewriteRule).Assembly.GetType($"XinRT.Passes.{name}")!)!;
}
