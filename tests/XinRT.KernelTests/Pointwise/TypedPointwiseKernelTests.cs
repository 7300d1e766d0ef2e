using XinRT.Backends.Cpu.Kernels.Pointwise;

namespace XinRT.KernelTests.Pointwise;

public sealed class TypedPointwiseKernelTests
{
    private static readonly TypedPointwiseKernel Kernel = new();

    [Theory]
    [InlineData(1), InlineData(3), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(50)]
    public void Rows_of_every_length(int n)
    {
        foreach (string type in (string[])["f32", "i32", "i64", "bool", "u8"])
        {
            KernelHarness.Check(Kernel, $"c = input bool[3,{n}] a = input {type}[3,{n}] b = input {type}[3,{n}] y = Where(c, a, b)", new() { SpecialValues = true });
            KernelHarness.Check(Kernel, $"a = input {type}[3,{n}] b = input {type}[3,{n}] y = Equal(a, b)", new() { SpecialValues = true });
            if (type == "bool") continue;
            foreach (string op in (string[])["Less", "LessOrEqual", "Greater", "GreaterOrEqual"])
                KernelHarness.Check(Kernel, $"a = input {type}[3,{n}] b = input {type}[3,{n}] y = {op}(a, b)", new() { SpecialValues = true });
        }
        foreach (string op in (string[])["And", "Or", "Xor"])
            KernelHarness.Check(Kernel, $"a = input bool[3,{n}] b = input bool[3,{n}] y = {op}(a, b)");
        KernelHarness.Check(Kernel, $"a = input bool[3,{n}] y = Not(a)");
        foreach (string op in (string[])["Add", "Sub"])
            foreach (string type in (string[])["i32", "i64"])
                KernelHarness.Check(Kernel, $"a = input {type}[3,{n}] b = input {type}[3,{n}] y = {op}(a, b)");
        KernelHarness.Check(Kernel, $"a = input i32[3,{n}] b = input i32[3,{n}] y = Mul(a, b)");
    }

    [Fact]
    public void Words_of_64_bits_carry_and_compare()
    {
        long[] edges = [0, 1, -1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, -(1L << 32), long.MaxValue, long.MinValue, 0x1_8000_0000, 0x1_7FFF_FFFF];
        var inputs = new Dictionary<string, Tensor> { ["a"] = Tensor.From(edges, 12, 1), ["b"] = Tensor.From(edges, 1, 12) };
        foreach (string op in (string[])["Add", "Sub", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"])
            KernelHarness.Check(Kernel, $"a = input i64[12,1] b = input i64[1,12] y = {op}(a, b)", new() { Inputs = inputs });
    }

    [Fact]
    public void Operands_are_broadcast()
    {
        KernelHarness.Check(Kernel, "c = input bool[2,1,5,1] a = input f32[3,1,20] b = input f32[1] y = Where(c, a, b)");
        KernelHarness.Check(Kernel, "c = input bool[1,1,1,20] a = input i64[2,3,5,20] b = input i64[2,3,5,1] y = Where(c, a, b)");
        KernelHarness.Check(Kernel, "c = input bool[] a = input f32[] b = input f32[7] y = Where(c, a, b)");
        KernelHarness.Check(Kernel, "a = input bool[4,1,6] b = input bool[3,6] y = And(a, b)");
        KernelHarness.Check(Kernel, "a = input i64[] b = input i64[] y = Add(a, b)");
        KernelHarness.Check(Kernel, "a = input i64[40000] b = input i64[1] y = Less(a, b)");
    }

    [Fact]
    public void Channels_last() => KernelHarness.Check(Kernel, "c = input bool[2,5,6,7] a = input f32[2,5,6,7] b = input f32[5,1,1] y = Where(c, a, b)",
        new() { Layout = (i, dims) => dims.Length == 4 ? TensorLayout.ChannelsLast(dims) : null });

    [Fact]
    public void Nothing_is_nothing() => KernelHarness.Check(Kernel, "a = input bool[0,3] b = input bool[1,3] y = Or(a, b)");
}
