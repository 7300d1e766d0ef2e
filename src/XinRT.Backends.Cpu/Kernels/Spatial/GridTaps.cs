using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits offsets and weights of the taps of sampling positions, with a position in each lane.</summary>
/// <remarks>Both axes write theirs behind the table first; then each tap of the table is a pair of them. The rules are those of
/// <see cref="Reference.GridSampler"/>.</remarks>
/// <param name="op">How positions are meant.</param>
/// <param name="pitch">Bytes from a tap to the next in the table: four for each position.</param>
/// <param name="outside">Offset of a tap outside along one axis.</param>
internal sealed class GridTaps(GridSampleOp op, int pitch, int outside)
{
    // The cubic kernel of the reference.
    private const float A = -0.75f;

    // Beyond that, positions are no integers of 32 bits.
    private const float Farthest = 1e9f;

    private bool IsCubic => op.Mode.EndsWith("cubic", StringComparison.Ordinal);

    private int PerAxis => op.Mode == "nearest" ? 1 : IsCubic ? 4 : 2;

    /// <summary>Taps of a position.</summary>
    public int Count => PerAxis * PerAxis;

    /// <summary>Bytes from a tap to the next.</summary>
    public int Pitch => pitch;

    /// <summary>Bytes of the table and of what lies behind it.</summary>
    public long Bytes(int lanes) => 2L * Count * pitch + 4 * PerAxis * lanes * 4;

    /// <summary>Where a tap's offset lies.</summary>
    public static Mem Offset(Gpr tap) => At(tap);

    /// <summary>Where a tap's weight lies.</summary>
    public Mem Weight(Gpr tap) => At(tap, Count * pitch);

    /// <summary>Emits the taps of so many positions, at most a vector.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="grid">Address of the positions, x before y.</param>
    /// <param name="table">Address of the first tap of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">Size of the vertical axis, and bytes from a row to the next.</param>
    /// <param name="columns">The same of the horizontal axis.</param>
    public void Emit(VectorAssembler asm, Gpr grid, Gpr table, int count, (long Size, long Step) rows, (long Size, long Step) columns)
    {
        int lanes = asm.Lanes;
        Vec low = asm.NewVec(), high = asm.NewVec(), index = asm.NewVec(), position = asm.NewVec();
        Load(low, 0, Math.Min(lanes, 2 * count));
        Load(high, asm.VectorBytes, Math.Max(0, 2 * count - lanes));
        var axes = asm.NewGpr();
        asm.Address(axes, At(asm.Argument(3), 2 * Count * pitch));
        foreach (int axis in (int[])[0, 1])
        {
            asm.Load(index, asm.Table([.. Enumerable.Range(0, lanes).Select(i => 2 * i + axis)]));
            asm.Permute2(position, low, high, index);
            Axis(asm, position, axis == 0 ? columns : rows, (k, isWeight) => Place(asm, axes, axis, k, isWeight));
        }
        for (int tap = 0; tap < Count; tap++)
        {
            int row = tap / PerAxis, column = tap % PerAxis;
            asm.Load(low, Place(asm, axes, 1, row, false));
            asm.Load(high, Place(asm, axes, 0, column, false));
            asm.AddI(low, low, high);
            asm.Store(At(table, tap * pitch), low);
            asm.Load(low, Place(asm, axes, 1, row, true));
            asm.Mul(low, low, Place(asm, axes, 0, column, true));
            asm.Store(At(table, (Count + tap) * pitch), low);
        }
        asm.Free(axes);
        asm.Free(low, high, index, position);

        void Load(Vec d, int at, int words)
        {
            if (words == lanes) asm.Load(d, At(grid, at));
            else if (words == 0) asm.Zero(d);
            else
            {
                var mask = asm.FirstLanes(words);
                asm.Load(d, At(grid, at), mask);
                asm.Free(mask);
            }
        }
    }

    private Mem Place(VectorAssembler asm, Gpr axes, int axis, int tap, bool isWeight) =>
        At(axes, ((axis * 2 + (isWeight ? 1 : 0)) * PerAxis + tap) * asm.VectorBytes);

    private void Axis(VectorAssembler asm, Vec x, (long Size, long Step) axis, Func<int, bool, Mem> place)
    {
        Vec t = asm.NewVec(), ratio = asm.NewVec();
        asm.Broadcast(t, 1f);
        asm.Add(x, x, t);
        asm.Broadcast(t, (op.AlignCorners ? axis.Size - 1 : axis.Size) / 2f);
        asm.Mul(x, x, t);
        if (!op.AlignCorners)
        {
            asm.Broadcast(t, 0.5f);
            asm.Sub(x, x, t);
        }
        Bound(asm, x);
        if (op.Mode == "nearest")
        {
            Inside(asm, x, axis.Size);
            asm.Round(x, x, Rounding.Nearest);
            Resolve(asm, x, axis, place(0, false));
            asm.Broadcast(t, 1f);
            asm.Store(place(0, true), t);
        }
        else
        {
            if (!IsCubic) Inside(asm, x, axis.Size);
            asm.Round(t, x, Rounding.Down);
            asm.Sub(ratio, x, t);
            asm.Move(x, t);
            for (int k = 0; k < PerAxis; k++)
            {
                asm.Broadcast(t, (float)(IsCubic ? k - 1 : k));
                asm.Add(t, t, x);
                Resolve(asm, t, axis, place(k, false));
                Weigh(asm, t, ratio, k);
                asm.Store(place(k, true), t);
            }
        }
        asm.Free(t, ratio);
    }

    // NaN and infinities lie far before the image, all else within what an integer holds.
    private static void Bound(VectorAssembler asm, Vec x)
    {
        Vec t = asm.NewVec(), u = asm.NewVec();
        var isFinite = asm.NewMask();
        asm.Abs(t, x);
        asm.Broadcast(u, float.PositiveInfinity);
        asm.Compare(isFinite, t, Condition.Less, u);
        asm.Broadcast(u, -Farthest);
        asm.Select(x, isFinite, x, u);
        asm.Free(isFinite);
        Clamp(asm, x, -Farthest, Farthest);
        asm.Free(t, u);
    }

    private void Inside(VectorAssembler asm, Vec x, long size)
    {
        if (op.PaddingMode == "border") Clamp(asm, x, 0, size - 1);
        if (op.PaddingMode == "reflection") Reflect(asm, x, size);
    }

    private void Reflect(VectorAssembler asm, Vec x, long size)
    {
        float low = op.AlignCorners ? 0 : -0.5f, range = op.AlignCorners ? size - 1 : size;
        if (range <= 0)
        {
            asm.Zero(x);
            return;
        }
        Vec t = asm.NewVec(), times = asm.NewVec(), half = asm.NewVec();
        var isEven = asm.NewMask();
        asm.Broadcast(t, low);
        asm.Sub(x, x, t);
        asm.Abs(x, x);
        asm.Broadcast(t, range);
        asm.Div(times, x, t);
        asm.Round(times, times, Rounding.Down);
        asm.FmaNegated(x, times, t);
        asm.Broadcast(half, 0.5f);
        asm.Mul(times, times, half);
        asm.Round(half, times, Rounding.Down);
        asm.Compare(isEven, half, Condition.Equal, times);
        asm.Sub(t, t, x);
        asm.Select(x, isEven, x, t);
        asm.Broadcast(t, low);
        asm.Add(x, x, t);
        asm.Free(isEven);
        asm.Free(t, times, half);
        Clamp(asm, x, 0, size - 1);
    }

    // Stores the offset of an integral position; changes it.
    private void Resolve(VectorAssembler asm, Vec at, (long Size, long Step) axis, Mem place)
    {
        Vec t = asm.NewVec(), offset = asm.NewVec();
        if (op.PaddingMode == "zeros") asm.Move(offset, at);
        else Inside(asm, at, axis.Size);
        Clamp(asm, at, 0, axis.Size - 1);
        var isOutside = asm.NewMask();
        if (op.PaddingMode == "zeros") asm.Compare(isOutside, at, Condition.NotEqual, offset);
        asm.ToInt(offset, at);
        asm.Broadcast(t, checked((int)axis.Step));
        asm.MulI(offset, offset, t);
        if (op.PaddingMode == "zeros")
        {
            asm.Broadcast(t, outside);
            asm.Select(offset, isOutside, t, offset);
        }
        asm.Store(place, offset);
        asm.Free(isOutside);
        asm.Free(t, offset);
    }

    // Weight of a tap from the distance to the position.
    private void Weigh(VectorAssembler asm, Vec d, Vec ratio, int tap)
    {
        if (!IsCubic)
        {
            asm.Move(d, ratio);
            if (tap == 1) return;
            asm.Broadcast(d, 1f);
            asm.Sub(d, d, ratio);
            return;
        }
        var x = asm.NewVec();
        asm.Broadcast(d, Math.Abs(1f - tap));
        if (tap < 2) asm.Add(x, ratio, d);
        else asm.Sub(x, d, ratio);
        float[] powers = tap is 1 or 2 ? [A + 2, -(A + 3), 0, 1] : [A, -5 * A, 8 * A, -4 * A];
        asm.Broadcast(d, powers[0]);
        foreach (float power in powers[1..]) asm.HornerBroadcast(d, x, asm.Table([power]));
        asm.Free(x);
    }

    private static void Clamp(VectorAssembler asm, Vec x, float least, float most)
    {
        var t = asm.NewVec();
        asm.Broadcast(t, least);
        asm.Max(x, x, t);
        asm.Broadcast(t, most);
        asm.Min(x, x, t);
        asm.Free(t);
    }
}
