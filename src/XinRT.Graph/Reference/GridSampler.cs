namespace XinRT.Reference;

/// <summary>Finds the taps of sampling positions along one axis, with padding resolved.</summary>
public sealed record GridSampler(string Mode, string Padding, bool AlignCorners)
{
    // The cubic kernel that PyTorch uses too.
    private const double CubicA = -0.75;

    /// <summary>Taps per axis.</summary>
    public int Count => Mode switch { "nearest" => 1, "cubic" => 4, _ => 2 };

    /// <summary>Inputs and weights for a position in [-1, 1] on an axis; an input of -1 is a zero outside.</summary>
    public void Taps(double position, int size, Span<int> indices, Span<double> weights)
    {
        double x = AlignCorners ? (position + 1) / 2 * (size - 1) : ((position + 1) * size - 1) / 2;
        x = double.IsFinite(x) ? Math.Clamp(x, -1e9, 1e9) : -1e9;
        if (Mode == "nearest")
        {
            (indices[0], weights[0]) = (Resolve(Math.Round(Inside(x, size), MidpointRounding.ToEven), size), 1);
            return;
        }
        if (Mode == "linear") x = Inside(x, size);
        double left = Math.Floor(x), ratio = x - left;
        for (int k = 0; k < indices.Length; k++)
        {
            indices[k] = Resolve(left + k - (Mode == "cubic" ? 1 : 0), size);
            weights[k] = Mode == "cubic" ? Cubic(ratio, k) : k == 0 ? 1 - ratio : ratio;
        }
    }

    private double Inside(double x, int size) => Padding switch
    {
        "border" => Math.Clamp(x, 0, size - 1),
        "reflection" => Reflect(x, size),
        _ => x,
    };

    private int Resolve(double at, int size)
    {
        if (at >= 0 && at < size) return (int)at;
        return Padding == "zeros" ? -1 : (int)Math.Clamp(Inside(at, size), 0, size - 1);
    }

    // Mirrors at the centers of the outer elements, or at their outer edges.
    private double Reflect(double x, int size)
    {
        double low = AlignCorners ? 0 : -0.5, range = AlignCorners ? size - 1 : size;
        if (range <= 0) return 0;
        double distance = Math.Abs(x - low), times = Math.Floor(distance / range), rest = distance - times * range;
        return Math.Clamp(times % 2 == 0 ? low + rest : low + range - rest, 0, size - 1);
    }

    private static double Cubic(double ratio, int tap)
    {
        double x = Math.Abs(ratio + 1 - tap);
        return x <= 1 ? ((CubicA + 2) * x - (CubicA + 3)) * x * x + 1 : ((x - 5) * x + 8) * CubicA * x - 4 * CubicA;
    }
}
