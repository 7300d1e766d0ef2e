using System.Globalization;
using System.Text;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Ir;

namespace XinRT.KernelTests.Kernels;

/// <summary>Problems of an equal key share one code: no generator may put contents into it that the key does not tell.</summary>
public sealed class SharedCodeTests
{
    private const string Image = "x = input f32[2,40,9,10] r = input f32[2,40,9,10]";

    // One or more problems for every generator; constants that the key does not tell are long.
    private static readonly string[] Graphs =
    [
        """
        x = input f32[1,4,9,8] y = xinrt::Fused(x, const f32[36,4,1,1], const f32[36], const f32[36,1,3,3], const f32[36]) {kind="Chain"} body {
            x = input f32[1,4,9,8] w = input f32[36,4,1,1] b = input f32[36] v = input f32[36,1,3,3] c = input f32[36]
            t = Conv(x, w, b)
            y = Conv(t, v, c) {group=36,pads=[1,1,1,1]}
        }
        """,
        $"{Image} y = Conv(x, const f32[40,1,3,3], const f32[40]) {{group=40,pads=[1,1,1,1]}}",
        $"{Image} y = Conv(x, const f32[40,4,3,3], const f32[40]) {{group=10,pads=[1,1,1,1]}}",
        $"{Image} y = Conv(x, const f32[40,40,3,3], const f32[40]) {{pads=[1,1,1,1]}}",
        $"{Image} y = Conv(x, const f32[24,40,1,1], const f32[24])",
        "x = input f32[2,3,20,40] y = Conv(x, const f32[24,3,3,3], const f32[24])",
        $$"""
        {{Image}} y = xinrt::Fused(x, const f32[40,40,1,1], const f32[40], const f32[40,1,1], const f32[2,40,9,10]) body {
            x = input f32[2,40,9,10] w = input f32[40,40,1,1] b = input f32[40] s = input f32[40,1,1] r = input f32[2,40,9,10]
            c = Conv(x, w, b) m = Mul(c, s) a = Add(m, r) y = Relu(a)
        }
        """,
        $"{Image} y = ConvTranspose(x, const f32[40,24,2,2], const f32[24]) {{strides=[2,2]}}",
        "x = input f32[3,20,64] y = MatMul(x, const f32[64,48])",
        "x = input f32[20,64] y = Gemm(x, const f32[64,48], const f32[48])",
        "x = input f32[3,20,64] y = MatMul(x, const f32[3,64,24])",
        "x = input f32[3,20,64] w = input f32[3,64,24] y = MatMul(x, w)",
        "q = input f32[2,3,20,16] k = input f32[2,3,35,16] v = input f32[2,3,35,16] y = Attention(q, k, v, const f32[20,35])",
        $"q = input f32[600,1,3,8] k = input f32[600,1,9,8] v = input f32[600,1,9,8] y = Attention(q, k, v, _, _, _, {Repeated(5, "600")})",
        "q = input f32[2,1,3,8] k = input f32[2,1,9,8] v = input f32[2,1,9,8] y = Attention(q, k, v, _, _, _, const i64[2](5,5))",
        "x = input f32[2,4,6,32] y = RotaryEmbedding(x, const f32[2,6,16], const f32[2,6,16])",
        "x = input f32[6,40] y = LayerNormalization(x, const f32[40], const f32[40])",
        $"{Image} y = GroupNormalization(x, const f32[40], const f32[40]) {{num_groups=4}}",
        $"{Image} y = InstanceNormalization(x, const f32[40], const f32[40])",
        $"{Image} y = BatchNormalization(x, const f32[40], const f32[40], const f32[40], const f32[40])",
        "x = input f32[6,40] y = Softmax(x)",
        "x = input f32[6,40,9] y = ReduceSum(x, const i64[1](1))",
        "x = input f32[5,2,24] y, h, c = LSTM(x, const f32[1,64,24], const f32[1,64,16], const f32[1,128]) {hidden_size=16}",
        "x = input f32[5,2,24] y, h = GRU(x, const f32[1,48,24], const f32[1,48,16], const f32[1,96]) {hidden_size=16}",
        "x = input f32[6,40] y = ArgMax(x) {axis=1}",
        "x = input f32[6,40] y, i = TopK(x, const i64[1](5))",
        "b = input f32[1,20,4] s = input f32[1,1,20] y = NonMaxSuppression(b, s, const i64[1](5))",
        $"{Image} y = MaxPool(x) {{kernel_shape=[3,3]}}",
        $"{Image} y, i = MaxPool(x) {{kernel_shape=[3,3]}}",
        "x = input f32[2,18,20] y = Col2Im(x, const i64[2](6,7), const i64[2](3,3))",
        $"{Image} y = GlobalAveragePool(x)",
        $"{Image} y = Resize(x, _, const f32[4](1,1,2,2)) {{mode=\"linear\"}}",
        "x = input f32[6,40] y = Cast(x) {to=6}",
        "x = input f32[6,40,9] y = Transpose(x) {perm=[2,0,1]}",
        "x = input f32[6,40] y = Add(x, const f32[40])",
        "x = input f32[6,40] y = PRelu(x, const f32[40])",
        "x = input f32[6,40] y = Add(x, const f32[6,40])",
        "x = input i64[6,600] y = Add(x, const i64[600])",
        """
        x = input f32[6,40] z = input f32[6,24] y = xinrt::Fused(x, z, const f32[40], const f32[6,24]) {kind="Segments"} body {
            x = input f32[6,40] z = input f32[6,24] g = input f32[40] h = input f32[6,24]
            p = Add(x, g) q = Mul(z, h) y = Concat(p, q) {axis=-1}
        }
        """,
        "x = input f32[6,40] y = Pad(x, const i64[4](1,2,0,3), const f32[](1.5))",
        "x = input f32[60,40] y = Slice(x, const i64[1](3), const i64[1](30), const i64[1](0), const i64[1](2))",
        "x = input f32[6,40] y = Tile(x, const i64[2](2,3))",
        "x = input f32[1,40,6,8] y = DepthToSpace(x) {blocksize=2}",
        $"x = input f32[6,40] y = Gather(x, {Repeated(5, "600")}) {{axis=0}}",
        $"x = input f32[6,40] y = GatherND(x, {Repeated(5, "600,1")})",
        $"x = input f32[6,600] y = GatherElements(x, {Repeated(5, "6,600")}) {{axis=0}}",
        $"x = input f32[6,600] u = input f32[6,600] y = ScatterElements(x, {Repeated(5, "6,600")}, u) {{axis=1}}",
        $"x = input f32[6,40] y = ScatterND(x, {Repeated(5, "600,1")}, const f32[600,40])",
        "x = input f32[6,40] y = CumSum(x, const i64[](1))",
        "x = input f32[1,20,5,7] y = GridSample(x, const f32[1,4,6,2])",
        $"x = input f32[1,20,9,9] r = input f32[30,4] y = RoiAlign(x, r, {Repeated(0, "30")}) {{output_height=3,output_width=3}}",
    ];

    private static readonly KernelCheck Same = new();

    [Fact]
    public void Contents_that_the_key_does_not_tell_change_no_code()
    {
        var seen = new HashSet<string>();
        // Nothing of this runs, so that any processor will do.
        foreach (var isa in (CpuIsa[])[CpuIsa.Avx2, CpuIsa.Avx512])
            foreach (string graph in Graphs)
                foreach (var generator in KernelTable.All)
                    if (Compare(generator, graph, KernelHarness.Target(isa))) seen.Add(generator.Name);
        string[] without = [.. KernelTable.All.Where(g => g is not OpenKernelGenerator && !seen.Contains(g.Name)).Select(g => g.Name)];
        Assert.True(without.Length == 0, $"no problem is for {string.Join(", ", without)}");
    }

    // Longer than what the key tells.
    private static string Repeated(int value, string dims) => $"const i64[{dims}]"
        + $"({string.Join(',', Enumerable.Repeat(value, dims.Split(',').Aggregate(1, (n, d) => n * int.Parse(d, CultureInfo.InvariantCulture))))})";

    private static bool Compare(KernelGenerator generator, string graph, CpuTarget target)
    {
        if (generator is OpenKernelGenerator) return false;
        var first = new KernelSubject(graph, Same);
        if (generator.WhyNot(first.Problem, target) is not null) return false;
        string key = first.Problem.Key(), code = Code(generator, first.Problem, target);
        foreach (var contents in (Func<Tensor, Tensor>[])[Ones, Zeros, Random])
        {
            // The node's own values too, which some generators look at.
            var other = new KernelSubject(graph, Same);
            var problem = other.Problem with
            {
                Inputs = [.. other.Problem.Inputs.Select((o, i) =>
                    o is { Constant: { } c, Steering: null } ? o with { Constant = Replace(other, i, contents(c)) } : o)],
            };
            Assert.Equal(key, problem.Key());
            Assert.Null(generator.WhyNot(problem, target));
            Assert.True(code == Code(generator, problem, target),
                $"{generator.Name} puts contents that the key does not tell into code, on {target.Isa} of\n{graph}");
        }
        return true;
    }

    private static Tensor Replace(KernelSubject subject, int input, Tensor contents)
    {
        subject.Node.Inputs[input]!.Constant = contents;
        return contents;
    }

    private static Tensor Ones(Tensor like) => Tensor.FromDoubles(like.DType, [.. Enumerable.Repeat(1.0, like.Count)], [.. like.Dims]);

    private static Tensor Zeros(Tensor like) => Tensor.Zeros(like.DType, [.. like.Dims]);

    private static Tensor Random(Tensor like) => like.DType.IsFloat() ? SyntheticTensor.Make(like.DType, [.. like.Dims], seed: 7)
        : Tensor.FromDoubles(like.DType, [.. Enumerable.Range(0, like.Count).Select(i => (double)(i * 7 % 5))], [.. like.Dims]);

    // Plans and the code of every phase of some tactics, with the sizes that go with it.
    private static string Code(KernelGenerator generator, KernelProblem problem, CpuTarget target)
    {
        var text = new StringBuilder();
        var tactics = generator.Tactics(problem, target);
        // Others differ from these in sizes alone.
        foreach (var tactic in (Tactic[])[tactics[0], tactics[tactics.Count / 2], tactics[^1]])
        {
            var plan = generator.Plan(problem, tactic, target);
            int[] packed = [.. generator.Packing(problem, tactic, target)?.Inputs ?? []];
            string layouts = $"{string.Join(' ', plan.Inputs)} -> {string.Join(' ', plan.Outputs)}";
            text.AppendLine(CultureInfo.InvariantCulture, $"{tactic}: {layouts}")
                .AppendLine(CultureInfo.InvariantCulture, $"{plan.WorkspaceBytes} {string.Join(' ', packed)}");
            var placed = problem with
            {
                Inputs = [.. problem.Inputs.Select((o, i) => o is null ? null : o with
                {
                    Layout = plan.Inputs[i] ?? o.Layout,
                    Constant = o.Constant is { } c && packed.Contains(i) ? Tensor.Elided(c.DType, [.. c.Dims]) : o.Constant,
                })],
                Outputs = [.. problem.Outputs.Select((o, i) => o is null ? null : o with { Layout = plan.Outputs[i] ?? o.Layout })],
            };
            foreach (var phase in generator.Emit(placed, tactic, target))
            {
                var asm = Assemblers.Create(target);
                phase.Emit(asm);
                text.AppendLine(CultureInfo.InvariantCulture, $"{phase.Tasks} {phase.Rounds} {phase.Seconds} {phase.ScratchBytes}")
                    .AppendLine(Convert.ToHexString(((MachineCode)asm.Finish()).Bytes));
            }
        }
        return text.ToString();
    }
}
