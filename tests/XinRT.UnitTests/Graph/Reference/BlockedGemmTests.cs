using System.Numerics;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

/// <summary>The blocked product against three nested loops, at sizes around every tile and block.</summary>
public sealed class BlockedGemmTests
{
    private static int Width => BlockedGemm.TileColumns<float>();

    public static IEnumerable<TheoryDataRow<int, int, int>> Sizes()
    {
        int rows = BlockedGemm.TileRows;
        foreach (int m in (int[])[1, rows - 1, rows, rows + 1, 2 * rows + 1])
            foreach (int n in (int[])[1, Width / 2, Width / 2 + 1, Width - 1, Width, Width + 1, 2 * Width + 1])
                yield return new(m, n, 5);
        foreach (int k in (int[])[0, 1, 2, 255, 256, 257, 513]) yield return new(7, Width + 3, k);
        foreach (int m in (int[])[119, 120, 121, 241]) yield return new(m, 33, 9);
        foreach (int n in (int[])[2047, 2048, 2049]) yield return new(7, n, 3);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Equals_the_naive_product(int m, int n, int k)
    {
        for (int layout = 0; layout < 4; layout++)
        {
            Check(m, n, k, (MatMulSwap)layout, 1f, 0f);
            Check(m, n, k, (MatMulSwap)layout, -0.5f, 2f);
            Check(m, n, k, (MatMulSwap)layout, 1d, 1d);
            Check(m, n, k, (MatMulSwap)layout, 3, 1);
            Check(m, n, k, (MatMulSwap)layout, -1L, 2L);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_parts_of_a_grid_cover_each_result_once(int threads)
    {
        foreach (var (batch, m, n) in ((int, int, int)[])[(1, 1, 1), (1, 500, 3), (1, 3, 500), (3, 200, 300), (1, 197, 1001)])
        {
            var seen = new int[batch * m * n];
            GemmGrid.For(threads, batch, m, n, 4096, Width, part =>
            {
                for (int row = part.Row; row < part.Row + part.Rows; row++)
                    for (int column = part.Column; column < part.Column + part.Columns; column++)
                        Interlocked.Increment(ref seen[(part.Batch * m + row) * n + column]);
            });
            Assert.All(seen, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Several_threads_give_what_one_gives()
    {
        Tensor a = Fill<float>(3, 67, 130), b = Fill<float>(3, 130, 95);
        Tensor one = Tensor.Zeros(DType.F32, 3, 67, 95), four = Tensor.Zeros(DType.F32, 3, 67, 95);
        var plan = MatMulPlan.Of(a.Dims, b.Dims);

        MatMul.Run(1, plan, a, b, one);
        MatMul.Run(4, plan, a, b, four);

        Assert.True(one.Span<float>().SequenceEqual(four.Span<float>()));
    }

    [Fact]
    public void Not_a_number_stays_in_its_row_and_column()
    {
        int m = 8, n = Width + 5, k = 40;
        Tensor a = Fill<float>(m, k), b = Fill<float>(k, n), y = Tensor.Zeros(DType.F32, m, n);
        a.Span<float>()[2 * k + 3] = float.NaN;
        b.Span<float>()[7 * n + Width + 1] = float.PositiveInfinity;
        for (int row = 0; row < m; row++) a.Span<float>()[row * k + 7] = row % 2 == 0 ? 1 : -1;

        MatMul.Run(1, MatMulPlan.Of(a.Dims, b.Dims), a, b, y);

        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < n; column++)
            {
                float value = y.Span<float>()[row * n + column];
                if (row == 2) Assert.True(float.IsNaN(value));
                else if (column == Width + 1) Assert.Equal(row % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity, value);
                else Assert.True(float.IsFinite(value));
            }
        }
    }

    [Fact]
    public void Without_beta_old_contents_do_not_matter()
    {
        Tensor a = Fill<float>(9, 300), b = Fill<float>(300, 40), y = Tensor.Zeros(DType.F32, 9, 40);
        y.Span<float>().Fill(float.NaN);

        MatMul.Run(2, MatMulPlan.Of(a.Dims, b.Dims), a, b, y);

        Assert.All(y.Span<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Vectors_broadcast_and_fold_like_numpy()
    {
        foreach (var (x, w) in ((long[], long[])[])[([3], [3]), ([3], [2, 3, 4]), ([5, 2, 3], [3]), ([2, 1, 4, 3], [5, 3, 2]), ([2, 4, 3], [1, 3, 2])])
        {
            Tensor a = Fill<long>(x), b = Fill<long>(w);
            long[] dims = MatMulPlan.OutputDims(x, w)!;
            var y = Tensor.Zeros(DType.I64, dims);
            MatMul.Run(1, MatMulPlan.Of(x, w), a, b, y);

            long[] left = x.Length == 1 ? [1, .. x] : x, right = w.Length == 1 ? [.. w, 1] : w;
            long[] batch = Strides.BroadcastDims(left.AsSpan(0, left.Length - 2), right.AsSpan(0, right.Length - 2))!;
            long[] ra = Strides.Broadcast(left, [.. batch, left[^2], left[^1]]), rb = Strides.Broadcast(right, [.. batch, right[^2], right[^1]]);
            long[] full = [.. batch, left[^2], right[^1]];
            var index = new long[full.Length];
            for (int i = 0; i < y.Count; i++, Strides.Next(index, full))
            {
                long atA = index[^2] * ra[^2], atB = index[^1] * rb[^1], sum = 0;
                for (int axis = 0; axis < batch.Length; axis++) (atA, atB) = (atA + index[axis] * ra[axis], atB + index[axis] * rb[axis]);
                for (int k = 0; k < left[^1]; k++) sum += a.Span<long>()[(int)(atA + k * ra[^1])] * b.Span<long>()[(int)(atB + k * rb[^2])];
                Assert.Equal(sum, y.Span<long>()[i]);
            }
        }
    }

    private static void Check<T>(int m, int n, int k, MatMulSwap swap, T alpha, T beta) where T : unmanaged, INumber<T>
    {
        bool swapA = swap.HasFlag(MatMulSwap.A), swapB = swap.HasFlag(MatMulSwap.B);
        Tensor a = swapA ? Fill<T>(k, m) : Fill<T>(m, k), b = swapB ? Fill<T>(n, k) : Fill<T>(k, n), y = Fill<T>(m, n);
        double[] x = a.ToDoubles(), w = b.ToDoubles(), expected = y.ToDoubles();
        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < n; column++)
            {
                double sum = 0;
                for (int i = 0; i < k; i++) sum += x[swapA ? i * m + row : row * k + i] * w[swapB ? column * k + i : i * n + column];
                expected[row * n + column] = double.CreateChecked(alpha) * sum + double.CreateChecked(beta) * expected[row * n + column];
            }
        }

        MatMul.Run(1, MatMulPlan.Of(a.Dims, b.Dims, swap), a, b, y, alpha, beta);

        double[] actual = y.ToDoubles();
        for (int i = 0; i < actual.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) > 1e-5 * (1 + k))
                Assert.Fail($"{typeof(T).Name} {m}x{n}x{k} {swap}: element {i} is {actual[i]}, not {expected[i]}");
        }
    }

    private static Tensor Fill<T>(params long[] dims) where T : unmanaged, INumber<T>
    {
        var tensor = Tensor.Zeros(DTypes.Of<T>(), dims);
        var random = new Random(dims.Length + tensor.Count);
        bool whole = T.IsInteger(T.One / (T.One + T.One));
        foreach (ref T item in tensor.Span<T>()) item = T.CreateTruncating(whole ? random.Next(-9, 10) : random.NextDouble() - 0.5);
        return tensor;
    }
}
