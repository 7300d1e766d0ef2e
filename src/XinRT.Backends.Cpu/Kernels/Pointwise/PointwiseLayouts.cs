namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>Layouts of element-wise kernels.</summary>
internal static class PointwiseLayouts
{
    /// <summary>The output takes the order of axes of the largest operand, so that NHWC goes on; operands stay as they are if they are
    /// dense or repeated along the innermost axis of that order, whatever their pitches. Other inputs stay as they are.</summary>
    public static (IReadOnlyList<TensorLayout?> Inputs, TensorLayout Output) Of(KernelProblem problem, IReadOnlyList<int> operands) =>
        Of(problem, operands, [.. problem.Outputs[0]!.Layout.Dims]);

    /// <summary>The same for operands of which the largest have other sizes than the output.</summary>
    public static (IReadOnlyList<TensorLayout?> Inputs, TensorLayout Output) Of(
        KernelProblem problem, IReadOnlyList<int> operands, ValueArray<long> largest)
    {
        var sizes = problem.Outputs[0]!.Layout.Dims;
        var leader = operands.Select(i => problem.Inputs[i]!.Layout).Where(l => l.Dims.Equals(largest)).FirstOrDefault(IsPacked)
            ?? operands.Select(i => problem.Inputs[i]!.Layout).FirstOrDefault(l => l.Dims.Equals(largest));
        int[] order = leader?.Order() ?? Arrays.Indices(sizes.Count);
        return ([.. problem.Inputs.Select((o, i) => o is null ? null : operands.Contains(i) ? Suitable(o.Layout, sizes, order) : o.Layout)],
            TensorLayout.InOrder([.. sizes], order));
    }

    private static bool IsPacked(TensorLayout layout) => layout.Span == layout.Count;

    // Along the innermost axis of the output lanes are neighbours or the same element.
    private static TensorLayout Suitable(TensorLayout layout, ValueArray<long> output, int[] order)
    {
        int shift = output.Count - layout.Rank;
        int innermost = Array.FindLast(order, k => output[k] > 1);
        bool isSuitable = Array.TrueForAll(order, k => output[k] == 1) || innermost < shift || layout.Dims[innermost - shift] == 1
            || layout.Strides[innermost - shift] is 0 or 1;
        long[] dims = [.. layout.Dims];
        return isSuitable ? layout : TensorLayout.InOrder(dims, Array.ConvertAll(Array.FindAll(order, k => k >= shift), k => k - shift));
    }
}
