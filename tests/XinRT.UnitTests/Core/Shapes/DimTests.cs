using CsCheck;

namespace XinRT.UnitTests;

public sealed class DimTests
{
    private static readonly Dim N = Dim.Symbol("n"), H = Dim.Symbol("h");

    [Fact]
    public void Binding_gives_what_direct_computation_gives() =>
        Gen.Select(DimExpression.Trees, DimExpression.Sizes).Sample((tree, sizes) =>
        {
            if (tree.TryEvaluate(sizes, out long value)) Assert.Equal(value, tree.Dim.Bind(sizes).Value);
        }, iter: 5_000);

    [Fact]
    public void Binding_in_two_steps_gives_the_same() =>
        Gen.Select(DimExpression.Trees, DimExpression.Sizes).Sample((tree, sizes) =>
        {
            var half = tree.Dim.Bind(new Dictionary<string, long> { ["h"] = sizes["h"] });
            Assert.DoesNotContain("h", half.Symbols);
            if (tree.TryEvaluate(sizes, out long value)) Assert.Equal(value, half.Bind(sizes).Value);
        }, iter: 2_000);

    [Fact]
    public void The_text_reads_back_as_the_same_dimension() =>
        DimExpression.Trees.Sample(tree => Assert.Equal(tree.Dim, DimParser.Parse(tree.Dim.ToString())), iter: 5_000);

    [Fact]
    public void Sums_and_products_are_equal_however_they_are_written() =>
        Gen.Select(DimExpression.Trees, DimExpression.Trees, DimExpression.Trees).Sample((x, y, z) =>
        {
            var (a, b, c) = (x.Dim, y.Dim, z.Dim);
            Assert.Equal(a + b + c, c + (b + a));
            Assert.Equal(a * b, b * a);
            Assert.Equal(Dim.Min(a, b), Dim.Min(b, a));
            Assert.Equal(Dim.Max(a, b), Dim.Max(b, a));
            Assert.Equal(0, a - a);
            Assert.Equal((a + b).GetHashCode(), (b + a).GetHashCode());
        }, iter: 1_000);

    [Fact]
    public void Products_distribute_over_sums()
    {
        Assert.Equal(N * N + 2 * N * H + H * H, (N + H) * (N + H));
        Assert.Equal("h*n + n - 2", (N * (H + 1) - 2).ToString());
    }

    [Fact]
    public void Whole_parts_leave_a_floor_division()
    {
        Assert.Equal(N, Dim.FloorDiv(2 * N + 1, 2));
        Assert.Equal(2 * H, Dim.Quotient(2 * N * H, N));
        Assert.Equal(Dim.FloorDiv(N, 6), Dim.FloorDiv(Dim.FloorDiv(N, 2), 3));
        Assert.Equal(Dim.FloorDiv(N + 1, 2) + 1, Dim.FloorDiv(N + 3, 2));
    }

    [Theory]
    [InlineData(7, 2, 3, 4)]
    [InlineData(-7, 2, -4, -3)]
    [InlineData(long.MaxValue, 1, long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, 3, -3074457345618258603, -3074457345618258602)]
    [InlineData(9007199254740993, 9007199254740993, 1, 1)]
    public void Constants_divide_like_whole_numbers(long a, long b, long floor, long ceiling)
    {
        Assert.Equal(floor, Dim.FloorDiv(a, b).Value);
        Assert.Equal(ceiling, Dim.CeilDiv(a, b).Value);
    }

    [Fact]
    public void Division_by_zero_stays_an_expression()
    {
        Assert.False(Dim.FloorDiv(4, 0).IsConstant);
        Assert.False(Dim.FloorDiv(N, H).Bind(new Dictionary<string, long> { ["n"] = 4, ["h"] = 0 }).IsConstant);
    }

    [Fact]
    public void The_smallest_number_does_not_crash_a_division()
    {
        Dim smallest = long.MinValue;

        Assert.Equal(long.MinValue, Dim.FloorDiv(smallest, -1).Value);
        Assert.False(Dim.FloorDiv(smallest * N, -1 * N * H).IsConstant);
    }

    [Fact]
    public void Broadcasting_follows_the_size_that_is_not_one()
    {
        Assert.Equal(N, Dim.Broadcast(1, N));
        Assert.Equal(N, Dim.Broadcast(N, 1));
        Assert.Equal(N, Dim.Broadcast(Dim.Min(512, N), N));
        Assert.Equal(H, Dim.Broadcast(H, Dim.Min(H, 7)));
        Assert.NotEqual(H, Dim.Broadcast(H, Dim.Min(H, N)));
        Assert.Equal(3, Dim.Broadcast(N, 3));
        Assert.Equal(0, Dim.Broadcast(1, 0));
        Assert.Equal(N + 2, Dim.Broadcast(N + 2, H));
        Assert.Equal(Dim.Max(N + 1, H + 1), Dim.Broadcast(N + 1, H + 1));
    }

    [Fact]
    public void Broadcasting_of_sizes_is_right_for_all_that_may_broadcast()
    {
        var size = Gen.OneOf("n", "h", "w").Select(Dim.Symbol);
        var leaf = Gen.OneOf(size, Gen.Long[0, 3].Select(c => (Dim)c), Gen.Select(size, Gen.Long[0, 2], (s, c) => s + c));
        Gen.Select(leaf, leaf, leaf, DimExpression.Sizes).Sample((a, b, c, sizes) =>
        {
            long[] values = [a.Bind(sizes).Value, b.Bind(sizes).Value, c.Bind(sizes).Value];
            if (values.Where(v => v != 1).Distinct().Count() > 1) return;
            long expected = values.FirstOrDefault(v => v != 1, 1);
            Assert.Equal(expected, Dim.Broadcast(Dim.Broadcast(a, b), c).Bind(sizes).Value);
            Assert.Equal(expected, Dim.Broadcast(a, Dim.Broadcast(b, c)).Bind(sizes).Value);
        }, iter: 5_000);
    }

    [Fact]
    public void Joint_sizes_are_equal_however_they_are_joined()
    {
        Dim w = Dim.Symbol("w"), all = Dim.Broadcast(Dim.Broadcast(N, H), w);

        Assert.Equal(all, Dim.Broadcast(w, Dim.Broadcast(H, N)));
        Assert.Equal(all, Dim.Broadcast(all, H));
        Assert.Equal(all, DimParser.Parse(all.ToString()));
        Assert.True(all.IsAtLeast(0));
        Assert.False(all.IsAtLeast(N));
    }

    [Fact]
    public void A_size_that_may_be_0_is_not_cancelled()
    {
        Assert.NotEqual(1, Dim.FloorDiv(N, N));
        Assert.NotEqual(H, Dim.FloorDiv(N * H, N));
    }

    [Fact]
    public void The_value_of_an_expression_cannot_be_read() => Assert.Throws<InvalidOperationException>(() => N.Value);

    [Fact]
    public void Growth_without_end_becomes_a_symbol()
    {
        static Dim Grown()
        {
            Dim sum = 1;
            for (int i = 0; i < 20; i++) sum *= Dim.Symbol($"a{i}") + Dim.Symbol($"b{i}");
            return sum;
        }

        Assert.InRange(Grown().ToString().Length, 1, 512);
        Assert.Equal(Grown(), Grown());
        Assert.False(Grown().IsAtLeast(0));
    }
}
