using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT.Runtime.EngineFile;

/// <summary>Finds damage in an engine file: four CRC-32C, each over every fourth 8-byte word; zeros fill up the last four
/// words.</summary>
/// <remarks>
/// Four chains hide the latency of the processor's CRC instruction, so memory is the limit. The loop is compiled at its best at
/// the first call: weights are large, and a process often loads a single engine.
/// </remarks>
public struct SectionHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 16;

    private const int BlockBytes = 32;

    private uint _a, _b, _c, _d;
    private byte[]? _rest;
    private int _restBytes;

    /// <summary>Hash of one span.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new SectionHash();
        hash.Append(bytes);
        return hash.Result();
    }

    /// <summary>Takes in more bytes; how they are divided into calls makes no difference.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_restBytes > 0)
        {
            int taken = Math.Min(BlockBytes - _restBytes, bytes.Length);
            bytes[..taken].CopyTo(_rest.AsSpan(_restBytes));
            bytes = bytes[taken..];
            if ((_restBytes += taken) < BlockBytes) return;
            AddBlocks(_rest);
            _restBytes = 0;
        }
        int whole = bytes.Length & -BlockBytes;
        AddBlocks(bytes[..whole]);
        if (whole == bytes.Length) return;
        _rest ??= new byte[BlockBytes];
        _restBytes = bytes.Length - whole;
        bytes[whole..].CopyTo(_rest);
    }

    /// <summary>The hash of what was taken in.</summary>
    public readonly byte[] Result()
    {
        var last = this;
        if (_restBytes > 0)
        {
            byte[] block = new byte[BlockBytes];
            _rest.AsSpan(0, _restBytes).CopyTo(block);
            last.AddBlocks(block);
        }
        byte[] result = new byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(result, last._a);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(4), last._b);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(8), last._c);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(12), last._d);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBlocks(ReadOnlySpan<byte> blocks)
    {
        uint a = _a, b = _b, c = _c, d = _d;
        var words = MemoryMarshal.Cast<byte, ulong>(blocks);
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        (_a, _b, _c, _d) = (a, b, c, d);
    }
}
