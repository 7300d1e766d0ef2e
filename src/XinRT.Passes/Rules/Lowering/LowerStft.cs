using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>STFT</c> of a real signal with constant window and step → a <c>Conv</c> whose filters are the waves under the window,
/// one for the real and one for the imaginary part of each bin. The clean-up computes them.</summary>
public sealed class LowerStft : RewriteRule
{
    // 16 MiB of filters; a fast transform would overtake their products not much later.
    private const long LongestFrame = 2048;

    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<StftOp>(
        P.Any("x"),
        P.Const("step"), P.Optional(P.Const("window")), P.Optional(P.Const("length"))).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType is not { DType: DType.F32, Shape.Rank: 3 } t || t.Shape[2] != 1 ? "the signal is not a real one of float32"
        : Frame(match) is < 1 or > LongestFrame || match.Find("window")?.Constant is { } w && w.Count != Frame(match)
            ? $"frames of {Frame(match)} samples; the rule takes 1 to {LongestFrame}" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        int frame = (int)Frame(match);
        long bins = match.Op<StftOp>("y").Onesided ? frame / 2 + 1 : frame;
        double[] window = match.Find("window")?.Constant!.ToDoubles() ?? [.. Enumerable.Repeat(1.0, frame)];
        var samples = Tensor.Zeros(DType.F32, frame, frame, 1);
        for (int i = 0; i < frame; i++) samples.Span<float>()[i * frame + i] = (float)window[i];
        var spectra = editor.Add(new DftOp(Onesided: match.Op<StftOp>("y").Onesided), editor.Constant(samples), null, editor.Constant(Tensor.Scalar(1L)));
        var filters = editor.Add(new TransposeOp([2, 1, 0]), editor.Add(new ReshapeOp(), spectra, editor.Integers(frame, 1, 2 * bins)));
        var signal = editor.Add(new TransposeOp([0, 2, 1]), match["x"]);
        var frames = editor.Add(new ConvOp(KernelShape: [frame], Strides: [match.Integers("step")![0]]), signal, filters);
        return editor.Add(new ReshapeOp(), editor.Add(new TransposeOp([0, 2, 1]), frames), editor.Integers(0, 0, bins, 2));
    }

    private static long Frame(Match match) => match.Integers("length")?[0] ?? match.Find("window")?.Constant?.Count ?? 0;
}
