namespace XinRT.Reference;

/// <summary>Interpolation of Resize along one axis.</summary>
public sealed record ResizeKernel(string Mode, string NearestMode, double CubicA, bool Antialias, bool ExcludeOutside)
{
    /// <summary>Taps of every output of an axis.</summary>
    public AxisTaps Taps(ResizeCoordinates axis)
    {
        if (Mode == "nearest") return Nearest(axis);
        double squeeze = Antialias ? Math.Min(axis.Scale, 1) : 1;
        int radius = Mode == "cubic" ? 2 : 1;

        // The window of a shrunken output is wider by the factor of shrinking.
        int start = (int)Math.Floor(-radius / squeeze) + 1, count = 2 * (1 - start);
        var indices = new int[checked(axis.Out * count)];
        var weights = new double[indices.Length];
        var outside = new bool[axis.Out];
        for (int o = 0; o < axis.Out; o++)
        {
            double x = axis.Of(o);
            outside[o] = axis.IsOutside(x);

            // A coordinate on an element counts as the right end of the interval before it.
            double left = Math.Ceiling(Math.Clamp(x, -1e9, 1e9)) - 1, ratio = Math.Clamp(x, -1e9, 1e9) - left;
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                double at = left + start + k, weight = Weight((start + k - ratio) * squeeze);
                if (ExcludeOutside && (at < 0 || at >= axis.In)) weight = 0;
                indices[o * count + k] = (int)Math.Clamp(at, 0, axis.In - 1);
                weights[o * count + k] = weight;
                sum += weight;
            }
            if (!Antialias && !ExcludeOutside) continue;
            for (int k = 0; k < count; k++) weights[o * count + k] = sum == 0 ? 0 : weights[o * count + k] / sum;
        }
        return new(axis.In, axis.Out, count, indices, weights, outside);
    }

    private AxisTaps Nearest(ResizeCoordinates axis)
    {
        var indices = new int[axis.Out];
        var weights = new double[axis.Out];
        var outside = new bool[axis.Out];
        for (int o = 0; o < axis.Out; o++)
        {
            double x = axis.Of(o);
            double at = NearestMode switch
            {
                "floor" => Math.Floor(x),
                "ceil" => Math.Ceiling(x),
                "round_prefer_ceil" => Math.Floor(x + 0.5),
                _ => Math.Ceiling(x - 0.5),
            };
            (indices[o], weights[o], outside[o]) = ((int)Math.Clamp(at, 0, axis.In - 1), 1, axis.IsOutside(x));
        }
        return new(axis.In, axis.Out, 1, indices, weights, outside);
    }

    private double Weight(double x)
    {
        x = Math.Abs(x);
        if (Mode != "cubic") return Math.Max(0, 1 - x);
        if (x <= 1) return ((CubicA + 2) * x - (CubicA + 3)) * x * x + 1;
        return x < 2 ? ((x - 5) * x + 8) * CubicA * x - 4 * CubicA : 0;
    }
}
