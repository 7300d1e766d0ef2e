using XinRT.Backends.Cpu.Kernels.Normalization;

namespace XinRT.KernelTests.Kernels;

public sealed class SoftmaxKernelTests
{
    private static readonly SoftmaxKernel Kernel = new();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17)]
    [InlineData(31), InlineData(33), InlineData(49), InlineData(127), InlineData(129), InlineData(260), InlineData(1000), InlineData(1021)]
    public void Rows_of_every_length(int length)
    {
        KernelHarness.Check(Kernel, $"x = input f32[3,{length}] y = Softmax(x)", new() { Range = (-20, 20), Relative = 1e-6 });
        KernelHarness.Check(Kernel, $"x = input f32[2,2,{length}] y = Softmax(x) {{axis=2}}", new() { SpecialValues = true, Relative = 1e-6 });
    }

    [Fact]
    public void An_axis_in_the_middle_is_moved() => KernelHarness.Check(Kernel, "x = input f32[2,19,3,5] y = Softmax(x) {axis=1}");

    [Fact]
    public void Channels_of_a_channels_last_image_are_rows() =>
        KernelHarness.Check(Kernel, "x = input f32[2,19,3,5] y = Softmax(x) {axis=1}", new() { Layout = KernelCheck.ChannelsLast });

    [Fact]
    public void Rows_may_lie_anywhere() => KernelHarness.Check(Kernel, "x = input f32[4,3,2,21] y = Softmax(x)",
        new() { Layout = (_, dims) => new(dims, new long[] { 25, 1000, 400, 1 }) });

    [Fact]
    public void Random_axes_and_layouts()
    {
        foreach (var (seed, random) in RandomCases.Of(60)) Check(seed, random);
    }

    private static void Check(int seed, Random random)
    {
        long[] dims = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => (long)random.Next(1, 7))];
        int axis = random.Next(dims.Length), other = random.Next(dims.Length);
        dims[other] = RandomProblem.Size(random, 70);
        dims[axis] = random.Next(2, 40);
        string op = random.Next(2) == 0 ? "Softmax" : "LogSoftmax";
        string graph = $"x = input f32[{string.Join(',', dims)}] y = {op}(x) {{axis={axis}}}";
        var options = RandomProblem.Check(seed, random) with { Range = (-20, 20), Relative = 1e-6 };
        KernelHarness.Check(Kernel, graph, options);
        KernelHarness.Check(Kernel, graph, options with { SpecialValues = true });
    }

    [Fact]
    public void Rows_longer_than_a_part_are_split() =>
        KernelHarness.Check(Kernel, "x = input f32[1,3,1,2077] y = Softmax(x) {axis=1}", new() { Relative = 1e-6 });

    [Fact]
    public void Shut_elements_become_zero()
    {
        float[] row = [1, float.NegativeInfinity, 3, -100, -87, -88, -89, 0, float.NegativeInfinity];
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(row, 1, 9) };
        KernelHarness.Check(Kernel, "x = input f32[1,9] y = Softmax(x)", new() { Inputs = inputs, Relative = 1e-7 });
    }

    [Fact]
    public void Nothing_is_not_a_row() => Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[0,4] y = Softmax(x)"));

    // Exponentials of equal numbers round alike.
    [Theory, InlineData("x = input f32[2,20011] y = Softmax(x)"), InlineData("x = input f32[2,20011] y = LogSoftmax(x)")]
    [InlineData("x = input f32[1,3001,21] y = Softmax(x) {axis=1}")]
    public void Rounding_of_long_sums_does_not_add_up(string graph)
    {
        long[] dims = graph.Contains("axis=1", StringComparison.Ordinal) ? [1, 3001, 21] : [2, 20011];
        float[] x = new float[dims.Aggregate((a, b) => a * b)];
        Array.Fill(x, -0.7f);
        x[0] = x[^1] = 0;
        KernelHarness.Check(new SoftmaxKernel(), graph, new()
        {
            Relative = 1e-6, Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, dims) },
        });
    }
}
