namespace XinRT.Reference.Images;

/// <summary>Smooths the edges of macroblocks and of the blocks in them.</summary>
internal static class Vp8LoopFilter
{
    /// <summary>Filters luma only, two pixels at an edge.</summary>
    public static void Simple(Vp8Plane luma, int x, int y, Vp8Strength strength)
    {
        int at = luma.At(x * 16, y * 16), stride = luma.Stride;
        for (int edge = 0; edge < (strength.Inside ? 16 : 1); edge += 4)
            if (x > 0 || edge > 0) Simple(luma.Samples, at + edge, 1, stride, strength.Limit + (edge == 0 ? 4 : 0));
        for (int edge = 0; edge < (strength.Inside ? 16 : 1); edge += 4)
            if (y > 0 || edge > 0) Simple(luma.Samples, at + edge * stride, stride, 1, strength.Limit + (edge == 0 ? 4 : 0));
    }

    /// <summary>Filters a macroblock of <paramref name="size"/> samples in one plane.</summary>
    public static void Normal(Vp8Plane plane, int x, int y, int size, Vp8Strength strength)
    {
        int at = plane.At(x * size, y * size), stride = plane.Stride;
        for (int edge = 0; edge < (strength.Inside ? size : 1); edge += 4)
            if (x > 0 || edge > 0) Normal(plane.Samples, at + edge, 1, stride, size, strength, edge == 0);
        for (int edge = 0; edge < (strength.Inside ? size : 1); edge += 4)
            if (y > 0 || edge > 0) Normal(plane.Samples, at + edge * stride, stride, 1, size, strength, edge == 0);
    }

    private static void Simple(byte[] s, int at, int step, int along, int limit)
    {
        for (int i = 0; i < 16; i++, at += along)
            if (Step(s, at, step) <= 2 * limit + 1) Two(s, at, step);
    }

    private static void Normal(byte[] s, int at, int step, int along, int size, Vp8Strength strength, bool outer)
    {
        int limit = 2 * (strength.Limit + (outer ? 4 : 0)) + 1, inner = strength.Inner;
        for (int i = 0; i < size; i++, at += along)
        {
            if (Step(s, at, step) > limit) continue;
            int left = Apart(s, at - step, step), right = Apart(s, at + step, step);
            if (left > inner || right > inner || Apart(s, at - 3 * step, step) > inner || Apart(s, at - 2 * step, step) > inner
                || Apart(s, at + 2 * step, step) > inner || Apart(s, at + 3 * step, step) > inner) continue;
            if (left > strength.High || right > strength.High) Two(s, at, step);
            else if (outer) Six(s, at, step);
            else Four(s, at, step);
        }
    }

    // Four times the step over the edge, and the step of their neighbors.
    private static int Step(byte[] s, int at, int step) =>
        4 * Math.Abs(s[at - step] - s[at]) + Math.Abs(s[at - 2 * step] - s[at + step]);

    // Difference to the sample before.
    private static int Apart(byte[] s, int at, int step) => Math.Abs(s[at] - s[at - step]);

    private static void Two(byte[] s, int at, int step)
    {
        int a = 3 * (s[at] - s[at - step]) + Math.Clamp(s[at - 2 * step] - s[at + step], -128, 127);
        Change(ref s[at - step], Fifth(a + 3));
        Change(ref s[at], -Fifth(a + 4));
    }

    private static void Four(byte[] s, int at, int step)
    {
        int a = 3 * (s[at] - s[at - step]), b = Fifth(a + 4), side = (b + 1) >> 1;
        Change(ref s[at - 2 * step], side);
        Change(ref s[at - step], Fifth(a + 3));
        Change(ref s[at], -b);
        Change(ref s[at + step], -side);
    }

    private static void Six(byte[] s, int at, int step)
    {
        int a = 3 * (s[at] - s[at - step]) + Math.Clamp(s[at - 2 * step] - s[at + step], -128, 127);
        a = Math.Clamp(a, -128, 127);
        for (int i = 0; i < 3; i++)
        {
            int change = ((27 - 9 * i) * a + 63) >> 7;
            Change(ref s[at - (i + 1) * step], change);
            Change(ref s[at + i * step], -change);
        }
    }

    // An eighth, in five bits.
    private static int Fifth(int value) => Math.Clamp(value >> 3, -16, 15);

    private static void Change(ref byte sample, int by) => sample = (byte)Math.Clamp(sample + by, 0, 255);
}
