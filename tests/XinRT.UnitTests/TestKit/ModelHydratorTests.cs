using System.IO.Hashing;
using System.Runtime.InteropServices;
using XinRT.TestKit;

namespace XinRT.UnitTests.TestKit;

/// <summary>The expected bits come from the rule written down in Python.</summary>
public sealed class ModelHydratorTests
{
    [Fact]
    public void First_elements_have_the_expected_bits()
    {
        var elements = new float[4];

        ModelHydrator.Fill(elements, 0, 76202286, 0.025503061227660113, 4.3474131646890875e-05);

        Assert.Equal([0x3d075d83u, 0x3cf475cau, 0xbc79e4f1u, 0xbba204a8u], elements.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Elements_across_a_chunk_border_have_the_expected_checksum()
    {
        var elements = new float[70_000];

        ModelHydrator.Fill(elements, 65_530, 76202286, 0.025503061227660113, 4.3474131646890875e-05);

        Assert.Equal(0xe955d04du, Crc32.HashToUInt32(MemoryMarshal.AsBytes<float>(elements)));
    }

    [Fact]
    public void Small_integers_have_the_expected_checksum()
    {
        var elements = new float[50_000];

        ModelHydrator.Fill(elements, 0, 12345, 40, -1.5);
        var quantized = Array.ConvertAll(elements, ModelHydrator.Quantize);

        Assert.Equal(0xc0f91c05u, Crc32.HashToUInt32(MemoryMarshal.AsBytes<sbyte>(quantized)));
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(-2.5f, -2)]
    [InlineData(-128f, -127)]
    [InlineData(300f, 127)]
    public void Rounding_goes_to_even_and_stays_symmetric(float value, int expected) =>
        Assert.Equal(expected, ModelHydrator.Quantize(value));

    [Fact]
    public void A_whole_model_is_written_once_with_the_expected_weights()
    {
        string folder = Directory.CreateTempSubdirectory("xinrt-model").FullName;
        try
        {
            string skeleton = Repository.PathOf("tests", "data", "models", "mobilenet_v2.torchscript.qdq");
            string model = ModelHydrator.Model(skeleton, Path.Combine(folder, "m"));
            string weights = Path.Combine(folder, "m", "weights.bin");

            Assert.Equal(0x103c441au, Crc32.HashToUInt32(File.ReadAllBytes(weights)));
            Assert.Equal(File.ReadAllBytes(Path.Combine(skeleton, "model.onnx")), File.ReadAllBytes(model));

            var written = File.GetLastWriteTimeUtc(weights);
            Assert.Equal(model, ModelHydrator.Model(skeleton, Path.Combine(folder, "m")));
            Assert.Equal(written, File.GetLastWriteTimeUtc(weights));
            Assert.Single(Directory.EnumerateDirectories(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
