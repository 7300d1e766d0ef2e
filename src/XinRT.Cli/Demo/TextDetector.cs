using XinRT.Compare.Files;
using XinRT.Compare.Golden;

namespace XinRT.Cli.Demo;

/// <summary>Finds lines of text with a DB detector: a probability for each pixel, thresholded, grouped, grown.</summary>
/// <remarks>Preprocessing and constants are those PP-OCRv4 was trained and published with: BGR, ImageNet mean and deviation,
/// sides multiples of 32, pixel threshold 0.3, box threshold 0.6, growth 1.5 × area / perimeter (DB, arXiv:1911.08947).</remarks>
internal static class TextDetector
{
    private const int MaxSide = 960;
    private const float PixelThreshold = 0.3f;
    private const double BoxThreshold = 0.6, Growth = 1.5;
    private const int MinHeight = 5;

    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>The page as the detector wants it: <c>f32[1, 3, h, w]</c>.</summary>
    public static Tensor Prepare(Tensor page)
    {
        double scale = Math.Min(1, (double)MaxSide / Math.Max(page.Dims[0], page.Dims[1]));
        int h = Side(page.Dims[0] * scale), w = Side(page.Dims[1] * scale);
        var pixels = PictureScaling.Bilinear(page, w, h).Span<byte>();
        var input = Tensor.Zeros(DType.F32, 1, 3, h, w);
        var dst = input.Span<float>();
        for (int c = 0; c < 3; c++)
            for (int p = 0; p < h * w; p++)
                dst[c * h * w + p] = (pixels[p * 3 + 2 - c] / 255f - Mean[c]) / Deviation[c];
        return input;
    }

    /// <summary>Boxes on the page, from top to bottom.</summary>
    public static IReadOnlyList<TextBox> Find(IGoldenRunner detector, string inputName, Tensor page)
    {
        var probability = (Tensor)detector.Run(new Dictionary<string, Datum> { [inputName] = Prepare(page) }).Values.First();
        int h = (int)probability.Dim(-2), w = (int)probability.Dim(-1);
        double sx = (double)page.Dims[1] / w, sy = (double)page.Dims[0] / h;
        return [.. Group(probability.Span<float>(), w, h)
            .Where(b => b.Score >= BoxThreshold && b.Height >= MinHeight)
            .Select(b => Grow(b, w, h))
            .Select(b => new TextBox((int)(b.Left * sx), (int)(b.Top * sy), (int)Math.Ceiling(b.Right * sx), (int)Math.Ceiling(b.Bottom * sy), b.Score))
            .OrderBy(b => b.Top)];
    }

    private static int Side(double pixels) => Math.Max(32, (int)Math.Round(pixels / 32) * 32);

    // Connected pixels above the threshold, by flood fill with an explicit stack.
    private static List<TextBox> Group(ReadOnlySpan<float> probability, int w, int h)
    {
        var boxes = new List<TextBox>();
        var seen = new bool[w * h];
        var stack = new Stack<int>();
        for (int start = 0; start < w * h; start++)
        {
            if (seen[start] || probability[start] <= PixelThreshold) continue;
            int left = w, top = h, right = 0, bottom = 0, count = 0;
            double sum = 0;
            seen[start] = true;
            stack.Push(start);
            while (stack.TryPop(out int p))
            {
                int x = p % w, y = p / w;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                sum += probability[p];
                count++;
                for (int dy = -1; dy <= 1; dy++)
                {
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        int nx = x + dx, ny = y + dy, q = ny * w + nx;
                        if (nx < 0 || ny < 0 || nx >= w || ny >= h || seen[q] || probability[q] <= PixelThreshold) continue;
                        seen[q] = true;
                        stack.Push(q);
                    }
                }
            }
            boxes.Add(new(left, top, right, bottom, sum / count));
        }
        return boxes;
    }

    // The detector is trained on shrunken lines; this undoes the shrinking.
    private static TextBox Grow(TextBox b, int w, int h)
    {
        int by = (int)Math.Round((double)b.Width * b.Height * Growth / (2.0 * (b.Width + b.Height)));
        return b with { Left = Math.Max(0, b.Left - by), Top = Math.Max(0, b.Top - by), Right = Math.Min(w, b.Right + by), Bottom = Math.Min(h, b.Bottom + by) };
    }
}
