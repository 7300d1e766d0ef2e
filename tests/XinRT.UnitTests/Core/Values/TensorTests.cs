namespace XinRT.UnitTests;

public sealed class TensorTests
{
    [Fact]
    public void A_negative_size_is_an_error()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.Zeros(DType.F32, 2, -1));

        Assert.Equal("XIN2001", error.Code);
    }

    [Theory]
    [InlineData(new long[] { 1L << 40, 1L << 40, 1L << 40 })]
    [InlineData(new long[] { 1L << 31 })]
    public void A_size_beyond_the_limit_is_an_error_before_memory_is_taken(long[] dims)
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.Zeros(DType.F32, dims));

        Assert.Equal("XIN2002", error.Code);
    }

    [Fact]
    public void An_axis_of_zero_makes_any_other_size_harmless() =>
        Assert.Equal(0, Tensor.Zeros(DType.F64, long.MaxValue, 0, long.MaxValue).Count);

    [Fact]
    public void Reshaping_shares_the_memory_and_keeps_the_count()
    {
        var x = Tensor.From<int>([1, 2, 3, 4, 5, 6]);
        var y = x.Reshape(2, 3);
        y.Span<int>()[5] = 7;

        Assert.Equal(7, x.Span<int>()[5]);
        Assert.Throws<ArgumentException>(() => x.Reshape(4, 2));
    }

    [Fact]
    public void A_clone_has_its_own_memory()
    {
        var x = Tensor.OfStrings(["a", "b"], 2);
        var y = x.Clone();
        y.Strings[0] = "c";

        Assert.Equal("a", x.Strings[0]);
        Assert.Equal("str[2]", y.Type.ToString());
    }

    [Fact]
    public void Wrapped_memory_must_have_the_exact_length()
    {
        Assert.Throws<ArgumentException>(() => new Tensor(DType.I16, [3], new byte[5]));
        Assert.Throws<ArgumentException>(() => new Tensor(DType.String, [0], Memory<byte>.Empty));
        Assert.Equal(3, new Tensor(DType.U4, [3], new byte[3]).Count);
    }

    [Fact]
    public void Elements_are_read_only_at_their_size()
    {
        var x = Tensor.Zeros(DType.F16, 4);

        Assert.Equal(4, x.Span<ushort>().Length);
        Assert.Throws<InvalidOperationException>(() => x.Span<float>().Length);
        Assert.Throws<InvalidOperationException>(() => x.Strings.Length);
    }

    [Fact]
    public void Reinterpreting_keeps_the_bits() =>
        Assert.Equal(0x3F80_0000, Tensor.Scalar(1f).Reinterpret(DType.I32).Span<int>()[0]);

    [Fact]
    public void Copying_wants_the_same_type_and_count()
    {
        var x = Tensor.Zeros(DType.F32, 2, 2);
        x.CopyFrom(Tensor.From<float>([1, 2, 3, 4]));

        Assert.Equal([1f, 2f, 3f, 4f], x.Span<float>().ToArray());
        Assert.Throws<ArgumentException>(() => x.CopyFrom(Tensor.Zeros(DType.I32, 2, 2)));
        Assert.Throws<ArgumentException>(() => x.CopyFrom(Tensor.Zeros(DType.F32, 3)));
    }

    [Fact]
    public void A_rank_zero_tensor_has_one_element()
    {
        var x = Tensor.Scalar(2.5);

        Assert.Equal((0, 1), (x.Rank, x.Count));
        Assert.Equal("f64[]", x.Type.ToString());
    }
}
