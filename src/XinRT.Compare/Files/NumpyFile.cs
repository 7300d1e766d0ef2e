using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace XinRT.Compare.Files;

/// <summary>Reads and writes NumPy's <c>.npy</c> format (version 1 to 3, little-endian, C or Fortran order) and archives of it
/// (<c>.npz</c>). Types that NumPy lacks are written as their bits.</summary>
public static class NumpyFile
{
    private static readonly Dictionary<string, DType> Types = new()
    {
        ["f4"] = DType.F32, ["f8"] = DType.F64, ["f2"] = DType.F16, ["i1"] = DType.I8, ["i2"] = DType.I16, ["i4"] = DType.I32,
        ["i8"] = DType.I64, ["u1"] = DType.U8, ["u2"] = DType.U16, ["u4"] = DType.U32, ["u8"] = DType.U64, ["b1"] = DType.Bool,
        ["c8"] = DType.C64, ["c16"] = DType.C128,
    };

    /// <summary>Reads one array.</summary>
    public static Tensor Read(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Reads all arrays of an archive by name.</summary>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path)
    {
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                arrays[entry.FullName[..^4]] = Parse(bytes.ToArray(), $"{Path.GetFileName(path)}/{entry.FullName}");
            }
        }
        catch (InvalidDataException e)
        {
            throw Wrong(Path.GetFileName(path), $"it is no zip archive ({e.Message})");
        }
        return arrays;
    }

    /// <summary>Writes one array.</summary>
    public static void Write(string path, Tensor tensor)
    {
        string dims = string.Concat(tensor.Dims.ToArray().Select(d => d.ToString(CultureInfo.InvariantCulture) + ","));
        string header = $"{{'descr': '{Descriptor(tensor.DType)}', 'fortran_order': False, 'shape': ({dims}), }}";
        header = header.PadRight((10 + header.Length + 1 + 63) / 64 * 64 - 11) + '\n';
        using var stream = File.Create(path);
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        if (tensor.DType != DType.String) stream.Write(tensor.Bytes.Span);
        else stream.Write(StringBytes(tensor));
    }

    private static string Descriptor(DType dtype)
    {
        if (dtype == DType.String) return "|S1024";
        string name = Types.FirstOrDefault(t => t.Value == dtype).Key ?? $"u{dtype.SizeInBytes()}";
        return (dtype.SizeInBytes() == 1 ? "|" : "<") + name;
    }

    private static byte[] StringBytes(Tensor tensor)
    {
        var bytes = new byte[tensor.Count * 1024];
        for (int i = 0; i < tensor.Count; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(tensor.Strings[i]);
            text.AsSpan(0, Math.Min(1024, text.Length)).CopyTo(bytes.AsSpan(i * 1024));
        }
        return bytes;
    }

    private static Tensor Parse(byte[] bytes, string name)
    {
        if (bytes.Length < 10 || bytes[0] != 0x93 || !bytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8)) throw Wrong(name, "it does not begin as one");
        int lengthBytes = bytes[6] == 1 ? 2 : 4;
        uint length = bytes[6] == 1 ? BitConverter.ToUInt16(bytes, 8) : bytes.Length >= 12 ? BitConverter.ToUInt32(bytes, 8) : uint.MaxValue;
        long start = 8 + lengthBytes + (long)length;
        if (start > bytes.Length) throw Wrong(name, $"its header has {length} bytes, but the file has {bytes.Length}");
        string header = Encoding.UTF8.GetString(bytes, 8 + lengthBytes, (int)length);
        string type = Field(header, "'descr':", name).Trim('\'', '"');
        long[] dims = [.. Field(header, "'shape':", name).Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(d => long.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out long v) ? v : throw Wrong(name, $"'{d}' is no size"))];
        bool isFortran = Field(header, "'fortran_order':", name) == "True" && dims.Length > 1;
        long[] stored = isFortran ? [.. dims.Reverse()] : dims;
        if (type.Length > 2 && type[1] is 'S' or 'U')
        {
            var strings = Strings(bytes.AsSpan((int)start), type, stored, name);
            return isFortran ? FromFortran(strings, dims) : strings;
        }
        if (type.Length < 2 || !Types.TryGetValue(type[1..], out var dtype) || type[0] == '>')
            throw WrongType(name, "a little-endian number", type);
        double count = dims.Aggregate(1.0, (a, b) => a * b);
        if (count * dtype.SizeInBytes() != bytes.Length - start)
            throw Wrong(name, $"{dtype.Name()}[{string.Join(',', dims)}] takes {count * dtype.SizeInBytes()} bytes, but the file has {bytes.Length - start}");
        var memory = bytes.AsMemory((int)start);
        var tensor = new Tensor(dtype, stored, memory);
        return isFortran ? FromFortran(tensor, dims) : tensor;
    }

    // Elements of a fixed width, ended by zeros: bytes of UTF-8 (S) or characters of 32 bits (U).
    private static Tensor Strings(ReadOnlySpan<byte> bytes, string type, long[] dims, string name)
    {
        double count = dims.Aggregate(1.0, (a, b) => a * b);
        if (!int.TryParse(type[2..], NumberStyles.None, CultureInfo.InvariantCulture, out int width) || type[0] == '>' || width < 1 || width > 1 << 24)
            throw WrongType(name, "a little-endian number or a string", type);
        width *= type[1] == 'U' ? 4 : 1;
        if (count * width != bytes.Length) throw Wrong(name, $"strings[{string.Join(',', dims)}] take {count * width} bytes, but the file has {bytes.Length}");
        var strings = new string[(int)count];
        for (int i = 0; i < strings.Length; i++)
            strings[i] = (type[1] == 'U' ? Encoding.UTF32 : Encoding.UTF8).GetString(bytes.Slice(i * width, width)).TrimEnd('\0');
        return Tensor.OfStrings(strings, dims);
    }

    // Fortran order is the row-major order of the reversed axes.
    private static Tensor FromFortran(Tensor reversed, long[] dims)
    {
        var result = Tensor.Zeros(reversed.DType, dims);
        long[] source = [.. XinRT.Reference.Strides.Of(reversed.Dims).Reverse()];
        XinRT.Reference.StridedCopy.Run(reversed, 0, source, result, 0, XinRT.Reference.Strides.Of(dims), dims);
        return result;
    }

    private static string Field(string header, string key, string name)
    {
        int at = header.IndexOf(key, StringComparison.Ordinal);
        if (at < 0) throw Wrong(name, $"its header has no {key.Trim(':')}");
        string rest = header[(at + key.Length)..].TrimStart();
        int end = rest.StartsWith('(') ? rest.IndexOf(')', StringComparison.Ordinal) + 1 : rest.IndexOfAny([',', '}']);
        return end > 0 ? rest[..end].Trim() : throw Wrong(name, $"its header breaks off after {key.Trim(':')}");
    }

    private static ModelException Wrong(string name, string because) => new("XIN1011", name, $"a NumPy array is wanted, but {because}",
        hint: "save it with numpy.save or numpy.savez");

    private static ModelException WrongType(string name, string wanted, string found) => new("XIN1011", name,
        $"a NumPy array of {wanted} is wanted, but its type is '{found}'", hint: "convert it first: array.astype('<f4')");
}
