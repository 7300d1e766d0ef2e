using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Copies whose inner axis is dense on both sides, or repeats one element of the source.</summary>
/// <remarks>Rows of at least a vector move by vectors, the last of which overlaps the one before. Shorter rows move by general
/// registers while a few suffice, else by one masked vector; what is left of a row of bytes follows in a second one.</remarks>
internal sealed class RowCopy : CopyLoop
{
    // Loads run ahead of stores by this many vectors.
    private const int Together = 4;

    private const int ShortRow = 16, FewRounds = 4, CachedBytes = 32 << 10;

    private readonly LoopAxis _row;

    public RowCopy(CopyPiece piece, List<LoopAxis> axes, int lanes, long taskBytes) : base(piece)
    {
        _row = axes[^1];
        var cut = LoopNest.Cut(ref _row, taskBytes / piece.Unit, 64);
        Nest = new(LongLoopLast(axes[..^1], RowBytes), cut is { } c ? [c] : [], RowBytes, taskBytes);
        Unroll = RowBytes <= lanes * 4 ? 4 : 1;
    }

    protected override LoopNest Nest { get; }

    protected override int Unroll { get; }

    // A loop of few rounds around a few bytes costs more than they do: a longer one goes inside, while all of it stays
    // cached.
    private static List<LoopAxis> LongLoopLast(List<LoopAxis> axes, long rowBytes)
    {
        if (rowBytes > ShortRow || axes.Count < 2 || axes[^1].Count > FewRounds) return axes;
        long bytes = rowBytes;
        for (int k = axes.Count - 1; k >= 0 && (bytes *= axes[k].Count) <= CachedBytes; k--)
            if (axes[k].Count > 2 * FewRounds) return [.. axes[..k], .. axes[(k + 1)..], axes[k]];
        return axes;
    }

    private long RowBytes => _row.Count * Piece.Unit;

    private bool Repeats => _row.Steps[0] == 0;

    protected override void Body(VectorAssembler asm, Mem from, Mem to)
    {
        if (Repeats) Fill(asm, from, to);
        else Copy(asm, from, to, RowBytes);
    }

    /// <summary>Copies a row of bytes; the base registers stay as they are.</summary>
    public static void Copy(VectorAssembler asm, Mem from, Mem to, long bytes)
    {
        if (bytes >= asm.VectorBytes) Vectors(asm, bytes, to, (v, at) => asm.Load(v, At(from, at)));
        else if (bytes >= 8 && bytes <= 32) Words(asm, from, to, (int)bytes, 8);
        else if (bytes < 8) Words(asm, from, to, (int)bytes, bytes >= 4 ? 4 : 1);
        else Short(asm, to, bytes, (v, at, mask, format) => asm.Load(v, from + at, mask, format));
    }

    /// <summary>Copies 1, 4 or 8 bytes.</summary>
    public static void Word(VectorAssembler asm, Mem from, Mem to, Gpr temp, int bytes)
    {
        if (bytes == 8)
        {
            asm.Load64(temp, from);
            asm.Store64(to, temp);
        }
        else if (bytes == 4)
        {
            asm.Load32(temp, from);
            asm.Store32(to, temp);
        }
        else
        {
            asm.Load8(temp, from);
            asm.Store8(to, temp);
        }
    }

    private void Fill(VectorAssembler asm, Mem from, Mem to)
    {
        var value = asm.NewVec();
        if (Piece.Unit == 4) asm.Broadcast(value, from);
        else
        {
            // One byte becomes four in each lane.
            var single = asm.NewGpr();
            asm.Load8(single, from);
            asm.Mul(single, single, 0x01010101);
            asm.Broadcast(value, single);
            asm.Free(single);
        }
        if (RowBytes >= asm.VectorBytes) Vectors(asm, RowBytes, to, (v, _) => asm.Move(v, value));
        else
        {
            Short(asm, to, RowBytes, (v, at, mask, format) =>
            {
                if (format == LaneFormat.Bits32) asm.Move(v, value);
                else asm.ShiftRight(v, value, 24);
            });
        }
        asm.Free(value);
    }

    // A long row is walked by an index that both sides share.
    private static void Vectors(VectorAssembler asm, long bytes, Mem to, Action<Vec, (Gpr? Index, long Bytes)> load)
    {
        int step = asm.VectorBytes;
        long full = bytes / step;
        var v = asm.NewVecs((int)Math.Min(full, Together));
        long looped = full > 4 * Together ? full / Together * Together : 0;
        if (looped > 0)
        {
            var index = asm.NewGpr();
            asm.Set(index, 0);
            asm.Repeat(looped / Together, () =>
            {
                for (int i = 0; i < Together; i++) load(v[i], (index, (long)i * step));
                for (int i = 0; i < Together; i++) asm.Store(At(to, (index, (long)i * step)), v[i]);
                asm.Add(index, (long)Together * step);
            });
            asm.Free(index);
        }
        var places = new List<long>();
        for (long i = looped; i < full; i++) places.Add(i * step);
        if (bytes % step != 0) places.Add(bytes - step);
        foreach (long[] some in places.Chunk(v.Length))
        {
            for (int i = 0; i < some.Length; i++) load(v[i], (null, some[i]));
            for (int i = 0; i < some.Length; i++) asm.Store(At(to, (null, some[i])), v[i]);
        }
        asm.Free(v);
    }

    private static Mem At(Mem m, (Gpr? Index, long Bytes) at) => m with { Index = at.Index, Offset = checked((int)(m.Offset + at.Bytes)) };

    private static void Words(VectorAssembler asm, Mem from, Mem to, int bytes, int word)
    {
        var temp = asm.NewGpr();
        for (int at = 0; at < bytes; at += word)
        {
            int place = Math.Min(at, bytes - word);
            Word(asm, from + place, to + place, temp, word);
        }
        asm.Free(temp);
    }

    private static void Short(VectorAssembler asm, Mem to, long bytes, Action<Vec, long, Mask, LaneFormat> load)
    {
        var v = asm.NewVec();
        int words = (int)(bytes / 4), left = (int)(bytes % 4);
        if (words > 0) Part(0, words, LaneFormat.Bits32);
        if (left > 0) Part(words * 4, left, LaneFormat.U8);
        asm.Free(v);

        void Part(long at, int count, LaneFormat format)
        {
            var mask = asm.FirstLanes(count);
            load(v, at, mask, format);
            asm.Store(to + at, v, mask, format);
            asm.Free(mask);
        }
    }
}
