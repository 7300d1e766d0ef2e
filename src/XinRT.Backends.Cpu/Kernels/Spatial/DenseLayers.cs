using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The layers of a squeeze-and-excite block with the operands of a problem.</summary>
internal static class DenseLayers
{
    /// <summary>Why the operands are not those of such a block, or null.</summary>
    public static string? WhyNot(SqueezeExciteForm form, KernelProblem problem)
    {
        if (problem.Inputs[form.Image] is not { DType: DType.F32, Layout: { Rank: 3 or 4 } x })
            return "only f32 of 3 or 4 axes is read";
        if (problem.Outputs is not [{ DType: DType.F32 } y]) return "only f32 is written";
        if (x.Count == 0) return "there are no elements";
        if ((WhyNot(form.Squeeze, problem) ?? WhyNot(form.Excite, problem)) is { } reason) return reason;
        var (first, second) = (Sizes(form.Squeeze, problem), Sizes(form.Excite, problem));
        bool fits = first.Inputs == x.Dims[1] && second.Inputs == first.Outputs
            && (form.Scales ? y.Layout.Dims.Equals(x.Dims) && second.Outputs == x.Dims[1]
                : y.Layout.Count == x.Dims[0] * second.Outputs);
        return fits ? null : "the sizes do not fit";
    }

    /// <summary>Length of the sums and number of results of a layer.</summary>
    public static (long Inputs, long Outputs) Sizes(DenseLayer layer, KernelProblem problem)
    {
        var dims = problem.Inputs[layer.Weights]!.Layout.Dims;
        return layer.OutputsFirst ? (dims[1], dims[0]) : (dims[0], dims[1]);
    }

    private static string? WhyNot(DenseLayer layer, KernelProblem problem)
    {
        if (problem.Inputs[layer.Weights] is not { DType: DType.F32, Constant: not null, Layout: { Rank: >= 2 } w })
            return "the weights are not constant f32";
        if (w.Dims.Skip(2).Any(d => d != 1)) return "the window of a convolution is larger than a pixel";
        if (layer.Bias < 0) return null;
        bool isVector = problem.Inputs[layer.Bias] is { DType: DType.F32, Layout: var b }
            && b.Count == Sizes(layer, problem).Outputs;
        return isVector ? null : "the bias is not one f32 for each result";
    }
}
