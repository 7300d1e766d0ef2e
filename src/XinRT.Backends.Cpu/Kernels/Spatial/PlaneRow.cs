using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A row of an image whose planes lie one after the other: registers with its indices.</summary>
internal readonly record struct PlaneRow(Gpr Image, Gpr Channel, Gpr Plane, Gpr Row)
{
    /// <summary>Moves a pointer from the start of a tensor to the row.</summary>
    public void AddTo(TaskLoop loop, Gpr pointer, PixelStrides strides)
    {
        loop.AddMultiple(pointer, Image, strides.N);
        loop.AddMultiple(pointer, Channel, strides.C);
        loop.AddMultiple(pointer, Plane, strides.D);
        loop.AddMultiple(pointer, Row, strides.H);
    }

    /// <summary>Gives the registers back.</summary>
    public void Release(VectorAssembler asm) => asm.Free(Image, Channel, Plane, Row);

    /// <summary>Runs a body for the vectors of a row, some at a time: bytes in a register, bytes of each vector beyond,
    /// lanes that exist. The last vector overlaps the one before it; a row shorter than a vector is masked.</summary>
    public static void Along(VectorAssembler asm, long length, int most, Action<Gpr?, long[], Mask?> body)
    {
        long lanes = asm.Lanes, full = length / lanes, done = 0;
        if (full == 0)
        {
            var mask = asm.FirstLanes((int)length);
            body(null, [0], mask);
            asm.Free(mask);
            return;
        }
        if (full >= 2 * most)
        {
            var column = asm.NewGpr();
            asm.Set(column, 0);
            asm.Repeat(full / most, () =>
            {
                body(column, Arrays.Make(most, i => (long)i * asm.VectorBytes), null);
                asm.Add(column, most * asm.VectorBytes);
            });
            asm.Free(column);
            done = full / most * most;
        }
        var rest = new List<long>();
        for (long i = done; i < full; i++) rest.Add(i * asm.VectorBytes);
        if (length % lanes != 0) rest.Add((length - lanes) * 4);
        foreach (long[] some in rest.Chunk(most)) body(null, some, null);
    }

    /// <summary>Address in a row.</summary>
    public static Mem At(Gpr row, Gpr? column, long offset, int scale = 1) =>
        column is { } c ? VectorAssembler.At(row, c, scale, offset) : VectorAssembler.At(row, offset);
}
