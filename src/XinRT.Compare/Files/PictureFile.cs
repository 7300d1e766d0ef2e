using StbImageSharp;

namespace XinRT.Compare.Files;

/// <summary>Reads PNG and JPEG pictures as tensors.</summary>
public static class PictureFile
{
    /// <summary>Reads a picture as <c>u8[height, width, 3]</c>, RGB.</summary>
    public static Tensor Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var image = ImageResult.FromStream(stream, ColorComponents.RedGreenBlue);
            return new Tensor(DType.U8, [image.Height, image.Width, 3], image.Data);
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException or NotSupportedException or ArgumentException)
        {
            throw new ModelException("XIN1011", Path.GetFileName(path), $"a PNG or JPEG picture is wanted, but it does not decode ({e.Message})",
                hint: "convert the picture to PNG", inner: e);
        }
    }

    /// <summary>Fits a picture to a model's input: resized (bilinear) to its height and width, NCHW or NHWC by where the 1 or 3
    /// channels are, floats as <c>(x / 255 - mean) / std</c>, bytes as they are. Open sizes take the picture's.</summary>
    public static Tensor Fit(Tensor picture, TensorType input, string name, float mean, float std)
    {
        if (input.Shape is not { Rank: 3 or 4 } shape) throw Refuse(name, input);
        int offset = shape.Rank - 3;
        bool last = shape[shape.Rank - 1] is { IsConstant: true, Value: 1 or 3 };
        bool first = !last && (!shape[offset].IsConstant || shape[offset].Value is 1 or 3);
        if (!last && !first) throw Refuse(name, input);
        int h = Size(shape[last ? offset : offset + 1], picture.Dims[0]), w = Size(shape[last ? offset + 1 : offset + 2], picture.Dims[1]);
        Dim channelDim = shape[last ? shape.Rank - 1 : offset];
        int channels = channelDim.IsConstant ? (int)channelDim.Value : 3;
        var scaled = PictureScaling.Bilinear(picture, w, h);
        long[] dims = last ? [h, w, channels] : [channels, h, w];
        var result = new double[channels * h * w];
        var pixels = scaled.Span<byte>();
        for (int p = 0; p < h * w; p++)
        {
            for (int c = 0; c < channels; c++)
            {
                // Luma weights of ITU-R BT.601 when one channel is asked of a color picture.
                double value = channels == 1 ? 0.299 * pixels[p * 3] + 0.587 * pixels[p * 3 + 1] + 0.114 * pixels[p * 3 + 2] : pixels[p * 3 + c];
                result[last ? p * channels + c : c * h * w + p] = input.DType.IsFloat() ? (value / 255 - mean) / std : Math.Round(value);
            }
        }
        return Tensor.FromDoubles(input.DType, result, shape.Rank == 4 ? [1, .. dims] : dims);
    }

    private static int Size(Dim dim, long picture) => dim.IsConstant ? (int)dim.Value : (int)picture;

    private static InferenceException Refuse(string name, TensorType input) => new("XIN6105", $"input '{name}'",
        $"a picture fits [N,C,H,W] or [N,H,W,C] with 1 or 3 channels, but the input is {input}", hint: "give a .npy file instead");
}
