using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class CopyKernelTests
{
    private static readonly DType[] Types = [DType.F32, DType.F32, DType.F32, DType.I64, DType.U8];

    public static TheoryData<CpuIsa> EachIsa => [CpuIsa.Avx2, CpuIsa.Avx512];

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Any_layout_becomes_any_other(CpuIsa isa)
    {
        int[] sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 40];
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            int rank = random.Next(1, 5);
            long[] dims = [.. Enumerable.Range(0, rank).Select(_ => (long)sizes[random.Next(sizes.Length)])];
            while (dims.Aggregate(1L, (a, b) => a * b) > 60000) dims[random.Next(rank)] = random.Next(1, 6);
            Check(isa, random, dims, Types[random.Next(Types.Length)], seed);
        }
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Large_tensors_are_cut_into_tasks(CpuIsa isa)
    {
        long[][] shapes = [[1, 64, 56, 56], [3, 224, 224], [70, 33, 100], [300001], [2, 17, 100, 101], [1000, 700], [5, 3, 2, 2, 3, 2, 700]];
        for (int seed = 0; seed < shapes.Length * 3; seed++)
            Check(isa, new Random(seed), shapes[seed % shapes.Length], DType.F32, seed);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Transposes_run_through_the_same_loops(CpuIsa isa)
    {
        using var run = new StridedRun(new CopyKernel(), isa, "x = input f32[7,5,33]\ny = Transpose(x) {perm=[2,0,1]}",
            [StridedRun.Noise(DType.F32, 1, 7, 5, 33)], output: l => TensorLayout.RowMajor(l.Dims.Span));
        run.Check();
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Axes_repeat(CpuIsa isa)
    {
        foreach (var (type, text) in new[] { (DType.F32, "f32"), (DType.U8, "u8"), (DType.I64, "i64") })
        {
            foreach (string to in new[] { "3,4,37", "2,3,1,5", "2,3,4,130" })
            {
                using var run = new StridedRun(new CopyKernel(), isa, $"x = input {text}[3,1,1]\ny = Expand(x, const i64[{to.Split(',').Length}]({to}))",
                    [StridedRun.Noise(type, 1, 3, 1, 1)]);
                run.Check(1);
            }
        }
    }

    private static void Check(CpuIsa isa, Random random, long[] dims, DType type, int seed)
    {
        int[] from = [.. Enumerable.Range(0, dims.Length)], to = [.. from];
        random.Shuffle(from);
        random.Shuffle(to);
        int[] gaps = [.. dims.Select(_ => random.Next(3) == 0 ? random.Next(1, 5) : 0)], gapsAfter = [.. dims.Select(_ => random.Next(4) == 0 ? random.Next(1, 5) : 0)];
        var source = StridedRun.Ordered(dims, from, gaps);
        var target = StridedRun.Ordered(dims, to, gapsAfter);
        if (random.Next(8) == 0) source = Spread(source, random.Next(2, 5));
        try
        {
            using var run = new StridedRun(new CopyKernel(), isa, $"x = input {type.Name()}[{string.Join(',', dims)}]\ny = Identity(x)",
                [StridedRun.Noise(type, seed, dims)], [source], _ => target, seed % 2 == 0);
            run.Check(random.Next(1, 4));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {type.Name()} {source} to {target}", e);
        }
    }

    private static TensorLayout Spread(TensorLayout layout, int by) => layout with { Strides = layout.Strides.Select(s => s * by).ToArray() };
}
