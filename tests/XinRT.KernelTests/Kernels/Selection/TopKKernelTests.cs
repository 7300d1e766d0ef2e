using XinRT.Backends.Cpu.Kernels.Selection;

namespace XinRT.KernelTests.Kernels.Selection;

public sealed class TopKKernelTests
{
    private static readonly TopKKernel Kernel = new();

    [Theory]
    [InlineData(1, 1), InlineData(7, 1), InlineData(8, 2), InlineData(9, 9), InlineData(17, 4), InlineData(64, 16), InlineData(65, 17)]
    [InlineData(300, 5), InlineData(300, 32), InlineData(300, 33), InlineData(1000, 1000), InlineData(1001, 100)]
    public void The_best_of_rows_of_every_length(int size, int k)
    {
        foreach (int largest in (int[])[0, 1])
        {
            KernelHarness.Check(Kernel, Graph($"3,{size}", k, $"largest={largest}"));
            KernelHarness.Check(Kernel, Graph($"3,{size}", k, $"largest={largest}"), new() { SpecialValues = true, Ulps = 0 });
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(7, 3), InlineData(16, 16), InlineData(17, 4), InlineData(64, 16), InlineData(65, 17), InlineData(300, 33)]
    [InlineData(129, 0), InlineData(1000, 1000), InlineData(1001, 100), InlineData(5000, 300), InlineData(4096, 40)]
    public void Sizes_that_a_run_tells(int size, int k)
    {
        // Without denormals, which kernels in a run see as zeros.
        float[] values = [float.NaN, 0f, -0f, float.PositiveInfinity, float.NegativeInfinity, 3e38f, -3e38f, 1, 2, 0.5f, -7];
        var special = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Range(0, 6 * size).Select(i => values[i * 7919 % 8999 % values.Length])], 2, 3, size) };
        foreach (int largest in (int[])[0, 1])
        {
            OpenKernelHarness.Check(new OpenTopKKernel(), Graph($"2,3,{size}", k, $"largest={largest}"));
            OpenKernelHarness.Check(new OpenTopKKernel(), Graph($"2,3,{size}", k, $"largest={largest}"), new() { Inputs = special });
        }
        OpenKernelHarness.Check(new OpenTopKKernel(), $"x = input f32[2,{size}] v = TopK(x, const i64[1]({k}))");
        OpenKernelHarness.Check(new OpenTopKKernel(), $"x = input f32[2,{size}] _, i = TopK(x, const i64[1]({k}))");
    }

    [Fact]
    public void Equal_elements_at_the_limit()
    {
        foreach (int distinct in (int[])[1, 2, 7, 300])
        {
            var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Range(0, 2000).Select(i => (float)(i * 977 % distinct))], 1, 2000) };
            foreach (int largest in (int[])[0, 1])
                foreach (int k in (int[])[33, 100, 500, 1999])
                    KernelHarness.Check(Kernel, Graph("1,2000", k, $"largest={largest}"), new() { Inputs = inputs });
        }
    }

    [Fact]
    public void Earlier_ones_come_first_among_equals()
    {
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Range(0, 200).Select(i => (float)(i * 7 % 5))], 1, 200) };
        foreach (int largest in (int[])[0, 1])
            foreach (int k in (int[])[3, 150])
                KernelHarness.Check(Kernel, Graph("1,200", k, $"largest={largest}"), new() { Inputs = inputs });
    }

    [Fact]
    public void All_elements_may_be_NaN()
    {
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Repeat(float.NaN, 40)], 1, 40) };
        foreach (int largest in (int[])[0, 1])
            foreach (int k in (int[])[3, 20])
                KernelHarness.Check(Kernel, Graph("1,40", k, $"largest={largest}"), new() { Inputs = inputs });
    }

    [Fact]
    public void Rising_rows_change_the_list_at_every_element()
    {
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Range(0, 500).Select(i => (float)i)], 1, 500) };
        KernelHarness.Check(Kernel, Graph("1,500", 20, "largest=1"), new() { Inputs = inputs });
    }

    [Fact]
    public void Any_axis()
    {
        KernelHarness.Check(Kernel, Graph("4,30,6", 3, "axis=1"));
        KernelHarness.Check(Kernel, Graph("50,6", 3, "axis=0"));
        KernelHarness.Check(Kernel, Graph("2,5,3,40", 3, "axis=-1"));
        KernelHarness.Check(Kernel, Graph("4,3,6", 0, "axis=1"));
    }

    [Fact]
    public void One_of_the_results_may_be_left_out()
    {
        KernelHarness.Check(Kernel, "x = input f32[2,50] v = TopK(x, const i64[1](4))");
        KernelHarness.Check(Kernel, "x = input f32[2,50] _, i = TopK(x, const i64[1](40))");
    }

    private static string Graph(string dims, int k, string attributes) => $"x = input f32[{dims}] v, i = TopK(x, const i64[1]({k})) {{{attributes}}}";
}
