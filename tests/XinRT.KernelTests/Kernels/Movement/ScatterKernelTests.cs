using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class ScatterKernelTests
{
    private static readonly ScatterKernel Kernel = new();

    [Theory]
    [InlineData("f32", "i64"), InlineData("i64", "i32"), InlineData("bool", "i64")]
    public void The_last_update_of_a_place_stays(string type, string index)
    {
        Elements($"{type}[7]", index, [19], 0, 7);
        Elements($"{type}[5,6,7]", index, [5, 6, 9], -1, 7);
        Elements($"{type}[5,6,7]", index, [4, 33, 7], 1, 6);
        Elements($"{type}[40,300]", index, [70, 300], 0, 40);
        Elements($"{type}[40,300]", index, [0, 300], 0, 40);
        Slices($"{type}[4,5]", index, [6, 2], [6], 4, 5);
        Slices($"{type}[4,5,19]", index, [2, 3, 2], [2, 3, 19], 4, 5);
        Slices($"{type}[4,300]", index, [9, 1], [9, 300], 4);
        Slices($"{type}[4,20000]", index, [3, 1], [3, 20000], 4);
    }

    [Theory]
    [InlineData("add"), InlineData("mul"), InlineData("min"), InlineData("max")]
    public void Updates_of_a_place_are_combined(string reduction)
    {
        // Products of large numbers overflow on their way, but not those of the reference.
        foreach (bool special in (bool[])[false, reduction != "mul"])
        {
            Elements("f32[5,6,7]", "i64", [4, 33, 7], 1, 6, reduction, special);
            Elements("f32[40,1100]", "i32", [70, 1100], 0, 40, reduction, special);
            Slices("f32[4,5,19]", "i64", [2, 3, 2], [2, 3, 19], reduction, special, 4, 5);
            Slices("f32[4,11001]", "i64", [9, 1], [9, 11001], reduction, special, 4);
        }
    }

    [Fact]
    public void Integers_are_not_combined() => Assert.Contains("not combined", KernelHarness.WhyNot(Kernel,
        "x = input i64[4] u = input i64[2] y = ScatterElements(x, const i64[2](0,1), u) {reduction=\"add\"}"),
        StringComparison.Ordinal);

    private static void Elements(string data, string index, long[] dims, int axis, long size, string reduction = "none",
        bool special = false) =>
        Check(data, ChosenIndices.Of(index, dims, size), dims, $"ScatterElements(x, i, u) {{axis={axis}, reduction=\"{reduction}\"}}",
            special);

    private static void Slices(string data, string index, long[] dims, long[] updates, params long[] sizes) =>
        Check(data, ChosenIndices.Of(index, dims, sizes), updates, "ScatterND(x, i, u)", false);

    private static void Slices(string data, string index, long[] dims, long[] updates, string reduction, bool special,
        params long[] sizes) =>
        Check(data, ChosenIndices.Of(index, dims, sizes), updates, $"ScatterND(x, i, u) {{reduction=\"{reduction}\"}}", special);

    private static void Check(string data, Tensor indices, long[] updates, string call, bool special) => KernelHarness.Check(Kernel,
        $"x = input {data} i = input {indices.Type} u = input {data[..data.IndexOf('[', StringComparison.Ordinal)]}"
        + $"[{string.Join(',', updates)}] y = {call}",
        new() { Inputs = new Dictionary<string, Tensor> { ["i"] = indices }, SpecialValues = special });
}
