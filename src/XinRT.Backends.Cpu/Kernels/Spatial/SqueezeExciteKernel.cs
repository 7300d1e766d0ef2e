using System.Numerics;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The factors of a squeeze-and-excite block: the mean of every plane, then two small layers; and the image times
/// its factors, where nothing else takes that product in.</summary>
/// <remarks>
/// <para>Three phases. The first leaves sums of parts of planes (<see cref="PlaneSums"/>). A task of the second joins
/// them for some channels and multiplies these with their rows of the first layer's weights: a partial result of that
/// layer. A task of the third joins all of those, applies the first function, and computes some results of the second
/// layer. Small layers have one task each and stay on one thread; large ones are bound by reading weights, which the
/// threads share. To scale the image, a task of the third phase multiplies its channels by what it has just computed;
/// there are more of them then, and they divide rows too where channels are few.</para>
/// <para>Weights are packed into panels <c>[task][panel][input][output]</c> as wide as <see cref="SqueezeExciteCode"/>
/// has sums for, so that a task reads memory in order; the inputs of the first layer are filled up with zeros to whole
/// vectors. How many tasks there are depends on the weights alone, since they are packed once.</para>
/// </remarks>
internal sealed class SqueezeExciteKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "squeeze-excite";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) =>
        problem.Fused is not SqueezeExciteForm form ? Refusal.OtherOperator : DenseLayers.WhyNot(form, problem);

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = ((SqueezeExciteForm)problem.Fused!);
        var inputs = problem.Inputs.Select(_ => (TensorLayout?)null).ToArray();
        var x = problem.Inputs[form.Image]!.Layout;
        inputs[form.Image] = PixelOperands.Readable(x, x.Rank);
        foreach (var layer in (DenseLayer[])[form.Squeeze, form.Excite])
            if (layer.Bias >= 0)
                inputs[layer.Bias] = TensorLayout.RowMajor([.. problem.Inputs[layer.Bias]!.Layout.Dims]);
        var dims = problem.Outputs[0]!.Layout.Dims.Span;
        var y = form.Scales ? TensorLayout.InOrder(dims, inputs[form.Image]!.Order()) : TensorLayout.RowMajor(dims);
        return new()
        {
            Inputs = inputs,
            Outputs = [y],
            WritesStrided = form.Scales && y.Order()[^1] == 1,
            Overwrites = form.Scales ? [form.Image] : [],
            WorkspaceBytes = SqueezeExciteSizes.Of(problem, form, target).WorkspaceBytes,
        };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = (SqueezeExciteForm)problem.Fused!;
        var sizes = SqueezeExciteSizes.Of(problem, form, target);
        var types = new[] { sizes.Squeeze, sizes.Excite }.Select(p => new TensorType(DType.F32, Shape.Of([p.Elements])));
        return new([form.Squeeze.Weights, form.Excite.Weights], [.. types], () => Pack(problem, form, sizes, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, SqueezeExciteForm form, SqueezeExciteSizes sizes,
        CpuTarget target)
    {
        long run = sizes.RunVectors * target.Lanes;
        return [Pack(form.Squeeze, sizes.Squeeze, run), Pack(form.Excite, sizes.Excite, sizes.Excite.Inputs)];

        Tensor Pack(DenseLayer layer, DensePanels panels, long inputsOfRun)
        {
            float[] items = problem.Inputs[layer.Weights]!.Constant!.Span<float>().ToArray();
            var (inputs, outputs) = DenseLayers.Sizes(layer, problem);
            return panels.Pack(inputsOfRun, (k, n) => k >= inputs || n >= outputs ? 0
                : items[layer.OutputsFirst ? n * inputs + k : k * outputs + n]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = ((SqueezeExciteForm)problem.Fused!);
        var sizes = SqueezeExciteSizes.Of(problem, form, target);
        var planes = new AnchoredForm(new GlobalAveragePoolOp(), new([form.Image]), ScalarExpr.Identity);
        var sums = new PlaneSums(problem, planes, sizes.Planes) { KeepsParts = true };
        var code = new SqueezeExciteCode(problem, form, sizes);
        long images = sizes.Planes.Batch;
        return
        [
            new(images * sizes.Planes.Parts * sizes.Planes.Groups, sizes.Planes.Seconds, sums.Planes),
            new(images * sizes.Runs, sizes.Squeeze.Seconds(images, target), code.Squeeze)
            {
                ScratchBytes = sizes.RunVectors * target.Lanes * 4,
            },
            new(images * sizes.Parts * sizes.Shares, sizes.Excite.Seconds(images, target) + sizes.ScaleSeconds,
                code.Excite)
            {
                ScratchBytes = sizes.Squeeze.Vectors * target.Lanes * 4L,
            },
        ];
    }
}

/// <summary>How the work of a squeeze-and-excite block is divided.</summary>
/// <param name="Planes">The first phase.</param>
/// <param name="Squeeze">Weights of the first layer.</param>
/// <param name="RunVectors">Vectors of channels in a task of the second phase.</param>
/// <param name="Excite">Weights of the second layer.</param>
/// <param name="SharePanels">Full panels in a task of the third phase; the last share also has the panel at the
/// end.</param>
internal sealed record SqueezeExciteSizes(PlaneSplit Planes, DensePanels Squeeze, long RunVectors, DensePanels Excite,
    long SharePanels)
{
    private const long ElementsOfTask = 1 << 15;

    // Tasks of a thread that scale an image: shares differ in size.
    private const int ScalesOfThread = 8;

    /// <summary>Rows of the image that is scaled; none if it is not.</summary>
    public long Rows { get; private init; }

    /// <summary>Rows of a task that scales them.</summary>
    public long PartRows { get; private init; }

    /// <summary>Estimated time to scale all images.</summary>
    public double ScaleSeconds { get; private init; }

    /// <summary>Parts of the rows of an image in the third phase.</summary>
    public long Parts => Rows == 0 ? 1 : (Rows + PartRows - 1) / PartRows;

    /// <summary>Tasks of an image in the second phase.</summary>
    public long Runs => (Planes.Vectors + RunVectors - 1) / RunVectors;

    /// <summary>Tasks of an image in the third phase.</summary>
    public long Shares => Math.Max(1, (Excite.FullPanels + SharePanels - 1) / SharePanels);

    /// <summary>Bytes of a partial result of the first layer.</summary>
    public long PartialBytes => Squeeze.Vectors * Planes.Lanes * 4L;

    /// <summary>Memory for partial sums of planes, then partial results of the first layer.</summary>
    public long WorkspaceBytes => Planes.Bytes + Planes.Batch * Runs * PartialBytes;

    /// <summary>Divides the work.</summary>
    public static SqueezeExciteSizes Of(KernelProblem problem, SqueezeExciteForm form, CpuTarget target)
    {
        var planes = PlaneSplit.Of(problem.Inputs[form.Image]!.Layout, target);
        var (hidden, outputs) = DenseLayers.Sizes(form.Excite, problem);
        var squeeze = DensePanels.Of(planes.Vectors * target.Lanes, hidden, form.Squeeze.Function, target);
        var excite = DensePanels.Of(hidden, outputs, form.Excite.Function, target);
        // Even numbers: threads have as many each.
        static long Tasks(DensePanels panels, long most)
        {
            long tasks = Math.Max(1, (panels.Elements + ElementsOfTask / 2) / ElementsOfTask);
            return Math.Min((long)BitOperations.RoundUpToPowerOf2((ulong)tasks), Math.Max(1, most));
        }

        long runs = Tasks(squeeze, planes.Vectors), shares = Tasks(excite, excite.FullPanels);
        if (form.Scales) shares = Math.Clamp(target.Threads * ScalesOfThread, shares, Math.Max(shares, excite.FullPanels));
        long panels = Math.Max(1, (excite.FullPanels + shares - 1) / shares);
        var sizes = new SqueezeExciteSizes(planes, squeeze, (planes.Vectors + runs - 1) / runs, excite, panels);
        if (!form.Scales) return sizes;
        var x = problem.Inputs[form.Image]!.Layout;
        long rows = x.Rank > 3 ? x.Dims[2] : 1, parts = target.Threads * ScalesOfThread / (sizes.Shares * planes.Batch);
        parts = Math.Clamp(parts, 1, rows);
        double seconds = x.Count * 8 / target.BytesPerSecond;
        return sizes with { Rows = rows, PartRows = (rows + parts - 1) / parts, ScaleSeconds = seconds };
    }
}

/// <summary>Weights of a layer in panels <c>[run][panel][input][output]</c>, a run being some inputs; all panels have
/// the same width but the last, which has what is left.</summary>
/// <param name="Inputs">Length of the sums.</param>
/// <param name="Outputs">Results.</param>
/// <param name="Width">Vectors of a full panel.</param>
/// <param name="Lanes">Lanes of a vector.</param>
internal sealed record DensePanels(long Inputs, long Outputs, int Width, int Lanes)
{
    private const int Widest = 4;

    /// <summary>Vectors of all outputs.</summary>
    public long Vectors => (Outputs + Lanes - 1) / Lanes;

    /// <summary>Panels before the last.</summary>
    public long FullPanels => (Vectors - 1) / Width;

    /// <summary>Vectors of the last panel.</summary>
    public int LastWidth => (int)(Vectors - FullPanels * Width);

    /// <summary>Outputs in the last vector if it is not full, else 0.</summary>
    public int Tail => (int)(Outputs % Lanes);

    /// <summary>Elements of all panels.</summary>
    public long Elements => Inputs * Vectors * Lanes;

    /// <summary>Panels for sums to which a function is applied.</summary>
    public static DensePanels Of(long inputs, long outputs, ScalarExpr function, CpuTarget target)
    {
        // Two registers for a mask and for what is multiplied.
        int room = target.Vecs - 2 - Math.Max(1, ScalarEmitter.Temporaries(function));
        return new(inputs, outputs, Math.Clamp(room, 1, Widest), target.Lanes);
    }

    /// <summary>Estimated time to read the weights for every image.</summary>
    public double Seconds(long images, CpuTarget target) => images * Elements * 4 / target.BytesPerSecond;

    /// <summary>Packs a matrix whose element (input, output) is <paramref name="at"/>, for runs of so many
    /// inputs.</summary>
    public Tensor Pack(long run, Func<long, long, float> at)
    {
        var packed = Tensor.Zeros(DType.F32, Elements);
        var items = packed.Span<float>();
        int to = 0;
        for (long first = 0; first < Inputs; first += run)
        {
            for (long start = 0; start < Vectors; start += Width)
            {
                long width = Math.Min(Width, Vectors - start) * Lanes;
                for (long k = first; k < Math.Min(Inputs, first + run); k++)
                    for (long n = 0; n < width; n++) items[to++] = at(k, start * Lanes + n);
            }
        }
        return packed;
    }
}
