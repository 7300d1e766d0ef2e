using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>3×3 convolution of stride 1 through fewer products: F(2×2, 3×3) takes 16 for 4 outputs, F(4×4, 3×3) 36 for
/// 16, where the definition takes 36 and 144.</summary>
/// <remarks>
/// <para>Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for each tile (Winograd 1980, Lavin and Gray 2016), points 0, ±1, ∞ and 0, ±3/4,
/// ±3/2, ∞. Summed over channels the products become 16 or 36 small matrix products M = V·U. U is made at build, in
/// double.</para>
/// <para>Tactics. tile: outputs of a tile along an axis. vectors: vectors of a panel of U. split=0: a task transforms a
/// block of tiles into its own memory, multiplies and transforms back while all of it is in the second-level cache; U
/// is read once per block. split=1: all tiles are transformed first; then a task is a panel of filters, so U is read
/// once, which suits small images with many channels.</para>
/// <para>Constants: U as [panel][product][input channel][filter of the panel], then the bias; filters beyond the last
/// are 0.</para>
/// <para>Error of F(4×4) against the reference, relative to the largest output, with inputs and weights uniform in ±1:
/// 8e-7 with 16 channels, 2e-6 with 64, 3e-6 with 256, 4e-6 with 512, a fifth of what the usual points 1 and 2 give;
/// F(2×2) 4e-7 to 9e-7. The tests of this kernel hold F(4×4) below 1e-5, and both below a bound for each output.</para>
/// <para>F(6×6) is not offered. It takes 64 products for 36 outputs, but images of 7, 14, 28 and 56 pixels need 1.78, 1, 0.91
/// and 0.91 times the products of F(4×4), U is 1.78 times as large, and with the points 0, ±1/2, ±1, ±2, ∞ errors are ten
/// times as large.</para>
/// <para>NaN and infinite inputs give NaN in all outputs of their tile, as sums of both signs of them occur.</para>
/// </remarks>
internal sealed class WinogradKernel : KernelGenerator
{
    private const int FewestChannels = 8;

    /// <summary>Values of the parameter "tile".</summary>
    public static ReadOnlySpan<long> Tiles => [2, 4];

    /// <summary>Values of the parameter "vectors".</summary>
    public static ReadOnlySpan<long> Vectors => [1, 2, 3, 4, 5];

    /// <inheritdoc/>
    public override string Name => "winograd";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: ConvOp conv } node) return Refusal.OtherOperator;
        if (SpatialProblem.WhyNot(problem, node) is { } reason) return reason;
        if (problem.Outputs[0]!.Layout.Rank != 4) return "only two spatial axes are taken";
        var w = problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims;
        if (w[2] != 3 || w[3] != 3) return $"the window must be 3x3, but it is {w[2]}x{w[3]}";
        if (Math.Min(w[0], w[1]) < FewestChannels)
            return $"transforms pay from {FewestChannels} channels on, but there are {w[1]} and {w[0]}";
        if (conv.Group != 1) return "groups are not taken";
        if (conv.Strides.Any(s => s != 1) || conv.Dilations.Any(d => d != 1)) return "stride and dilation must be 1";
        return SpatialProblem.WhyNotPacked(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["tile", "vectors", "split"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        long vectors = (Read(problem).Channels + target.Lanes - 1) / target.Lanes;
        // Panels that waste the fewest lanes; among equals those whose tiles read least.
        bool wide = target.Vecs > 16 && target.Has(CpuFeatures.BroadcastOperands);
        long[] widths = wide ? [2, 4, 5, 3, 1] : [2, 3, 1];
        var panels = widths.OrderBy(v => (vectors + v - 1) / v * v).Take(2);
        var all = from tile in (long[])[4, 2]
                  from v in panels
                  from split in (long[])[0, 1]
                  select Tactic.Of(("tile", tile), ("vectors", v), ("split", split));
        return [.. all.OrderBy(t => Seconds(problem, t, target))];
    }

    /// <inheritdoc/>
    /// <remarks>A few tiles do not pay for reading U, which has 16 or 36 numbers for 9 weights.</remarks>
    public override bool IsPreferred(KernelProblem problem, CpuTarget target)
    {
        var read = Read(problem);
        double products = (double)read.Batch * read.Channels * read.Input.Dims[1] * Taps(read.Rows) * Taps(read.Columns);
        return Seconds(problem, Tactics(problem, target)[0], target) <= 2 * products / (1.1 * target.Flops * target.Threads);
    }

    // Taps inside the image, of all outputs along an axis.
    private static long Taps(AxisWindow axis) => Enumerable.Range(0, 3).Sum(tap =>
        Math.Max(0, Math.Min(axis.Out, axis.In + axis.PadBegin - tap) - Math.Max(0, axis.PadBegin - tap)));

    /// <summary>Estimated time with all workers of the target. Reading U from memory counts, so that it may be compared
    /// with that of a direct convolution.</summary>
    public static double Seconds(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var sizes = new WinogradSizes(Read(problem), tactic, target);
        double work = sizes.ForwardSeconds(target) + sizes.RemainingSeconds(target);
        return work / target.Threads + sizes.WeightSeconds(target);
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var plan = SpatialProblem.Plan(problem, problem.Anchored!);
        var sizes = new WinogradSizes(Read(problem), tactic, target);
        return plan with { WorkspaceBytes = sizes.Split ? sizes.Products * sizes.PlaneOfV : 0 };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var w = problem.Inputs[problem.Anchored!.AnchorInputs[1]]!.Layout.Dims;
        long width = tactic.OneOf("vectors", Vectors) * target.Lanes, panels = (w[0] + width - 1) / width, area = tactic.OneOf("tile", Tiles) + 2;
        Shape filters = Shape.Of([panels, area * area, w[1], width]), bias = Shape.Of([panels * width]);
        return new(SpatialProblem.PackedInputs(problem.Anchored!), [new(DType.F32, filters), new(DType.F32, bias)],
            () => Pack(problem, tactic, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var weights = problem.Inputs[node.AnchorInputs[1]]!.Constant!;
        int filters = (int)weights.Dims[0], channels =
            (int)weights.Dims[1], width = (int)tactic.OneOf("vectors", Vectors) * target.Lanes;
        int panels = (filters + width - 1) / width;
        double[][] g = LinearStage.Filter((int)tactic.OneOf("tile", Tiles));
        int area = g.Length;
        var packed = Tensor.Zeros(DType.F32, panels, area * area, channels, width);
        var bias = Tensor.Zeros(DType.F32, panels * width);
        SpatialProblem.BiasValues(problem, node).CopyTo(bias.Span<float>());
        var w = weights.ToSingles();
        var to = packed.Span<float>();
        Span<double> rows = stackalloc double[area * 3];
        for (int k = 0; k < filters; k++)
        {
            for (int c = 0; c < channels; c++)
            {
                var filter = w.Slice((k * channels + c) * 9, 9);
                for (int i = 0; i < area; i++)
                    for (int x = 0; x < 3; x++)
                        rows[i * 3 + x] = g[i][0] * filter[x] + g[i][1] * filter[3 + x] + g[i][2] * filter[6 + x];
                for (int p = 0; p < area * area; p++)
                {
                    var row = rows.Slice(p / area * 3, 3);
                    double[] column = g[p % area];
                    double u = row[0] * column[0] + row[1] * column[1] + row[2] * column[2];
                    to[((k / width * area * area + p) * channels + c) * width + k % width] = (float)u;
                }
            }
        }
        return [packed, bias];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var sizes = new WinogradSizes(Read(problem), tactic, target);
        return sizes.Total == 0 || sizes.Filters == 0 ? [] : new WinogradCode(sizes, target).Phases();
    }

    private static SpatialProblem Read(KernelProblem problem)
    {
        var node = problem.Anchored!;
        return SpatialProblem.Of(problem, node);
    }
}
