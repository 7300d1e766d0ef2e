namespace XinRT.Reference;

/// <summary>Kernel functions of support vector machines.</summary>
internal sealed class SupportVectors(string kernel, ReadOnlyMemory<float> kernelParams)
{
    /// <summary>Names of kernels.</summary>
    public static IReadOnlyList<string> Kernels { get; } = ["LINEAR", "POLY", "RBF", "SIGMOID"];

    private readonly double _gamma = At(kernelParams, 0), _offset = At(kernelParams, 1), _degree = At(kernelParams, 2);

    /// <summary>The kernel of two vectors of one length.</summary>
    public double Kernel(ReadOnlySpan<double> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        if (kernel == "RBF")
        {
            for (int i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
            return Math.Exp(-_gamma * sum);
        }
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return kernel switch
        {
            "POLY" => Math.Pow(_gamma * sum + _offset, _degree),
            "SIGMOID" => Math.Tanh(_gamma * sum + _offset),
            _ => sum,
        };
    }

    private static double At(ReadOnlyMemory<float> values, int index) => index < values.Length ? values.Span[index] : 0;
}
