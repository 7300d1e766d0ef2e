using System.Text;
using XinRT.Compare.Files;
using XinRT.Compare.Golden;

namespace XinRT.Cli.Demo;

/// <summary>Reads one line of text with a CTC recognizer.</summary>
/// <remarks>As PP-OCRv4 was trained: height 48, BGR, <c>(x / 255 - 0.5) / 0.5</c>; classes are blank, the characters of the
/// dictionary, and space.</remarks>
internal sealed class TextRecognizer(IGoldenRunner runner, string inputName, string dictionary)
{
    private const int Height = 48;

    private readonly string[] _classes = ["", .. File.ReadAllLines(dictionary), " "];

    /// <summary>The line as the recognizer wants it: <c>f32[1, 3, 48, w]</c>.</summary>
    public static Tensor Prepare(Tensor line)
    {
        int w = Math.Max(16, (int)Math.Round((double)Height * line.Dims[1] / line.Dims[0]));
        var pixels = PictureScaling.Bilinear(line, w, Height).Span<byte>();
        var input = Tensor.Zeros(DType.F32, 1, 3, Height, w);
        var dst = input.Span<float>();
        for (int c = 0; c < 3; c++)
            for (int p = 0; p < Height * w; p++)
                dst[c * Height * w + p] = pixels[p * 3 + 2 - c] / 127.5f - 1;
        return input;
    }

    /// <summary>The text of a part of the page.</summary>
    public TextLine Read(Tensor page, TextBox box)
    {
        var output = (Tensor)runner.Run(new Dictionary<string, Datum> { [inputName] = Prepare(Crop(page, box)) }).Values.First();
        var (text, confidence) = Decode(output);
        return new(box, text, confidence);
    }

    /// <summary>Part of a picture.</summary>
    public static Tensor Crop(Tensor page, TextBox box)
    {
        var part = Tensor.Zeros(DType.U8, box.Height, box.Width, 3);
        int stride = (int)page.Dims[1] * 3;
        for (int y = 0; y < box.Height; y++)
            page.Span<byte>().Slice((box.Top + y) * stride + box.Left * 3, box.Width * 3).CopyTo(part.Span<byte>()[(y * box.Width * 3)..]);
        return part;
    }

    // Greedy CTC: the best class of each step, repeats merged, blanks dropped.
    private (string Text, double Confidence) Decode(Tensor output)
    {
        int steps = (int)output.Dim(-2), classes = (int)output.Dim(-1), last = 0;
        var text = new StringBuilder();
        double sum = 0;
        int count = 0;
        for (int t = 0; t < steps; t++)
        {
            var row = output.Span<float>().Slice(t * classes, classes);
            int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
            if (best != last && best != 0)
            {
                text.Append(best < _classes.Length ? _classes[best] : "");
                sum += row[best];
                count++;
            }
            last = best;
        }
        return (text.ToString(), count == 0 ? 0 : sum / count);
    }
}
