namespace XinRT.TestKit.Fuzzing;

/// <summary>Damages bytes: flipped bits, numbers set to extremes, chunks cut, moved, doubled, filled.</summary>
internal static class ByteMutator
{
    private const int MaxBytes = 1 << 22;

    /// <summary>A damaged copy.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> bytes, Random random)
    {
        var list = new List<byte>(bytes.Length + 64);
        list.AddRange(bytes);
        for (int n = 1 + random.Next(4); n > 0 && list.Count > 0; n--) Step(list, random);
        return [.. list];
    }

    private static void Step(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count), length = 1 + random.Next(Math.Min(64, bytes.Count - at));
        switch (random.Next(8))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : length); break;
            case 3 when bytes.Count < MaxBytes: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            case 4: Put(bytes, at, Varint((ulong)Extremes.Integer(random)), random); break;
            case 5: Put(bytes, at, Varint((ulong)random.Next(40)), random); break;
            case 6: Put(bytes, at, BitConverter.GetBytes(Extremes.Integer(random)), random); break;
            default:
                byte fill = random.Next(2) == 0 ? (byte)0 : (byte)0xFF;
                for (int i = 0; i < length; i++) bytes[at + i] = fill;
                break;
        }
    }

    private static void Put(List<byte> bytes, int at, byte[] number, Random random)
    {
        if (random.Next(2) == 0) bytes.RemoveRange(at, Math.Min(random.Next(2) == 0 ? 1 : number.Length, bytes.Count - at));
        bytes.InsertRange(at, number);
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
