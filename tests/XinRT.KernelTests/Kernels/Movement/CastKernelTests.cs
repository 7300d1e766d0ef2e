using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class CastKernelTests
{
    private static readonly DType[] Types = [DType.F32, DType.I32, DType.I64, DType.U8, DType.Bool];

    private static readonly float[] Floats =
    [
        0, -0f, 0.5f, -0.5f, 1.99f, -1.99f, 255.9f, 256, -1, 3e9f, -3e9f, 2147483648f, -2147483648f, 4294967296f, 6442450944f, 1e13f, -1e13f, 9.2e18f,
        -9.2e18f, 9223372036854775808f, -9223372036854775808f, 1e30f, -1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f,
    ];

    [Fact]
    public void Every_pair_of_types()
    {
        foreach (var from in Types)
        {
            foreach (var to in Types.Where(t => t != from))
            {
                foreach (int count in new[] { 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 30001 })
                {
                    string text = $"x = input {from.Name()}[{count}]\ny = Cast(x) {{to={(long)to}}}";
                    KernelHarness.Check(new CastKernel(), text, new() { Ulps = 0, Inputs = new Dictionary<string, Tensor> { ["x"] = Items(from, count) } });
                }
            }
        }
    }

    [Fact]
    public void Layouts_stay() => KernelHarness.Check(new CastKernel(), $"x = input f32[2,5,7,3]\ny = Cast(x) {{to={(long)DType.I32}}}",
        new() { Layout = KernelCheck.ChannelsLast, Range = (-50, 50) });

    private static Tensor Items(DType type, int count)
    {
        var tensor = Tensor.Zeros(type, count);
        var random = new Random(count);
        for (int i = 0; i < count; i++)
        {
            switch (type)
            {
                case DType.F32: tensor.Span<float>()[i] = i < Floats.Length ? Floats[i] : random.NextSingle() * 600 - 300; break;
                case DType.I32: tensor.Span<int>()[i] = i % 3 == 0 ? random.Next(-3, 3) : random.Next(int.MinValue, int.MaxValue); break;
                case DType.I64: tensor.Span<long>()[i] = i % 4 == 0 ? (long)random.Next(-9, 9) << 32 : random.Next(int.MinValue, int.MaxValue); break;
                default: tensor.Bytes.Span[i] = (byte)random.Next(type == DType.Bool ? 2 : 256); break;
            }
        }
        return tensor;
    }
}
