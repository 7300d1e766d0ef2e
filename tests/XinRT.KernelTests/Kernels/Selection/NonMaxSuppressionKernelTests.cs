using XinRT.Backends.Cpu.Kernels.Selection;

namespace XinRT.KernelTests.Kernels.Selection;

public sealed class NonMaxSuppressionKernelTests
{
    private static readonly NonMaxSuppressionKernel Kernel = new();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(24)]
    [InlineData(25), InlineData(33), InlineData(64), InlineData(255), InlineData(256), InlineData(257), InlineData(300), InlineData(1000)]
    public void Every_number_of_boxes(int count)
    {
        foreach (bool isCenter in (bool[])[false, true])
            foreach (float? threshold in (float?[])[null, 0.3f, 0.9f])
                Check(Random(1, 1, count, count), count, 0.4f, threshold, isCenter);
    }

    [Theory]
    [InlineData(2, 3, 40), InlineData(3, 1, 300), InlineData(1, 90, 70), InlineData(4, 20, 17)]
    public void Batches_and_classes(int batches, int classes, int count) => Check(Random(batches, classes, count, 5), 10, 0.5f, 0.5f);

    [Theory]
    [InlineData(0, 1, 10), InlineData(1, 0, 10), InlineData(1, 2, 0)]
    public void Nothing_at_all(int batches, int classes, int count) => Check(Random(batches, classes, count, 1), 10, 0.5f, null);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(5), InlineData(-3), InlineData(long.MaxValue), InlineData(long.MinValue)]
    public void At_most_so_many(long most) => Check(Random(1, 2, 60, 3), most, 0.5f, null);

    [Theory]
    [InlineData(0f), InlineData(1f), InlineData(-1f), InlineData(2f), InlineData(float.NaN)]
    public void Any_overlap(float overlap)
    {
        Check(Random(1, 2, 60, 4), 60, overlap, null);
        Check(Random(1, 1, 300, 4), 300, overlap, null);
    }

    [Theory]
    [InlineData(0f), InlineData(1f), InlineData(float.NaN), InlineData(float.NegativeInfinity), InlineData(float.PositiveInfinity)]
    public void Any_threshold(float threshold) => Check(Special(Random(1, 2, 100, 6)), 100, 0.5f, threshold);

    [Fact]
    public void Strange_numbers_in_boxes_and_scores()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            foreach (bool isCenter in (bool[])[false, true])
            {
                Check(Special(Random(1, 2, 50, seed)), 50, 0.4f, null, isCenter);
                Check(Special(Random(1, 1, 400, seed)), 400, 0.4f, null, isCenter);
            }
        }
    }

    [Fact]
    public void Earlier_boxes_come_first_among_equals()
    {
        foreach (int count in (int[])[20, 100, 300])
        {
            var (boxes, scores) = Random(1, 1, count, 7);
            foreach (ref float score in scores.Span<float>()) score = MathF.Round(score * 3) / 3;
            Check((boxes, scores), count, 0.3f, 0.1f);
            scores.Span<float>().Fill(0.5f);
            Check((boxes, scores), count, 0.3f, 0.1f);
        }
    }

    [Fact]
    public void Boxes_of_classes_side_by_side()
    {
        var (boxes, scores) = Random(1, 1, 700, 8);
        var b = boxes.Span<float>();
        for (int i = 0; i < b.Length; i++) b[i] += i / 4 * 7 % 9 * 2;
        Check((boxes, scores), long.MaxValue, 0.5f, 0.01f);
    }

    [Fact]
    public void All_boxes_are_the_same_or_none_has_an_area()
    {
        var (boxes, scores) = Random(1, 1, 300, 9);
        foreach (float side in (float[])[1, 0])
        {
            for (int i = 0; i < boxes.Count; i++) boxes.Span<float>()[i] = i % 4 < 2 ? 0 : side;
            Check((boxes, scores), 300, 0.5f, null);
        }
    }

    [Fact]
    public void Limits_may_be_absent()
    {
        var (boxes, scores) = Random(1, 1, 30, 10);
        OpenKernelHarness.Check(Kernel, "b = input f32[1,30,4] s = input f32[1,1,30] y = NonMaxSuppression(b, s)", Inputs(boxes, scores));
        OpenKernelHarness.Check(Kernel, "b = input f32[1,30,4] s = input f32[1,1,30] y = NonMaxSuppression(b, s, const i64[1](4))", Inputs(boxes, scores));
    }

    private static void Check((Tensor Boxes, Tensor Scores) x, long most, float overlap, float? threshold, bool isCenter = false)
    {
        string Dims(Tensor t) => string.Join(',', t.Dims.ToArray());
        var limits = new Dictionary<string, Tensor>
        {
            ["b"] = x.Boxes,
            ["s"] = x.Scores,
            ["o"] = Tensor.From([overlap], 1),
            ["t"] = Tensor.From([threshold ?? 0], 1),
        };
        string graph = $"b = input f32[{Dims(x.Boxes)}] s = input f32[{Dims(x.Scores)}] o = input f32[1] t = input f32[1] "
            + $"y = NonMaxSuppression(b, s, const i64[]({most}), o{(threshold is null ? "" : ", t")}) {{center_point_box={(isCenter ? 1 : 0)}}}";
        OpenKernelHarness.Check(Kernel, graph, new() { Inputs = limits });
    }

    private static KernelCheck Inputs(Tensor boxes, Tensor scores) => new() { Inputs = new Dictionary<string, Tensor> { ["b"] = boxes, ["s"] = scores } };

    // Corners in any order; as middles and sizes, some are negative.
    private static (Tensor Boxes, Tensor Scores) Random(int batches, int classes, int count, int seed)
    {
        var random = new Random(seed);
        var (boxes, scores) = (Tensor.Zeros(DType.F32, [batches, count, 4]), Tensor.Zeros(DType.F32, [batches, classes, count]));
        foreach (ref float x in boxes.Span<float>()) x = random.NextSingle() * 3 - 0.5f;
        foreach (ref float x in scores.Span<float>()) x = random.NextSingle();
        return (boxes, scores);
    }

    private static (Tensor Boxes, Tensor Scores) Special((Tensor Boxes, Tensor Scores) x)
    {
        float[] values = [float.NaN, 0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e20f, -1e-20f];
        var random = new Random(1);
        foreach (var tensor in (Tensor[])[x.Boxes, x.Scores])
            foreach (ref float v in tensor.Span<float>())
                if (random.Next(10) == 0) v = values[random.Next(values.Length)];
        return x;
    }
}
