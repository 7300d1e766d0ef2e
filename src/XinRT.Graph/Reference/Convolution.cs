using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Convolution of dense channel-first tensors, with the taps not mirrored: as a matrix product over
/// <see cref="Im2ColPanels{T}"/>, or directly where every channel stands alone.</summary>
public static class Convolution
{
    /// <summary>Computes <paramref name="y"/> in its own floating-point type; half-width floats in binary32.</summary>
    public static void Run(Workers threads, ConvProblem problem, Tensor x, Tensor w, Tensor? bias, Tensor y)
    {
        if (y.DType == DType.F32) Run<float>(threads, problem, x, w, bias, y);
        else if (y.DType == DType.F64) Run<double>(threads, problem, x, w, bias, y);
        else
        {
            var wide = Tensor.Zeros(DType.F32, y.Dims);
            Run<float>(threads, problem, SinglePrecision.Widen(x), SinglePrecision.Widen(w),
                bias is null ? null : SinglePrecision.Widen(bias), wide);
            SinglePrecision.Narrow(wide, y);
        }
    }

    /// <summary>Computes in one element type.</summary>
    public static void Run<T>(Workers threads, ConvProblem problem, Tensor x, Tensor w, Tensor? bias, Tensor y)
        where T : unmanaged, INumber<T>
    {
        if (problem.InputChannels == 1 && DepthwiseConvolution.Serves(problem))
        {
            DepthwiseConvolution.Run<T>(threads, problem, x, w, bias, y);
            return;
        }
        int rows = problem.OutputChannels, columns = problem.OutputPlane, depth = problem.InputChannels * problem.Taps;
        int image = problem.InputChannels * problem.InputPlane;
        GemmGrid.For(threads, problem.Batch * problem.Groups, rows, columns, depth, BlockedGemm.TileColumns<T>(), part =>
        {
            int group = part.Batch % problem.Groups;
            var weights = new StridedPanels<T>(w.Span<T>().Slice(group * rows * depth, rows * depth), depth, 1);
            var source = x.Span<T>().Slice(part.Batch * image, image);
            var target = y.Span<T>().Slice(part.Batch * rows * columns, rows * columns);
            T beta = T.Zero;
            if (bias is not null)
            {
                beta = T.One;
                for (int r = part.Row; r < part.Row + part.Rows; r++)
                    target.Slice(r * columns + part.Column, part.Columns).Fill(bias.Span<T>()[group * rows + r]);
            }
            if (problem.IsPointwise)
            {
                BlockedGemm.Run(part.Row, part.Rows, part.Column, part.Columns, depth, T.One, weights,
                    new StridedPanels<T>(source, 1, columns), beta, target, columns);
            }
            else
            {
                BlockedGemm.Run(part.Row, part.Rows, part.Column, part.Columns, depth, T.One, weights,
                    new Im2ColPanels<T>(source, problem), beta, target, columns);
            }
        });
    }
}
