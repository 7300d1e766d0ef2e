using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;
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
    ];

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
        string[] known = [.. generator.Tactics(problem, target)[0].Parameters];
        for (int i = 0; i < known.Length; i++)
        {
            string name = known[i][..known[i].IndexOf('=', StringComparison.Ordinal)];
            string[] values = ["-1", "1000", "2147483648", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "", "x"];
            foreach (string value in values) Refuses(generator, problem, With(known, i, $"{name}={value}"), target);
            Refuses(generator, problem, new([.. known.Where((_, k) => k != i)]), target);
        }
    }

    [Fact]
    public void Planes_are_only_read_where_there_are_few()
    {
        var target = KernelHarness.Target(CpuIsa.Avx2);
        foreach (var (generator, graph) in Subjects.Where(s => s.Generator is ConvKernel))
            Refuses(generator, new KernelSubject(graph, new()).Problem, new(["outputs=4", "vectors=2", "planes=1"]), target);
    }

    private static Tactic With(string[] parameters, int index, string parameter) =>
        new([.. parameters.Select((p, k) => k == index ? parameter : p)]);

    private static void Refuses(KernelGenerator generator, KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var e = Assert.Throws<BackendException>(() => generator.Emit(problem, tactic, target));
        Assert.Equal("XIN7002", e.Code);
    }
}
