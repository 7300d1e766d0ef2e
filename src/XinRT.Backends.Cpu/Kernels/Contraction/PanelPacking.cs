namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Brings constant operands into panels: <c>[outer][panel][source][tap y][tap x][k][column]</c>, a panel as wide as its
/// <see cref="PanelRun"/> says, the last one filled up with zeros to whole vectors.</summary>
internal static class PanelPacking
{
    /// <summary>Elements of the panels for one outer position.</summary>
    public static long Size(long depth, int columns, int lanes) => depth * ((columns + lanes - 1) / lanes * lanes);

    /// <summary>Type of all panels.</summary>
    public static TensorType Type(long outer, long depth, int columns, int lanes) => new(DType.F32, Shape.Of([outer * Size(depth, columns, lanes)]));

    /// <summary>Packs a matrix whose element (k, n) of outer position o, k in the order of the sum, is
    /// <paramref name="at"/><c>(o, k, n)</c>.</summary>
    public static Tensor Pack(long outer, long depth, int columns, int vectors, int lanes, Func<long, long, int, float> at)
    {
        var packed = Tensor.Zeros(DType.F32, outer * Size(depth, columns, lanes));
        var items = packed.Span<float>();
        int to = 0;
        for (long o = 0; o < outer; o++)
        {
            foreach (var run in PanelRun.Split(columns, vectors, lanes))
            {
                int width = run.Vectors * lanes;
                for (int panel = 0, start = run.Start; panel < run.Count; panel++, start += width)
                {
                    int real = Math.Min(width, columns - start);
                    for (long k = 0; k < depth; k++, to += width)
                        for (int n = 0; n < real; n++) items[to + n] = at(o, k, start + n);
                }
            }
        }
        return packed;
    }
}
