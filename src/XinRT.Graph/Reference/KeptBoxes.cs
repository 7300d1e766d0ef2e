using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary>Boxes that a suppression kept, side by side, so that a new one is held against many at once.</summary>
/// <remarks>Most pairs of boxes do not touch. That is found on float32 bounds rounded outwards; only pairs that may touch are
/// compared in double.</remarks>
internal sealed class KeptBoxes(double[] corners)
{
    private static readonly int Lanes = Vector512<float>.Count;

    private int[] _boxes = new int[64];
    private float[] _top = new float[64], _left = new float[64], _bottom = new float[64], _right = new float[64];

    /// <summary>Number of boxes.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a box, by its index among (y1, x1, y2, x2) of all.</summary>
    public void Add(int box)
    {
        if (Count == _boxes.Length)
        {
            Array.Resize(ref _boxes, Count * 2);
            Grow(ref _top);
            Grow(ref _left);
            Grow(ref _bottom);
            Grow(ref _right);
        }
        var b = corners.AsSpan(box * 4, 4);
        _boxes[Count] = box;
        (_top[Count], _left[Count]) = (Down(b[0]), Down(b[1]));
        (_bottom[Count], _right[Count]) = (Up(b[2]), Up(b[3]));
        Count++;
    }

    /// <summary>Whether the box covers a kept one by more than the threshold: common area over joint area.</summary>
    public bool AnyOverlaps(int box, double threshold)
    {
        var a = corners.AsSpan(box * 4, 4);
        var (top, left) = (Vector512.Create(Down(a[0])), Vector512.Create(Down(a[1])));
        var (bottom, right) = (Vector512.Create(Up(a[2])), Vector512.Create(Up(a[3])));
        int i = 0;
        for (; i <= Count - Lanes; i += Lanes)
        {
            var apart = Vector512.LessThanOrEqual(Vector512.Min(bottom, Vector512.Create(_bottom, i)), Vector512.Max(top, Vector512.Create(_top, i)))
                | Vector512.LessThanOrEqual(Vector512.Min(right, Vector512.Create(_right, i)), Vector512.Max(left, Vector512.Create(_left, i)));
            for (ulong near = ~apart.ExtractMostSignificantBits() & ((1UL << Lanes) - 1); near != 0; near &= near - 1)
                if (Overlap(a, _boxes[i + System.Numerics.BitOperations.TrailingZeroCount(near)], threshold)) return true;
        }
        for (; i < Count; i++)
            if (Overlap(a, _boxes[i], threshold)) return true;
        return false;
    }

    private bool Overlap(ReadOnlySpan<double> a, int other, double threshold)
    {
        var b = corners.AsSpan(other * 4, 4);
        double height = Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]), width = Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]);
        if (height <= 0 || width <= 0) return false;
        double area = (a[2] - a[0]) * (a[3] - a[1]), common = height * width, union = area + (b[2] - b[0]) * (b[3] - b[1]) - common;
        return area > 0 && union > 0 && (float)(common / union) > (float)threshold;
    }

    private static void Grow(ref float[] side) => Array.Resize(ref side, side.Length * 2);

    private static float Down(double x) => (float)x > x ? MathF.BitDecrement((float)x) : (float)x;

    private static float Up(double x) => (float)x < x ? MathF.BitIncrement((float)x) : (float)x;
}
