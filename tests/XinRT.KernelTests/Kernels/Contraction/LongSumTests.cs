using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

/// <summary>Rounding errors of long sums, and the ways in which they are cut into chunks.</summary>
public sealed class LongSumTests
{
    [Theory]
    [InlineData(CpuIsa.Avx2)]
    [InlineData(CpuIsa.Avx512)]
    public void Errors_do_not_grow_with_the_length(CpuIsa isa)
    {
        if (!KernelHarness.Runs(isa)) return;
        const int Rows = 28, Depth = 8192, Columns = 64;
        var subject = new KernelSubject($"a = input f32[{Rows},{Depth}] y = MatMul(a, const f32[{Depth},{Columns}])", new());
        var (generator, target) = (new MatMulKernel(), KernelHarness.Target(isa));
        using var run = new KernelRun(generator, subject, generator.Tactics(subject.Problem, target)[0], target);
        using var memory = run.Dense();
        using var code = new LoadedKernel(run.Emit(memory));
        memory.Reset();
        code.Run(memory, tasks => [(0, tasks)]);

        float[] a = subject.Inputs[0]!.Span<float>().ToArray(), b = subject.Inputs[1]!.Span<float>().ToArray();
        var actual = new Tensor(DType.F32, subject.Expected[0]!.Dims, memory.Outputs()[0]).Span<float>();
        double errors = 0, squares = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double exact = 0;
            for (int k = 0; k < Depth; k++) exact += (double)a[i / Columns * Depth + k] * b[k * Columns + i % Columns];
            errors += (actual[i] - exact) * (actual[i] - exact);
            squares += exact * exact;
        }
        // A single chain errs by 1.7e-6.
        double relative = Math.Sqrt(errors / squares);
        Assert.True(relative < 4e-7, $"The error is {relative:G3} of the result.");
    }

    [Theory]
    [InlineData("x = input f32[1,64,9,10] y = Conv(x, const f32[40,64,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[1,150,9,31] y = Conv(x, const f32[40,150,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[1,520,5,4] y = Conv(x, const f32[17,520,3,3]) {pads=[2,2,2,2], dilations=[2,2]}")]
    [InlineData("x = input f32[1,130,7,9] y = Conv(x, const f32[17,130,3,3]) {pads=[2,2,2,2], dilations=[2,2]}")]
    [InlineData("x = input f32[1,24,12,13] y = Conv(x, const f32[20,24,7,7]) {pads=[3,3,3,3], strides=[2,2]}")]
    [InlineData("x = input f32[1,3,48,64] y = Conv(x, const f32[40,3,16,16]) {strides=[16,16]}")]
    [InlineData("x = input f32[1,3,64,64] y = Conv(x, const f32[20,3,32,32]) {strides=[16,16], pads=[5,6,7,8]}")]
    [InlineData("x = input f32[1,300,77] y = Conv(x, const f32[40,300,5]) {pads=[2,2]}")]
    public void Convolutions(string graph)
    {
        KernelHarness.Check(new ConvKernel(), graph, new() { Layout = KernelCheck.ChannelsLast });
        KernelHarness.Check(new ConvKernel(), graph);
    }

    [Theory]
    [InlineData(1, 1500, 200)]
    [InlineData(3, 1111, 70)]
    [InlineData(29, 385, 33)]
    [InlineData(40, 8192, 20)]
    public void Products(int m, int k, int n)
    {
        KernelHarness.Check(new MatMulKernel(), $"a = input f32[{m},{k}] c = input f32[{n}] y = Gemm(a, const f32[{k},{n}], c) {{beta=0.5}}");
        KernelHarness.Check(new BatchedMatMulKernel(), $"a = input f32[2,{m},{k}] b = input f32[2,{k},{n}] y = MatMul(a, b)",
            new() { Layout = (i, dims) => i == 1 ? TensorLayout.InOrder(dims, [0, 2, 1]) : null });
    }
}
