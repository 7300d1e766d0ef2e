using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace XinRT.Runtime.EngineFile;

/// <summary>Writes numbers and strings in the engine file's encoding: variable-length integers, little-endian floats, UTF-8
/// with a length.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Unsigned(ulong value)
    {
        var span = _buffer.GetSpan(10);
        int n = 0;
        for (; value >= 0x80; value >>= 7) span[n++] = (byte)(value | 0x80);
        span[n++] = (byte)value;
        _buffer.Advance(n);
    }

    public void Count(int value) => Unsigned((ulong)value);

    // Zigzag, so that small negative numbers stay short.
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void String(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Count(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        _buffer.Write(bytes);
    }
}
