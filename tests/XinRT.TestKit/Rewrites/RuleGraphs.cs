using System.Text.RegularExpressions;

namespace XinRT.TestKit.Rewrites;

/// <summary>For each rule and pass, graphs in text form where it applies. <c>&lt;a|b&gt;</c> stands for one of several texts;
/// groups with one number, <c>&lt;1:a|b&gt;</c>, take the same place.</summary>
public static partial class RuleGraphs
{
    private static readonly Dictionary<string, string[]> Texts = new(StringComparer.Ordinal)
    {
        ["RemoveIdentity"] = ["x = input f32[n,3]\na = Identity(x)\ny = Relu(a)"],
        ["RemoveDropout"] = ["x = input f32[n,3]\na = Dropout(x, const f32[](0.5), const bool[](0))\ny = Relu(a)"],
        ["RemoveNoOpCast"] = ["x = input f32[n,3]\na = Cast(x) {to=1}\ny = Relu(a)"],
        ["FoldCastChain"] = ["x = input i32[n,3]\na = Cast(x) {to=<7|11>}\ny = Cast(a) {to=<1|7>}"],
        ["FoldGatherND"] = ["x = input f32[2,2,n]\ny = GatherND(x, const i64[4,2](0,0,0,1,1,0,1,1))", "x = input f32[2,3,n]\ny = GatherND(x, const i64[2,2](1,2,0,-3))"],
        ["FoldCompress"] = ["x = input f32[n,4]\ny = Compress(x, const bool[4](0,1,1,0)) {axis=-1}", "x = input f32[n,4]\ny = Compress(x, const bool[2](0,1)) {axis=0}"],
        ["RemoveNoOpReshape"] = ["x = input f32[n,<3|m>]\ns = Shape(x)\na = Reshape(x, s)\ny = Relu(a)", "x = input f32[n,4]\na = Reshape(x, const i64[2](-1,4))\ny = Relu(a)"],
        ["FoldReshapeTarget"] =
        [
            "x = input f32[n,<3|m>,4]\ns = Shape(x)\nb = Gather(s, const i64[1](0))\nt = Concat(b, const i64[1](-1)) {axis=0}\ny = Reshape(x, t)",
            "x = input f32[n,m,4]\ns = Shape(x)\nt = Concat(s, const i64[1](1)) {axis=0}\ny = Reshape(x, t) {allowzero=<0|1>}",
        ],
        ["FoldReshapePairs"] = ["x = input f32[n,3,4]\na = Reshape(x, const i64[2](<0,12|-1,6|-1,2>))\ny = Reshape(a, const i64[2](<-1,12|-1,4|-1,1>))", "x = input f32[n,<3|m>,4]\na = Flatten(x)\ny = Unsqueeze(a, const i64[1](<0|1|2>))"],
        ["RemoveNoOpExpand"] = ["x = input f32[n,3]\na = Expand(x, const i64[2](1,<1|3>))\ny = Relu(a)"],
        ["RemoveNoOpTranspose"] = ["x = input f32[n,3]\na = Transpose(x) {perm=[0,1]}\ny = Relu(a)"],
        ["FoldTransposePairs"] = ["x = input f32[n,3,m]\na = Transpose(x) {perm=[<0,2,1|2,0,1|1,0,2>]}\ny = Transpose(a) {perm=[<0,2,1|2,0,1|1,2,0>]}"],
        ["FoldTransposeOfOnes"] = ["x = input f32[1,n,<8|m>]\ny = Transpose(x) {perm=[1,0,2]}"],
        ["RemoveNoOpSlice"] = ["x = input f32[n,3]\na = Slice(x, const i64[1](0), const i64[1](9223372036854775807), const i64[1](<0|1>))\ny = Relu(a)"],
        ["FoldSlicePairs"] = ["x = input f32[n,7]\na = Slice(x, const i64[1](1), const i64[1](6), const i64[1](1))\ny = Slice(a, const i64[1](<0|1>), const i64[1](<2|9>), const i64[1](<0|1>))"],
        ["RemoveNoOpPad"] = ["x = input f32[n,3]\na = Pad(x, const i64[4](0,0,0,0))\ny = Relu(a)"],
        ["FoldSplitConcat"] = ["x = input f32[n,4,m]\nz = input f32[n,2,m]\na, b = Split(x, const i64[2](1,3)) {axis=1}\nc = Relu(b)\ny = Concat(z, a, b, c) {axis=<1|-2>}"],
        ["RemoveSingleConcat"] = ["x = input f32[n,3]\na = Concat(x) {axis=<0|1>}\ny = Relu(a)"],
        ["RemoveNeutralOperand"] = ["x = input f32[n,3]\na = <Mul(x, const f32[](1))|Add(x, const f32[1,3](0,0,0))|Div(x, const f32[1](1))|Sub(x, const f32[](0))>\ny = Relu(a)"],
        ["FoldClipPair"] = ["x = input f32[n,3]\na = Clip(x, const f32[](<-0.5|0.2>), const f32[](0.5))\ny = Clip(a, const f32[](-0.1), const f32[](<2|0.1>))", "x = input f32[n]\na = Relu(x)\ny = Clip(a, _, const f32[](0.5))"],
        ["FoldReshapedAdd"] = ["x = input f32[4,3,<5|n>,5]\na = Reshape(x, const i64[5](1,4,3,-1,5))\nb = Add(a, const f32[1,4,1,1,5])\ny = Reshape(b, const i64[4](4,3,-1,5))"],
        ["FoldReshapedGemm"] = ["x = input f32[n,5,6]\nr = Reshape(x, const i64[2](-1,6))\ng = Gemm(r, const f32[4,6], const f32[4]) {transB=1}\ny = Reshape(g, const i64[3](<-1|0>,5,4))"],
        ["MoveTransposeAfterReshape"] = ["x = input f32[1,6,<n|5>,4]\na = Reshape(x, const i64[3](6,-1,4))\nb = Transpose(a) {perm=[0,2,1]}\ny = Reshape(b, const i64[4](1,6,4,-1))"],
        ["LowerEinsum"] = ["a = input f32[n,4,s,5]\nb = input f32[n,4,t,5]\ny = Einsum(a, b) {equation=\"bhid,bhjd->bhij\"}", "a = input f32[n,3]\nb = input f32[3,m]\ny = Einsum(a, b) {equation=\"ij,jk-><ik|ki>\"}"],
        ["LowerReduceLogSumExp"] = ["x = input f32[n,<3|m>,4]\ny = ReduceLogSumExp(x, const i64[1](<1|2>)) {keepdims=<0|1>}"],
        ["LowerLpNormalization"] = ["x = input f32[n,4]\ny = LpNormalization(x) {p=<1|2>, axis=<0|1>}"],
        ["LowerMeanVarianceNormalization"] = ["x = input f32[n,3,<h|4>,5]\ny = MeanVarianceNormalization(x)"],
        ["LowerStft"] = ["x = input f32[n,30,1]\ny = STFT(x, const i64[](<3|4>), const f32[8]) {onesided=<0|1>}"],
        ["LowerDft"] = ["x = input f32[n,<7|8>,<1|2>]\ny = DFT(x) {inverse=<0|1>}"],
        ["LowerLpPool"] = ["x = input f32[n,3,<h|7>,8]\ny = LpPool(x) {kernel_shape=[3,2], p=<1|2>}"],
        ["LowerGlobalLpPool"] = ["x = input f32[n,3,<h|7>,8]\ny = GlobalLpPool(x) {p=<1|2>}"],
        ["LowerMaxUnpool"] = ["x = input f32[<1|2>,3,7,8]\nv, i = MaxPool(x) {kernel_shape=[3,2], strides=[2,2]}\ny = MaxUnpool(v, i) {kernel_shape=[3,2], strides=[2,2]}"],
        ["LowerDeformConv"] = ["x = input f32[<1:1|2>,4,6,7]\nw = input f32[5,4,3,2]\no = input f32[<1:1|2>,12,4,6]\ny = DeformConv(x, w, o)"],
        ["LowerAffineGrid"] = ["t = input f32[<1:1|2>,2,3]\ny = AffineGrid(t, const i64[4](<1:1|2>,3,4,5)) {align_corners=<0|1>}"],
        ["SplitResize"] = ["x = input f32[<n|1>,2,3,4,5]\ny = Resize(x, _, const f32[5](1,1,2,3,<1.5|2>)) {mode=\"<linear|nearest>\"}"],
        ["FoldBatchNormalization"] = [Normalized("c = Conv(x, const f32[4,4,<1,1|3,3>], <_|const f32[4]>)"), Normalized("c = ConvTranspose(x, const f32[4,2,2,2]) {group=2}")],
        ["FoldScaleIntoConv"] = ["x = input f32[n,3,<h|5>,5]\nc = Conv(x, const f32[4,3,3,3], <_|const f32[4]>)\ny = <Mul|Add|Div|Sub>(c, const f32[<1|4>,1,1])"],
        ["FoldScaleIntoMatMul"] = ["x = input f32[n,3]\nm = MatMul(x, const f32[3,4])\na = Add(m, const f32[4])\ny = Mul(a, const f32[<1|4>])"],
        ["FuseSoftplus"] = ["x = input f32[n,3]\ne = Exp(x)\na = Add(e, const f32[](1))\ny = Log(a)"],
        ["FuseMish"] = ["x = input f32[n,3]\ns = Softplus(x)\nt = Tanh(s)\ny = Mul(x, t)"],
        ["FuseHardSigmoid"] = ["x = input f32[n,3]\na = Add(x, const f32[](3))\nc = Clip(a, const f32[](0), const f32[](6))\ny = Div(c, const f32[](6))"],
        ["FuseHardSwish"] = ["x = input f32[n,3]\nh = HardSigmoid(x) {alpha=0.16666667}\ny = Mul(x, h)"],
        ["FuseSilu"] = ["x = input f32[n,3]\ns = Sigmoid(x)\ny = Mul(s, x)"],
        ["FuseGelu"] = ["x = input f32[n,3]\nd = Div(x, const f32[](1.4142135))\ne = Erf(d)\na = Add(e, const f32[](1))\nm = Mul(x, a)\ny = Mul(m, const f32[](0.5))"],
        ["FuseLayerNormalization"] = ["x = input f32[n,8]\nm = ReduceMean(x, const i64[1](-1))\nc = Sub(x, m)\np = Pow(c, const f32[](2))\nv = ReduceMean(p, const i64[1](-1))\ne = Add(v, const f32[](0.001))\ns = Sqrt(e)\ny = Div(c, s)"],
        ["FuseRmsNormalization"] = ["x = input f32[n,8]\np = Mul(x, x)\nv = ReduceMean(p, const i64[1](-1))\ne = Add(v, const f32[](0.001))\ns = Sqrt(e)\ny = Div(x, s)"],
        ["FoldScaleIntoNormalization"] = ["x = input f32[n,8]\na = LayerNormalization(x, const f32[8], const f32[8])\ny = <Mul|Add>(a, const f32[8])", "x = input f32[n,8]\na = RMSNormalization(x, const f32[8])\ny = Mul(a, const f32[8])"],
        ["FuseGroupNormalization"] = ["x = input f32[n,4,3,<3|w>]\nr = Reshape(x, const i64[3](0,2,-1))\ni = InstanceNormalization(r, const f32[2](1,1), const f32[2](0,0))\nt = Shape(x)\ns = Reshape(i, t)\nm = Mul(s, const f32[4,1,1])\ny = Add(m, const f32[4,1,1])"],
        ["FuseGlobalAveragePool"] = ["x = input f32[n,4,<3|h>,3]\ny = ReduceMean(x, const i64[2](2,3)) {keepdims=<0|1>}"],
        ["FuseRotaryEmbedding"] = ["x = input f32[2,3,n,8]\nf = input f32[<1|2>,1,n,4]\ng = Concat(f, f) {axis=3}\nc = Cos(g)\ns = Sin(g)\na = Slice(x, const i64[1](0), const i64[1](4), const i64[1](3))\nb = Slice(x, const i64[1](4), const i64[1](9223372036854775807), const i64[1](3), const i64[1](1))\nm = Neg(b)\nt = Concat(m, a) {axis=-1}\np = Mul(x, c)\nr = Mul(t, s)\ny = Add(p, r)"],
        ["FuseAttention"] = ["q = input f32[n,2,5,4]\nk = input f32[n,2,s,4]\nv = input f32[n,2,s,4]\nt = Transpose(k) {perm=[0,1,3,2]}\na = MatMul(q, t)\nm = <Mul|Div>(a, const f32[](0.5))\np = Softmax(m)\ny = MatMul(p, v)"],
        ["FoldRepeatedMask"] = ["q = input f32[1,2,5,4]\nk = input f32[1,2,s,4]\nm = input bool[1,1,1,s]\nw = And(const bool[1,1,5,1](1,1,1,1,1), m)\na = Where(w, const f32[](0), const f32[](-10000))\ny = Attention(q, k, k, a)"],
        ["FuseMatMulBias"] = ["x = input f32[n,3]\nm = MatMul(x, const f32[3,4])\ny = Add(const f32[<4|1>], m)"],
        ["FoldRepeatedHeads"] = ["q = input f32[n,6,5,4]\nk = input f32[n,2,1,7,4]\nv = input f32[n,2,1,7,4]\na = Expand(k, const i64[5](1,2,3,7,4))\nb = Reshape(a, const i64[4](0,6,7,4))\nc = Expand(v, const i64[5](1,2,3,7,4))\nd = Reshape(c, const i64[4](0,6,7,4))\ny = Attention(q, b, d)"],
        ["FoldCausalMask"] = ["q = input f32[n,2,3,4]\nk = input f32[n,2,3,4]\ny = Attention(q, k, k, const f32[1,1,3,3](0,-1e9,-1e9,0,0,-1e9,0,0,0))", "q = input f32[1,2,n,4]\nk = input f32[1,2,n,4]\ns = Shape(q) {start=2, end=3}\ne = Squeeze(s)\ni = Range(const i64[](0), e, const i64[](1))\nc = Unsqueeze(i, const i64[1](0))\nr = Unsqueeze(i, const i64[1](1))\no = LessOrEqual(c, r)\nw = Where(o, const f32[](0), const f32[](-3e38))\nm = Unsqueeze(w, const i64[2](0,1))\ny = Attention(q, k, k, m)"],
        ["LowerBatchNormalization"] = ["x = input f32[n,4,<h|3>]\nr = Relu(x)\ny = BatchNormalization(r, const f32[4], const f32[4], const f32[4], const f32[4](0.5,1,2,3))"],
        ["FoldPixelSlices"] = ["x = input f32[<1|n>,3,8,6]\na = Slice(x, const i64[2](0,0), const i64[2](99,99), const i64[2](2,3), const i64[2](2,2))\nb = Slice(x, const i64[2](1,0), const i64[2](99,99), const i64[2](2,3), const i64[2](2,2))\nc = Slice(x, const i64[2](1,0), const i64[2](99,99), const i64[2](3,2), const i64[2](2,2))\nd = Slice(x, const i64[2](1,1), const i64[2](99,99), const i64[2](-2,-1), const i64[2](2,2))\nw = Concat(a, b, c, d) {axis=1}\ny = Conv(w, const f32[5,12,<1,1|3,3>])"],
        ["MoveReshapeAfterMatMul"] = ["x = input f32[<1:1|n>,2,3,2,3,4]\nt = Transpose(x) {perm=[0,1,3,2,4,5]}\nr = Reshape(t, const i64[3](-1,9,4))\ny = MatMul(r, const f32[4,5])"],
        ["MoveReshapeBeforeMatMul"] = ["x = input f32[<4|n>,9,4]\nm = MatMul(x, const f32[4,5])\na = Add(m, const f32[5])\nr = Reshape(a, const i64[6](-1,2,2,3,3,5))\ny = Transpose(r) {perm=[0,1,3,2,4,5]}"],
        ["MoveSliceIntoConcat"] = ["x = input f32[n,4,5,2]\ny = input f32[n,3,5,2]\na = Concat(x, y) {axis=1}\nb = Slice(a, const i64[1](0), const i64[1](2), const i64[1](2))\nc = Slice(a, const i64[1](2), const i64[1](5), const i64[1](-2))\nd = Concat(c, b) {axis=2}"],
        ["RemoveDeadNodes"] = ["x = input f32[n]\na = Neg(x)\ny = Relu(x)\noutput y"],
        ["FoldConstants"] = ["x = input f32[n]\na = Neg(const f32[](2))\ny = Mul(x, a)"],
        ["FoldSymbolicShapes"] = ["x = input f32[n,4]\ns = Shape(x)\nd = Gather(s, const i64[1](1))\nt = Concat(const i64[1](-1), d) {axis=0}\ny = Reshape(x, t)"],
        ["InlineConstantBranches"] = ["x = input f32[n]\na = Abs(x)\ny = If(const bool[](<0|1>), a) body {\nk = capture f32[n]\nm = Neg(k)\noutput m\n} body {\nk = capture f32[n]\nr = Relu(k)\noutput r\n}"],
        ["MergeCommonSubexpressions"] = ["x = input f32[n]\na = Mul(x, const f32[](2))\nb = Mul(x, const f32[](2))\nc = Exp(a)\nd = Neg(b)\ny = Add(c, d)"],
        ["LowerAttentionCache"] = ["q = input f32[n,4,3,8]\nk = input f32[n,2,3,8]\nv = input f32[n,2,3,8]\na = input f32[n,2,p,8]\nb = input f32[n,2,p,8]\ny, c, d = Attention(q, k, v, _, a, b) {is_causal=<0|1>}"],
        ["MoveConvBeforeUpsample"] = ["x = input f32[n,3,4,5]\ny = input f32[n,2,8,10]\nu = Resize(x, _, const f32[4](1,1,2,2)) {mode=\"nearest\", coordinate_transformation_mode=\"asymmetric\", nearest_mode=\"floor\"}\nc = Concat(u, y) {axis=1}\na = Conv(c, const f32[4,5,1,1], <_|const f32[4]>)\ns = Swish(a)"],
        ["MergeParallelMatMuls"] = ["x = input f32[n,6]\na = Gemm(x, const f32[3,6], const f32[3]) {transB=1}\nb = Gemm(x, const f32[4,6]) {transB=1}\ny = Softmax(a)\nz = Softmax(b)"],
        ["MergeParallelConvs"] = ["x = input f32[n,3,6,6]\na = Conv(x, const f32[4,3,3,3], const f32[4]) {pads=[1,1,1,1]}\ns = Swish(a)\nc = Conv(s, const f32[2,4,1,1])\nb = Conv(x, const f32[5,3,3,3]) {pads=[1,1,1,1]}\nt = Swish(b)\np = MaxPool(t) {kernel_shape=[2,2]}"],
        ["SinkViews"] = ["x = input f32[<1:6|n>,4]\nr = input f32[1,<1:6|n>,8]\ny = MatMul(x, const f32[4,8])\nv = Unsqueeze(y, const i64[1](0))\nz = Add(v, r)\noutput z", "x = input f32[1,5,n,4]\nr = input f32[1,8,5,n]\ny = MatMul(x, const f32[4,8])\nt = Transpose(y) {perm=[0,3,1,2]}\na = Mul(t, const f32[8,1,1])\nz = Add(r, a)"],
        ["FuseEpilogues"] = ["x = input f32[n,3]\nr = input f32[n,4]\nm = MatMul(x, const f32[3,4])\na = Add(m, r)\ny = Relu(a)", "x = input f32[n,3,<h|5>,5]\nc = Conv(x, const f32[4,3,3,3])\ny = Sigmoid(c)"],
        ["FuseCascades"] = ["x = input f32[n,4,6,6]\nt = Conv(x, const f32[8,4,1,1], const f32[8])\nf = Conv(t, const f32[8,1,3,3], const f32[8]) {group=8,pads=[1,1,1,1],strides=[2,2]}\ny = Conv(f, const f32[4,8,1,1])"],
        ["FuseInputScale"] = ["x = input f32[n,4,6,6]\ns = input f32[n,4,1,1]\nm = Mul(s, x)\ny = Conv(m, const f32[8,4,1,1], const f32[8])"],
        ["FusePieces"] = ["x = input f32[n,4,<1:6|m>]\na = input f32[n,2,<1:6|m>]\nlt, rb = Split(x, const i64[2](2,2)) {axis=1}\ns = Sub(a, lt)\nt = Add(a, rb)\nc = Add(s, t)\nd = Sub(t, s)\ny = Concat(c, d) {axis=1}"],
        ["FusePointwise"] = ["x = input f32[n,<3|m>]\na = Exp(x)\nb = Mul(a, const f32[](0.5))\ny = Add(b, x)"],
    };

    /// <summary>Names of the rules and passes that there are graphs for.</summary>
    public static IReadOnlyCollection<string> Names => Texts.Keys;

    /// <summary>A graph where the rule may apply.</summary>
    public static string Make(string rule, int seed)
    {
        var random = new Random(seed);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] texts = Texts[rule];
        return Choice().Replace(texts[seed % texts.Length], match =>
        {
            string[] choices = match.Groups["choices"].Value.Split('|');
            int place = random.Next(choices.Length);
            if (match.Groups["group"].Success && !places.TryAdd(match.Groups["group"].Value, place)) place = places[match.Groups["group"].Value];
            return choices[place];
        }) + "\n";
    }

    private static string Normalized(string layer) =>
        $"x = input f32[n,4,<h|5>,5]\n{layer}\ny = BatchNormalization(c, const f32[4], const f32[4], const f32[4], const f32[4](0.5,1,2,3))";

    [GeneratedRegex(@"<(?:(?<group>\d):)?(?<choices>[^<>|]*(?:\|[^<>|]*)+)>")]
    private static partial Regex Choice();
}
