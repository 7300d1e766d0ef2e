using XinRT.Backends.Cpu.Kernels.Selection;

namespace XinRT.KernelTests.Kernels.Selection;

public sealed class NonZeroKernelTests
{
    private static readonly NonZeroKernel Kernel = new();

    [Theory]
    [InlineData("1"), InlineData("7"), InlineData("8"), InlineData("9"), InlineData("16"), InlineData("17"), InlineData("33"), InlineData("40000")]
    [InlineData("3,5"), InlineData("5,1"), InlineData("2,3,17"), InlineData("1,2,3,4,19"), InlineData("2,17000"), InlineData("0"), InlineData("3,0"), InlineData("0,4")]
    public void Every_shape_and_type(string dims)
    {
        long[] sizes = [.. dims.Split(',').Select(long.Parse)];
        foreach (int every in (int[])[1, 2, 5, 1000000])
        {
            foreach (var type in (DType[])[DType.Bool, DType.U8, DType.I8, DType.I32, DType.F32])
            {
                var x = Tensor.Zeros(type, sizes);
                int bytes = type.SizeInBytes();
                for (int i = 0; i < x.Count; i += every) x.Bytes.Span[i * bytes] = 1;
                if (type == DType.F32)
                {
                    float[] values = [float.NaN, -0f, 1, 0, float.NegativeInfinity];
                    for (int i = 0; i < x.Count; i++) x.Span<float>()[i] = i % every == 0 ? values[i / every % 5] : 0;
                }
                OpenKernelHarness.Check(Kernel, $"x = input {type.Name()}[{dims}] y = NonZero(x)", new() { Inputs = new Dictionary<string, Tensor> { ["x"] = x } });
            }
        }
    }
}
