using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Changes the sizes of axes by interpolation, to given sizes or by given scales. Inputs: data, region of interest,
/// scales, sizes; one of the last two is present.</summary>
/// <remarks>Linear and cubic interpolation are products of one-axis interpolations and run axis by axis. Results of integer
/// types are rounded to nearest.</remarks>
[OnnxOperator("Resize", Since = 11)]
public sealed record ResizeOp(bool Antialias = false, ValueArray<long> Axes = default,
    string CoordinateTransformationMode = "half_pixel", float CubicCoeffA = -0.75f, bool ExcludeOutside = false,
    float ExtrapolationValue = 0, string KeepAspectRatioPolicy = "stretch", string Mode = "nearest",
    string NearestMode = "round_prefer_floor") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        CheckNames(ctx.Error, static e => e.AsShapeError());
        if (x.Shape is null)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        int[] axes = [.. AxesOf(x.Shape.Rank).Select(a => ctx.Axis(a, x.Shape.Rank))];
        var dims = x.Shape.Dims.ToArray();
        var scales = ctx.Constant(2) is { Count: > 0 } given ? given.ToDoubles() : null;
        var sizes = scales is null ? ctx.Data(3) : null;
        int? count = scales?.Length ?? sizes?.Count;
        if (count is { } found && found != axes.Length)
            throw ctx.Error($"there must be {axes.Length} scales or sizes, but there are {found}").AsShapeError();
        for (int i = 0; i < axes.Length; i++)
        {
            var size = dims[axes[i]];
            dims[axes[i]] = scales is not null ? Scaled(ctx, size, scales[i])
                : sizes is not null && KeepAspectRatioPolicy == "stretch" ? sizes[i] : ctx.NewDim();
        }
        if (sizes is not null && KeepAspectRatioPolicy != "stretch" && sizes.All(s => s.IsConstant) && axes.All(a => x.Shape[a].IsConstant))
        {
            double scale = CommonScale([.. axes.Select(a => x.Shape[a].Value)], [.. sizes.Select(s => s.Value)]);
            foreach (int a in axes) dims[a] = RoundHalfUp(scale * x.Shape[a].Value);
        }
        ctx.Output(0, x.DType, Shape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        CheckNames(ctx.Error, static e => e.AsRunError());
        var axes = Plan(ctx, x);
        long[] dims = x.Dims.ToArray();
        foreach (var (axis, coordinates) in axes) dims[axis] = coordinates.Out;
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count == 0) return;
        if (x.Count == 0) throw ctx.Error($"an empty input {x.Type} cannot fill {y.Type}").AsRunError();

        var taps = Taps(x.Rank, axes);
        if (Mode == "nearest") AxisGather.Run(x, y, taps, ctx.Threads);
        else if (Widening.WorkType(x.DType) == DType.F32) Interpolate<float>(x, y, taps, ctx.Threads);
        else Interpolate<double>(x, y, taps, ctx.Threads);
        if (taps.Any(t => t is not null && t.Outside.Contains(true))) Extrapolate(y, taps);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => Mode == "nearest" ? ctx.Movement() : ctx.Elementwise(Mode == "cubic" ? 16 : 6);

    /// <summary>Which elements along each axis make an output, for an input of some sizes and contents of the other inputs that fit
    /// it (empty where absent); null for an axis that stays as it is.</summary>
    public AxisTaps?[] Taps(Node node, long[] dims, double[] roi, double[] scales, double[] sizes)
    {
        int rank = dims.Length;
        int[] axes = [.. AxesOf(rank).Select(a => (int)(a < 0 ? a + rank : a))];
        return Taps(rank, Coordinates(dims, axes, CoordinateTransformationMode == "tf_crop_and_resize" ? roi : [], scales, sizes,
            because => OpError.At(node).Because(because)));
    }

    private AxisTaps?[] Taps(int rank, List<(int Axis, ResizeCoordinates Coordinates)> axes)
    {
        var kernel = new ResizeKernel(Mode, NearestMode, CubicCoeffA, Antialias, ExcludeOutside);
        var taps = new AxisTaps?[rank];
        foreach (var (axis, coordinates) in axes)
        {
            bool stays = coordinates is { Scale: 1, RoiStart: 0, RoiEnd: 1 } && coordinates.In == coordinates.Out
                && CoordinateTransformationMode != "tf_half_pixel_for_nn";
            if (!stays) taps[axis] = kernel.Taps(coordinates);
        }
        return taps;
    }

    private static void Interpolate<T>(Tensor x, Tensor y, AxisTaps?[] taps, Workers threads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var source = Widening.Load(x);
        var target = Widening.Target(y, source.DType);

        // Shrinking first and growing last keeps the planes between small; among equals the inner axis goes first.
        var passes = taps.Select((t, axis) => (Axis: axis, Taps: t)).Where(p => p.Taps is not null)
            .OrderBy(p => (double)p.Taps!.Out / p.Taps.In).ThenByDescending(p => p.Axis)
            .Select(p => (p.Axis, (IAxisPass<T>)new WeightPass<T>(p.Taps!))).ToList();
        SeparablePasses.Run(source, target, passes, threads);
        Widening.Store(target, y);
    }

    private void Extrapolate(Tensor y, AxisTaps?[] taps)
    {
        var value = Tensor.FromDoubles(y.DType, [ExtrapolationValue], 1);
        long[] strides = Strides.Of(y.Dims), still = new long[y.Rank];
        for (int axis = 0; axis < y.Rank; axis++)
        {
            long[] slab = y.Dims.ToArray();
            slab[axis] = 1;
            for (int o = 0; o < (taps[axis]?.Out ?? 0); o++)
                if (taps[axis]!.Outside[o]) StridedCopy.Run(value, 0, still, y, o * strides[axis], strides, slab);
        }
    }

    private List<(int Axis, ResizeCoordinates Coordinates)> Plan(EvalContext ctx, Tensor x)
    {
        int[] axes = [.. AxesOf(x.Rank).Select(a => ctx.Axis(a, x.Rank))];
        double[] scales = ctx.OptionalInput(2)?.ToDoubles() ?? [], sizes = ctx.OptionalInput(3)?.ToDoubles() ?? [];
        double[] roi = CoordinateTransformationMode == "tf_crop_and_resize" ? ctx.OptionalInput(1)?.ToDoubles() ?? [] : [];
        bool bySize = scales.Length == 0;
        double[] given = bySize ? sizes : scales;
        if (given.Length != axes.Length)
            throw ctx.Error($"there must be {axes.Length} scales or sizes, but there are {given.Length}").AsRunError();
        if (CoordinateTransformationMode == "tf_crop_and_resize" && roi.Length != 2 * axes.Length)
            throw ctx.Error($"the region of interest must have {2 * axes.Length} values, but it has {roi.Length}").AsRunError();
        if (Array.Exists(given, g => !(g >= 0 && g <= int.MaxValue)) || (!bySize && given.Contains(0)))
            throw ctx.Error($"scales and sizes must be positive numbers, but they are {string.Join(", ", given)}").AsRunError();

        return Coordinates(x.Dims.ToArray(), axes, roi, scales, sizes, ctx.Error);
    }

    private List<(int Axis, ResizeCoordinates Coordinates)> Coordinates(long[] dims, int[] axes, double[] roi, double[] scales, double[] sizes,
        Func<string, OpError> error)
    {
        bool bySize = scales.Length == 0;
        double[] given = bySize ? sizes : scales;
        double common = bySize && KeepAspectRatioPolicy != "stretch"
            ? CommonScale([.. axes.Select(a => dims[a])], [.. given.Select(g => (long)g)]) : 0;
        var plan = new List<(int, ResizeCoordinates)>();
        for (int i = 0; i < axes.Length; i++)
        {
            long size = dims[axes[i]];
            double scale = !bySize ? given[i] : common != 0 ? common : given[i] / Math.Max(1, size);
            double length = !bySize ? Math.Floor((float)size * (float)given[i]) : common != 0 ? RoundHalfUp(common * size) : given[i];
            if (length > int.MaxValue) throw error($"axis {axes[i]} would get the size {length}").AsRunError();
            plan.Add((axes[i], new(CoordinateTransformationMode, (int)size, (int)length, scale,
                roi.Length == 0 ? 0 : roi[i], roi.Length == 0 ? 1 : roi[i + axes.Length])));
        }
        return plan;
    }

    private IEnumerable<long> AxesOf(int rank) => Axes.IsEmpty ? Enumerable.Range(0, rank).Select(a => (long)a) : Axes;

    private double CommonScale(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        double scale = KeepAspectRatioPolicy == "not_larger" ? double.PositiveInfinity : 0;
        for (int i = 0; i < from.Length; i++)
        {
            double own = (double)to[i] / Math.Max(1, from[i]);
            scale = KeepAspectRatioPolicy == "not_larger" ? Math.Min(scale, own) : Math.Max(scale, own);
        }
        return scale;
    }

    private static long RoundHalfUp(double x) => (long)Math.Floor(x + 0.5);

    // Whole scales and their inverses keep a symbol; what other scales make of one only the run can tell.
    private static Dim Scaled(InferContext ctx, Dim size, double scale)
    {
        if (size.IsConstant) return long.CreateSaturating(Math.Floor((float)size.Value * (float)scale));
        if (scale >= 1 && scale == Math.Floor(scale)) return size * (long)scale;
        double inverse = 1 / scale;
        return scale is > 0 and < 1 && inverse == Math.Floor(inverse) ? Dim.FloorDiv(size, (long)inverse) : ctx.NewDim();
    }

    private void CheckNames(Func<string, OpError> error, Func<OpError, XinException> finish)
    {
        Check("mode", Mode, "nearest", "linear", "cubic");
        Check("nearest_mode", NearestMode, "round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        Check("keep_aspect_ratio_policy", KeepAspectRatioPolicy, "stretch", "not_larger", "not_smaller");
        Check("coordinate_transformation_mode", CoordinateTransformationMode, [.. ResizeCoordinates.Modes]);

        void Check(string name, string value, params ReadOnlySpan<string> known)
        {
            if (!known.Contains(value)) throw finish(error($"{name} must be {string.Join(", ", known.ToArray())}, but it is '{value}'"));
        }
    }
}
