using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class GatherElementsKernelTests
{
    private static readonly GatherElementsKernel Kernel = new();

    [Theory]
    [InlineData("f32", "i64"), InlineData("i64", "i32"), InlineData("bool", "i64")]
    public void Elements_of_any_axis(string type, string index)
    {
        Check($"{type}[7]", index, [19], 0);
        Check($"{type}[5,6,7]", index, [5, 6, 9], -1);
        Check($"{type}[5,6,7]", index, [4, 33, 7], 1);
        Check($"{type}[40,300]", index, [70, 300], 0);
        Check($"{type}[40,300]", index, [0, 300], 0);
    }

    [Fact]
    public void Operands_may_lie_anywhere() => Check("f32[5,6,7]", "i64", [4, 6, 7], 1,
        (_, dims) => TensorLayout.InOrder(dims, [.. Enumerable.Range(0, dims.Length).Reverse()]));

    [Fact]
    public void Other_types_of_indices_are_refused() => Assert.Contains("indices of", KernelHarness.WhyNot(Kernel,
        "x = input f32[2,3] i = input f32[2,3] y = GatherElements(x, i) {axis=0}"), StringComparison.Ordinal);

    private static void Check(string data, string index, long[] dims, int axis, Func<int, long[], TensorLayout?>? layout = null)
    {
        string[] sizes = data[(data.IndexOf('[', StringComparison.Ordinal) + 1)..^1].Split(',');
        long size = long.Parse(sizes[axis < 0 ? axis + sizes.Length : axis], System.Globalization.CultureInfo.InvariantCulture);
        var indices = ChosenIndices.Of(index, dims, size);
        KernelHarness.Check(Kernel, $"x = input {data} i = input {indices.Type} y = GatherElements(x, i) {{axis={axis}}}",
            new() { Inputs = new Dictionary<string, Tensor> { ["i"] = indices }, Layout = layout });
    }
}
