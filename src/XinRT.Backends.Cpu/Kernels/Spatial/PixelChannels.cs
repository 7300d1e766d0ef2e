using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The channels of a pixel as chunks of vectors that stay in registers while other pixels are taken into them.</summary>
internal sealed class PixelChannels
{
    private readonly VectorAssembler _asm;
    private readonly Vec[] _sums;
    private readonly Vec _temp;
    private readonly RowVector[][] _chunks;
    private readonly Mask? _tail;

    /// <summary>Takes registers for the chunks, and leaves some.</summary>
    public PixelChannels(VectorAssembler asm, long channels, int leave, int most)
    {
        _asm = asm;
        int vectors = (int)((channels + asm.Lanes - 1) / asm.Lanes);
        _tail = channels % asm.Lanes == 0 ? null : asm.FirstLanes((int)(channels % asm.Lanes));
        _temp = asm.NewVec();
        _sums = asm.NewVecs(Math.Min(vectors, Math.Min(most, asm.FreeVecs - leave)));
        _chunks = [.. Enumerable.Range(0, vectors)
            .Select(v => new RowVector(null, (long)v * asm.VectorBytes, 0, v, v == vectors - 1 ? _tail : null)).Chunk(_sums.Length)];
    }

    /// <summary>The layout with channels innermost: the one at hand, if it has them there.</summary>
    public static TensorLayout Readable(TensorLayout x) => x.Dims[1] == 1 || x.Strides[1] == 1 ? x : TensorLayout.ChannelsLast(x.Dims.Span);

    /// <summary>Emits the sums of all channels, chunk by chunk, and what becomes of them.</summary>
    /// <param name="first">What they start with.</param>
    /// <param name="output">Address of the pixel that they make.</param>
    /// <param name="body">Takes pixels into the sums.</param>
    /// <param name="finish">Changes each sum before it is stored.</param>
    public void Emit(float first, Gpr output, Action<Action<Gpr, Vec, Action<Vec, Vec>?>> body, Action<Vec>? finish = null)
    {
        foreach (var chunk in _chunks)
        {
            for (int v = 0; v < chunk.Length; v++) _asm.Broadcast(_sums[v], first);
            body((pixel, weight, join) =>
            {
                for (int v = 0; v < chunk.Length; v++)
                {
                    if (join is null && chunk[v].Tail is null)
                    {
                        _asm.Fma(_sums[v], weight, chunk[v].At(pixel));
                        continue;
                    }
                    chunk[v].Load(_asm, _temp, pixel);
                    if (join is null) _asm.Fma(_sums[v], weight, _temp);
                    else
                    {
                        _asm.Mul(_temp, _temp, weight);
                        join(_sums[v], _temp);
                    }
                }
            });
            for (int v = 0; v < chunk.Length; v++)
            {
                finish?.Invoke(_sums[v]);
                chunk[v].Store(_asm, output, _sums[v]);
            }
        }
    }

    /// <summary>Gives all registers back.</summary>
    public void Release()
    {
        _asm.Free(_sums);
        _asm.Free(_temp);
        if (_tail is { } tail) _asm.Free(tail);
    }
}
