namespace XinRT.Reference;

/// <summary>Which inputs along one axis make each output, and with what weight: <c>Count</c> taps per output.</summary>
public sealed record AxisTaps(int In, int Out, int Count, int[] Indices, double[] Weights, bool[] Outside)
{
    /// <summary>Whether every output is the input of the same index.</summary>
    public bool IsIdentity => In == Out && Count == 1 && !Outside.AsSpan().Contains(true) && Indices.AsSpan().SequenceEqual(Enumerable.Range(0, In).ToArray());
}
