namespace XinRT.Passes;

/// <summary>Arithmetic on weights, in double so that folding loses nothing against computing it at run time.</summary>
internal static class ChannelScaling
{
    /// <summary>Multiplies a tensor by one factor per index of an axis.</summary>
    public static Tensor Scale(Tensor weight, ReadOnlySpan<double> factors, int axis) => Scale(weight, factors, Along(weight, axis));

    /// <summary>From the index of an element to its place along an axis.</summary>
    public static Func<int, int> Along(Tensor weight, int axis)
    {
        int inner = 1, size = (int)weight.Dims[axis];
        for (int i = axis + 1; i < weight.Rank; i++) inner *= (int)weight.Dims[i];
        return i => i / inner % size;
    }

    /// <summary>Multiplies each element by the factor of the channel that the element's index belongs to.</summary>
    public static Tensor Scale(Tensor weight, ReadOnlySpan<double> factors, Func<int, int> channelOf)
    {
        double[] values = weight.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] *= factors[channelOf(i)];
        return Tensor.FromDoubles(weight.DType, values, weight.Dims);
    }
}
