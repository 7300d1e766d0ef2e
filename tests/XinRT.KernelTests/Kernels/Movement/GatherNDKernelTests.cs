using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class GatherNDKernelTests
{
    private static readonly GatherNDKernel Kernel = new();

    [Theory]
    [InlineData("f32"), InlineData("i64"), InlineData("bool")]
    public void Elements_and_slices(string type)
    {
        Check($"{type}[4,5]", Indices([6, 2], 4, 5), 0);
        Check($"{type}[4,5,19]", Indices([2, 3, 2], 4, 5), 0);
        Check($"{type}[4,5,19]", Indices([3, 1], 4), 0);
        Check($"{type}[4,5,2]", Indices([4, 3, 1], 5), 1);
        Check($"{type}[2,3,4,5]", Indices([2, 3, 7, 1], 4), 2);
        Check($"{type}[1,128]", Indices([1, 1, 1, 128, 2], 1, 128), 0);
    }

    [Fact]
    public void Inputs_may_lie_anywhere()
    {
        var inputs = new Dictionary<string, Tensor> { ["i"] = Indices([6, 2], 4, 5) };
        KernelHarness.Check(Kernel, "x = input f32[4,5,3] i = input i64[6,2] y = GatherND(x, i)",
            new() { Inputs = inputs, Layout = (_, dims) => TensorLayout.InOrder(dims, [.. Enumerable.Range(0, dims.Length).Reverse()]) });
    }

    private static void Check(string data, Tensor indices, int batch) => KernelHarness.Check(Kernel,
        $"x = input {data} i = input i64[{string.Join(',', indices.Dims.ToArray())}] y = GatherND(x, i) {{batch_dims={batch}}}",
        new() { Inputs = new Dictionary<string, Tensor> { ["i"] = indices } });

    // Places of which every other one counts from the end.
    private static Tensor Indices(long[] dims, params long[] sizes)
    {
        var random = new Random(1);
        var result = Tensor.Zeros(DType.I64, dims);
        var items = result.Span<long>();
        for (int i = 0; i < items.Length; i++)
        {
            long size = sizes[i % sizes.Length];
            items[i] = random.NextInt64(-size, size);
        }
        return result;
    }
}
