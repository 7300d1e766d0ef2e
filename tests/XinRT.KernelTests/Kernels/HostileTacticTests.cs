using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Attention;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Normalization;
using XinRT.Backends.Cpu.Kernels.Recurrent;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels;

/// <summary>Parameters of kernels come from engine files, which may hold anything.</summary>
public sealed class HostileTacticTests
{
    private static readonly (KernelGenerator Generator, string Graph)[] Subjects =
    [
        (new ConvKernel(), "x = input f32[1,20,9,9] y = Conv(x, const f32[40,20,3,3])"),
        (new ConvKernel(), "x = input f32[1,3,5,9,9] y = Conv(x, const f32[40,3,3,3,3])"),
        (new ConvTransposeKernel(), "x = input f32[1,20,9,9] y = ConvTranspose(x, const f32[20,40,2,2]) {strides=[2,2]}"),
        (new MatMulKernel(), "x = input f32[9,20] y = MatMul(x, const f32[20,40])"),
        (new BatchedMatMulKernel(), "x = input f32[9,20] w = input f32[20,40] y = MatMul(x, w)"),
        (new BatchedMatMulKernel(), "x = input f32[9,500] w = input f32[500,1] y = MatMul(x, w)"),
        (new GroupConvKernel(), "x = input f32[1,20,9,9] y = Conv(x, const f32[20,4,3,3]) {group=5}"),
        (new PoolKernel(), "x = input f32[1,20,9,9] y = MaxPool(x) {kernel_shape=[2,2]}"),
        (new WinogradKernel(), "x = input f32[1,20,9,9] y = Conv(x, const f32[40,20,3,3])"),
        (new GlobalPoolKernel(), "x = input f32[1,20,9,9] y = GlobalAveragePool(x)"),
        (new SoftmaxKernel(), "x = input f32[4,20,9] y = Softmax(x) {axis=1}"),
        (new AttentionKernel(),
            "q = input f32[1,2,9,8] k = input f32[1,2,9,8] v = input f32[1,2,9,8] y = Attention(q, k, v)"),
        (new RecurrentKernel(),
            "x = input f32[4,2,3]\n_, y = GRU(x, const f32[1,24,3], const f32[1,24,8]) {hidden_size=8}"),
        (new CascadeKernel(), """
            x = input f32[1,8,9,9]
            y = xinrt::Fused(x, const f32[16,8,1,1], const f32[16,1,3,3]) {kind="Chain"} body {
                x = input f32[1,8,9,9] w = input f32[16,8,1,1] v = input f32[16,1,3,3]
                t = Conv(x, w)
                y = Conv(t, v) {group=16,pads=[1,1,1,1]}
            }
            """),
    ];

    // Numbers that are as large as the sizes at hand at most: greater ones mean these.
    private static readonly string[] Sizes = ["depth", "parts", "channels"];

    public static IEnumerable<TheoryDataRow<int, CpuIsa>> Cases() =>
        from i in Enumerable.Range(0, Subjects.Length)
        from isa in (CpuIsa[])[CpuIsa.Avx2, CpuIsa.Avx512]
        select new TheoryDataRow<int, CpuIsa>(i, isa);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_that_no_build_writes_are_refused(int subject, CpuIsa isa)
    {
        var (generator, graph) = Subjects[subject];
        var problem = new KernelSubject(graph, new()).Problem;
        var target = KernelHarness.Target(isa);
        var known = generator.Tactics(problem, target)[0].Parameters.ToArray();
        for (int i = 0; i < known.Length; i++)
        {
            foreach (long value in (long[])[-1, 1000, int.MaxValue + 1L, long.MaxValue, long.MinValue])
            {
                if (value == 1000 && IsSize(generator, known[i].Name)) continue;
                var wrong = known[i] with { Value = value };
                Refuses(generator, problem, new([.. known.Select((p, k) => k == i ? wrong : p)]), target);
            }
            Refuses(generator, problem, new([.. known.Where((_, k) => k != i)]), target);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_that_the_kernel_does_not_have_and_repeated_ones_are_refused(int subject, CpuIsa isa)
    {
        var (generator, graph) = Subjects[subject];
        var problem = new KernelSubject(graph, new()).Problem;
        using var device = new CpuDevice(KernelHarness.Target(isa), "test", new DeviceOptions(), [generator]);
        var spec = device.Offer(problem).First();

        var unknown = spec with { Parameters = [.. spec.Parameters, new("unheard", 7)] };
        Refuses("'unheard=7'", () => device.Plan(unknown, problem));
        Refuses("'unheard=7'", () => device.Load([new(unknown, problem, [])]));
        foreach (var parameter in spec.Parameters)
        {
            var repeated = spec with { Parameters = [.. spec.Parameters, parameter with { Value = 1 }] };
            Refuses($"'{parameter} {parameter.Name}=1'", () => device.Plan(repeated, problem));
        }
    }

    [Fact]
    public void Links_of_a_cascade_neither_read_planes_nor_are_they_dot_products()
    {
        var target = KernelHarness.Target(CpuIsa.Avx2);
        var (generator, graph) = Subjects.Single(s => s.Generator is CascadeKernel);
        var problem = new KernelSubject(graph, new()).Problem;
        var tactic = generator.Tactics(problem, target)[0];

        var planes = tactic.Parameters.Select(p => p.Name == "planes0" ? p with { Value = 1 } : p);
        Refuses(generator, problem, new([.. planes]), target);
        var spec = new KernelSpec("cpu", generator.Name, tactic.With("columns0", 1).Parameters);
        Refuses("'columns0=1'", () => generator.TacticOf(spec, problem));
    }

    [Fact]
    public void Planes_are_only_read_where_there_are_few()
    {
        var target = KernelHarness.Target(CpuIsa.Avx2);
        var tactic = Tactic.Of(("outputs", 4), ("vectors", 2), ("planes", 1));
        foreach (var (generator, graph) in Subjects.Where(s => s.Generator is ConvKernel))
            Refuses(generator, new KernelSubject(graph, new()).Problem, tactic, target);
    }

    private static bool IsSize(KernelGenerator generator, string parameter) =>
        Sizes.Contains(parameter) || (parameter == "rows" && generator is CascadeKernel);

    private static void Refuses(string found, Action action)
    {
        var e = Assert.Throws<BackendException>(action);
        Assert.Equal("XIN7002", e.Code);
        Assert.Contains(found, e.Because, StringComparison.Ordinal);
    }

    private static void Refuses(KernelGenerator generator, KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var e = Record.Exception(() => generator.Emit(problem, tactic, target));
        Assert.True(e is BackendException { Code: "XIN7002" },
            $"{generator.Name}({tactic}): {e?.Message ?? "is taken"}");
    }
}
