namespace XinRT.UnitTests;

public sealed class ShapeTests
{
    private static readonly Dim N = Dim.Symbol("n");

    [Fact]
    public void Axes_count_from_both_ends()
    {
        Shape shape = [N, 3, 4];

        Assert.Equal(4, shape[-1]);
        Assert.Equal(N, shape[0]);
        Assert.Equal(Shape.Of([N, 3, 5]), shape.With(-1, 5));
        Assert.Equal(Shape.Of([N, 4]), shape.Without(-2));
        Assert.Equal(12 * N, shape.Count);
    }

    [Fact]
    public void Equality_is_by_value()
    {
        Assert.Equal(Shape.Of([N + 1, 2]), Shape.Of([1 + N, 2]));
        Assert.Equal(Shape.Of([N + 1, 2]).GetHashCode(), Shape.Of([1 + N, 2]).GetHashCode());
        Assert.NotEqual(Shape.Of([2, 1]), Shape.Of([1, 2]));
        Assert.Same(Shape.Scalar, Shape.Of(ReadOnlySpan<long>.Empty));
    }

    [Theory]
    [InlineData("2,1", "3", "2,3")]
    [InlineData("", "4,5", "4,5")]
    [InlineData("n,1,3", "h,1", "n,h,3")]
    [InlineData("0", "1", "0")]
    [InlineData("2", "3", null)]
    public void Operands_broadcast_as_in_ONNX(string a, string b, string? joint)
    {
        Assert.Equal(joint, Shape.Broadcast(Parse(a), Parse(b))?.ToString());
        Assert.Equal(joint, Shape.Broadcast(Parse(b), Parse(a))?.ToString());
    }

    [Fact]
    public void Binding_makes_a_shape_static()
    {
        var bound = Shape.Of([N, Dim.FloorDiv(N, 2)]).Bind(new Dictionary<string, long> { ["n"] = 7 });

        Assert.True(bound.TryGetStatic(out long[]? dims));
        Assert.Equal([7, 3], dims);
    }

    private static Shape Parse(string text) => Shape.Of([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(DimParser.Parse)]);
}
