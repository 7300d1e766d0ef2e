using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits a table of the samples of a region along one axis, with a sample in each lane: offsets of the pixels before and
/// behind it, then their weights.</summary>
/// <param name="op">How samples are placed.</param>
/// <param name="bins">Bins of the axis.</param>
/// <param name="size">Pixels of the image along it.</param>
/// <param name="step">Bytes from one to the next.</param>
/// <param name="coordinate">Bytes of a region before where it starts; it ends two numbers later.</param>
/// <param name="at">Bytes of scratch memory before the table.</param>
/// <param name="most">Most samples of the table.</param>
internal sealed class RegionAxis(RoiAlignOp op, long bins, long size, long step, int coordinate, long at, long most)
{
    private const float MostSamples = 4096;

    // The last vector may hold more than there are.
    private long Pitch => (most + 15) / 16 * 64;

    /// <summary>Bytes of the table.</summary>
    public long Bytes => 4 * Pitch;

    /// <summary>Offset of a pixel of a sample: 0 before, 1 behind.</summary>
    public Mem Offset(Gpr sample, int pixel) => At(sample, pixel * Pitch);

    /// <summary>Weight of a pixel of a sample.</summary>
    public Mem Weight(Gpr sample, int pixel) => At(sample, (2 + pixel) * Pitch);

    /// <summary>Emits the table of one bin, or of all.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="region">Address of the region.</param>
    /// <param name="bin">The bin, or null for all.</param>
    /// <param name="count">Gets the number of samples of a bin.</param>
    /// <param name="counts">Gets the same in all lanes, as floats.</param>
    public void Emit(VectorAssembler asm, Gpr region, Gpr? bin, Mem count, Vec counts)
    {
        Vec start = asm.NewVec(), apart = asm.NewVec(), sample = asm.NewVec(), t = asm.NewVec();
        Gpr left = asm.NewGpr(), table = asm.NewGpr(), first = asm.NewGpr();
        asm.Move(table, asm.Argument(3));
        if (at != 0) asm.Add(table, at);
        Coordinate(start, coordinate);
        Coordinate(apart, coordinate + 8);
        asm.Sub(apart, apart, start);
        if (op.CoordinateTransformationMode == "output_half_pixel")
        {
            asm.Broadcast(t, 1f);
            asm.Max(apart, t, apart);
        }
        asm.Broadcast(t, (float)bins);
        asm.Div(apart, apart, t);
        if (op.SamplingRatio > 0) asm.Broadcast(counts, (float)op.SamplingRatio);
        else
        {
            // A number that is none counts as 0.
            asm.Zero(t);
            asm.Round(counts, apart, Rounding.Up);
            asm.Max(counts, counts, t);
            asm.Broadcast(t, MostSamples);
            asm.Min(counts, counts, t);
        }
        asm.Div(apart, apart, counts);
        asm.ToInt(t, counts);
        asm.StoreScalar(At(table), t);
        asm.Load32(left, At(table));
        asm.Store64(count, left);
        asm.Set(first, 0);
        if (bin is { } one)
        {
            asm.Move(first, one);
            asm.Mul(first, left);
        }
        else asm.Mul(left, left, bins);
        asm.Broadcast(sample, first);
        asm.Load(t, asm.Table([.. Enumerable.Range(0, asm.Lanes)]));
        asm.AddI(sample, sample, t);
        asm.ToFloat(sample, sample);
        asm.Broadcast(t, 0.5f);
        asm.Add(sample, sample, t);
        asm.While(left, asm.Lanes, () =>
        {
            Samples(asm, table, start, apart, sample);
            asm.Broadcast(t, (float)asm.Lanes);
            asm.Add(sample, sample, t);
            asm.Add(table, asm.VectorBytes);
        });
        asm.Free(left, table, first);
        asm.Free(start, apart, sample, t);

        void Coordinate(Vec d, int offset)
        {
            asm.Broadcast(d, At(region, offset));
            asm.Broadcast(t, op.SpatialScale);
            asm.Mul(d, d, t);
            if (op.CoordinateTransformationMode != "half_pixel") return;
            asm.Broadcast(t, 0.5f);
            asm.Sub(d, d, t);
        }
    }

    private void Samples(VectorAssembler asm, Gpr table, Vec start, Vec apart, Vec sample)
    {
        Vec x = asm.NewVec(), low = asm.NewVec(), high = asm.NewVec(), zero = asm.NewVec(), t = asm.NewVec();
        Mask below = asm.NewMask(), above = asm.NewMask();
        asm.Zero(zero);
        asm.Move(x, start);
        asm.Fma(x, sample, apart);
        // Up to one pixel outside counts as the edge; beyond that as nothing.
        asm.Broadcast(t, -1f);
        asm.Compare(below, x, Condition.GreaterOrEqual, t);
        asm.Broadcast(t, (float)size);
        asm.Compare(above, x, Condition.LessOrEqual, t);
        Inside(x);
        asm.Max(x, x, zero);
        asm.Broadcast(t, (float)(size - 1));
        asm.Min(x, x, t);
        asm.Round(low, x, Rounding.Down);
        asm.Sub(x, x, low);
        asm.Broadcast(high, 1f);
        asm.Add(high, low, high);
        asm.Min(high, high, t);
        Inside(high);
        Place(low, 0);
        Place(high, 1);
        asm.Broadcast(t, 1f);
        asm.Sub(t, t, x);
        Inside(t);
        asm.Store(Weight(table, 0), t);
        asm.Store(Weight(table, 1), x);
        asm.Free(above);
        asm.Free(below);
        asm.Free(x, low, high, zero, t);

        void Inside(Vec d)
        {
            asm.Select(d, below, d, zero);
            asm.Select(d, above, d, zero);
        }

        void Place(Vec d, int pixel)
        {
            var bytes = asm.NewVec();
            asm.ToInt(d, d);
            asm.Broadcast(bytes, checked((int)step));
            asm.MulI(d, d, bytes);
            asm.Store(Offset(table, pixel), d);
            asm.Free(bytes);
        }
    }
}
