using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary>Boxes that a suppression kept, side by side, so that a new one is held against many at once.</summary>
/// <remarks>Most pairs of boxes do not touch. That is found on float32 bounds rounded outwards; only pairs that may touch are
/// compared in double.</remarks>
internal sealed class KeptBoxes(int most) : IDisposable
{
    private static readonly int Lanes = Vector512<float>.Count;

    private readonly Rented<int> _boxes = new(most);
    private readonly Rented<float> _top = new(most), _left = new(most), _bottom = new(most), _right = new(most);
    private ReadOnlyMemory<double> _corners;

    /// <summary>Number of boxes.</summary>
    public int Count { get; private set; }

    /// <summary>Begins with none of the boxes that have these corners, (y1, x1, y2, x2) each.</summary>
    public void Start(ReadOnlyMemory<double> corners)
    {
        _corners = corners;
        Count = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _boxes.Dispose();
        foreach (var side in (ReadOnlySpan<Rented<float>>)[_top, _left, _bottom, _right]) side.Dispose();
    }

    /// <summary>Keeps a box, by its index among (y1, x1, y2, x2) of all.</summary>
    public void Add(int box)
    {
        var b = _corners.Span.Slice(box * 4, 4);
        _boxes.Span[Count] = box;
        (_top.Span[Count], _left.Span[Count]) = (Down(b[0]), Down(b[1]));
        (_bottom.Span[Count], _right.Span[Count]) = (Up(b[2]), Up(b[3]));
        Count++;
    }

    /// <summary>Whether the box covers a kept one by more than the threshold: common area over joint area.</summary>
    public bool AnyOverlaps(int box, double threshold)
    {
        var a = _corners.Span.Slice(box * 4, 4);
        Span<float> tops = _top.Span, lefts = _left.Span, bottoms = _bottom.Span, rights = _right.Span;
        var (top, left) = (Vector512.Create(Down(a[0])), Vector512.Create(Down(a[1])));
        var (bottom, right) = (Vector512.Create(Up(a[2])), Vector512.Create(Up(a[3])));
        int i = 0;
        for (; i <= Count - Lanes; i += Lanes)
        {
            var apart = Vector512.LessThanOrEqual(Vector512.Min(bottom, At(bottoms, i)), Vector512.Max(top, At(tops, i)))
                | Vector512.LessThanOrEqual(Vector512.Min(right, At(rights, i)), Vector512.Max(left, At(lefts, i)));
            for (ulong near = ~apart.ExtractMostSignificantBits() & ((1UL << Lanes) - 1); near != 0; near &= near - 1)
                if (Overlap(a, _boxes.Span[i + System.Numerics.BitOperations.TrailingZeroCount(near)], threshold)) return true;
        }
        for (; i < Count; i++)
            if (Overlap(a, _boxes.Span[i], threshold)) return true;
        return false;
    }

    private bool Overlap(ReadOnlySpan<double> a, int other, double threshold)
    {
        var b = _corners.Span.Slice(other * 4, 4);
        double height = Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]), width = Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]);
        if (height <= 0 || width <= 0) return false;
        double area = (a[2] - a[0]) * (a[3] - a[1]), common = height * width, union = area + (b[2] - b[0]) * (b[3] - b[1]) - common;
        return area > 0 && union > 0 && (float)(common / union) > (float)threshold;
    }

    private static Vector512<float> At(Span<float> side, int index) => Vector512.Create<float>(side[index..]);

    private static float Down(double x) => (float)x > x ? MathF.BitDecrement((float)x) : (float)x;

    private static float Up(double x) => (float)x < x ? MathF.BitIncrement((float)x) : (float)x;
}
