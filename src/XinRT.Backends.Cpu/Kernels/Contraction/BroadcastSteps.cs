namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Steps of operands that broadcast to a result, by the axes of the result.</summary>
internal static class BroadcastSteps
{
    /// <summary>Step of the operand along each axis of a result of so many axes; 0 where it repeats.</summary>
    public static long[] Of(TensorLayout layout, int rank)
    {
        var steps = new long[rank];
        int lead = rank - layout.Rank;
        for (int k = 0; k < rank; k++) steps[k] = k < lead || layout.Dims[k - lead] == 1 ? 0 : layout.Strides[k - lead];
        return steps;
    }

    /// <summary>The layout in which an operand of the epilogue is read: as it is if the given axis of the result is innermost or
    /// not there, else a dense one with that axis innermost.</summary>
    public static TensorLayout Readable(TensorLayout layout, int rank, int axis)
    {
        int own = axis - (rank - layout.Rank);
        if (own < 0 || layout.Dims[own] == 1 || layout.Strides[own] == 1) return layout;
        return TensorLayout.InOrder([.. layout.Dims], [.. Array.FindAll(Arrays.Indices(layout.Rank), k => k != own), own]);
    }
}
