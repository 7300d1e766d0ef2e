using System.Globalization;
using XinRT.Reference;

namespace XinRT.Backends.Cpu;

/// <summary>The error of a kernel that met data it cannot compute with, such as an index out of range.</summary>
/// <param name="text">See <see cref="KernelGenerator.Fault"/>.</param>
/// <param name="problem">What the kernel computes.</param>
internal sealed unsafe class KernelFault(string text, KernelProblem problem)
{
    /// <summary>The error that the reference evaluation of the node gives: it names the value and what is allowed.</summary>
    /// <param name="number">What the kernel left in its workspace.</param>
    /// <param name="inputs">Addresses of the inputs.</param>
    public InferenceException Of(long number, ReadOnlySpan<nint> inputs)
    {
        // Checks come before the work and read integers only, so the other operands need no contents.
        var values = new Datum?[problem.Inputs.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (problem.Inputs[i] is not { } operand) continue;
            long[] dims = [.. operand.Layout.Dims];
            values[i] = operand.DType.IsInteger() ? Copy(operand, inputs[i]) : Tensor.Elided(operand.DType, dims);
        }
        try
        {
            NodeEvaluation.Run(problem.Node, values, new ReferenceExecutor { Threads = 1 });
        }
        catch (InferenceException e)
        {
            return e;
        }
        return new("XIN6104", problem.Node.ToString(), string.Format(CultureInfo.InvariantCulture, text, number),
            hint: "check the inputs that the operator reads");
    }

    private static Tensor Copy(KernelOperand operand, nint address)
    {
        long[] dims = [.. operand.Layout.Dims], index = new long[dims.Length];
        var copy = Tensor.Zeros(operand.DType, dims);
        int size = operand.DType.SizeInBytes();
        for (int i = 0; i < copy.Count; i++)
        {
            long at = 0;
            for (int k = 0; k < index.Length; k++) at += index[k] * operand.Layout.Strides[k] * size;
            // SAFETY: the kernel read the same elements of the same layout.
            new ReadOnlySpan<byte>((void*)(address + (nint)at), size).CopyTo(copy.Bytes.Span[(i * size)..]);
            Strides.Next(index, dims);
        }
        return copy;
    }
}
