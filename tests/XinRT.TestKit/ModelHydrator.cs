using System.Runtime.InteropServices;
using System.Text.Json;

namespace XinRT.TestKit;

/// <summary>Completes the model skeletons of <c>tests/data/models</c> with weights: noise of the recorded mean and deviation,
/// the same on every machine.</summary>
/// <remarks>Element i of a tensor with seed s: SplitMix64's mixing of i + s·0x9E3779B97F4A7C15 gives 24 bits, these a u in
/// [-0.5, 0.5), and u·std·√12 + mean in binary32 is the weight; int8 rounds it to nearest even within ±127.</remarks>
public static class ModelHydrator
{
    private const int Chunk = 1 << 16;

    /// <summary>Names of all skeletons.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateDirectories(Repository.PathOf("tests", "data", "models")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    /// <summary>Path of the complete <c>model.onnx</c> below <c>artifacts/models</c>; written on the first call.</summary>
    public static string Model(string name) =>
        Model(Repository.PathOf("tests", "data", "models", name), Repository.PathOf("artifacts", "models", name));

    /// <summary>As <see cref="Model(string)"/>, but all weights are zero and take no room on the disk: enough to build, in a
    /// second, what nobody runs.</summary>
    public static string HollowModel(string name) => Model(Repository.PathOf("tests", "data", "models", name),
        Repository.PathOf("artifacts", "models", name + ".hollow"), hollow: true);

    /// <summary>As above for any skeleton folder and target folder.</summary>
    public static string Model(string skeleton, string target, bool hollow = false)
    {
        string model = Path.Combine(target, "model.onnx");
        if (IsCurrent(skeleton, target)) return model;

        // Written beside the target and renamed, so that a test in another process never sees half a file.
        string half = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(half);
        File.Copy(Path.Combine(skeleton, "model.onnx"), Path.Combine(half, "model.onnx"));
        WriteWeights(Path.Combine(skeleton, "manifest.json"), half, hollow);
        File.Copy(Path.Combine(skeleton, "manifest.json"), Path.Combine(half, "manifest.json"));
        if (Directory.Exists(target) && !IsCurrent(skeleton, target)) Directory.Delete(target, recursive: true);
        try
        {
            Directory.Move(half, target);
        }
        catch (IOException) when (IsCurrent(skeleton, target))
        {
            Directory.Delete(half, recursive: true);
        }
        return model;
    }

    /// <summary>Elements <paramref name="first"/> and following of a tensor, before rounding to int8.</summary>
    public static void Fill(Span<float> elements, long first, ulong seed, double std, double mean)
    {
        ulong start = unchecked(seed * 0x9E3779B97F4A7C15 + (ulong)first);
        float scale = (float)(std * Math.Sqrt(12)), shift = (float)mean;
        for (int i = 0; i < elements.Length; i++)
        {
            ulong x = unchecked(start + (ulong)i);
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            x ^= x >> 31;
            float u = (x >> 40) * (1f / (1 << 24)) - 0.5f;
            elements[i] = u * scale + shift;
        }
    }

    /// <summary>One float as the int8 weight.</summary>
    public static sbyte Quantize(float value) => (sbyte)Math.Clamp(MathF.Round(value, MidpointRounding.ToEven), -127, 127);

    private static bool IsCurrent(string skeleton, string target) =>
        Same(Path.Combine(skeleton, "manifest.json"), Path.Combine(target, "manifest.json"))
        && Same(Path.Combine(skeleton, "model.onnx"), Path.Combine(target, "model.onnx"));

    private static bool Same(string a, string b) => File.Exists(b) && new FileInfo(a).Length == new FileInfo(b).Length
        && File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));

    private static void WriteWeights(string manifest, string folder, bool hollow)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        long bytes = json.RootElement.GetProperty("bytes").GetInt64();
        if (bytes == 0) return;
        using var file = File.Create(Path.Combine(folder, json.RootElement.GetProperty("file").GetString()!));
        file.SetLength(bytes);
        if (hollow) return;
        foreach (var tensor in json.RootElement.GetProperty("tensors").EnumerateArray())
        {
            file.Position = tensor.GetProperty("offset").GetInt64();
            WriteTensor(file, tensor);
        }
    }

    private static void WriteTensor(FileStream file, JsonElement tensor)
    {
        long count = tensor.GetProperty("count").GetInt64();
        ulong seed = tensor.GetProperty("seed").GetUInt64();
        double std = tensor.GetProperty("std").GetDouble(), mean = tensor.GetProperty("mean").GetDouble();
        string dtype = tensor.GetProperty("dtype").GetString()!;
        var floats = new float[Chunk];
        var bytes = new sbyte[Chunk];
        for (long first = 0; first < count; first += Chunk)
        {
            var part = floats.AsSpan(0, (int)Math.Min(Chunk, count - first));
            Fill(part, first, seed, std, mean);
            if (dtype == "float32")
            {
                file.Write(MemoryMarshal.AsBytes(part));
                continue;
            }
            if (dtype != "int8")
                throw new TestKitException($"The manifest has an element type '{dtype}' that is not known.");
            for (int i = 0; i < part.Length; i++) bytes[i] = Quantize(part[i]);
            file.Write(MemoryMarshal.AsBytes(bytes.AsSpan(0, part.Length)));
        }
    }
}
