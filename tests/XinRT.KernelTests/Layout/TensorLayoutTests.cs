namespace XinRT.KernelTests.Layout;

public sealed class TensorLayoutTests
{
    [Fact]
    public void A_channels_last_image_becomes_rows_of_channels_without_a_copy()
    {
        var image = TensorLayout.ChannelsLast([2, 8, 4, 3]);
        var tokens = image.TryReshape([2, 8, 12])!.Permute([0, 2, 1]);
        Assert.True(tokens.IsRowMajor);
    }

    [Fact]
    public void Channels_last_pixels_cannot_be_read_as_one_row() =>
        Assert.Null(TensorLayout.ChannelsLast([1, 8, 4, 3]).TryReshape([96]));

    [Fact]
    public void Heads_split_and_swap_by_strides()
    {
        var heads = TensorLayout.RowMajor([2, 5, 12]).TryReshape([2, 5, 3, 4])!.Permute([0, 2, 1, 3]);
        Assert.Equal([60, 4, 12, 1], heads.Strides);
        Assert.Equal([0, 2, 1, 3], heads.Order());
        Assert.Null(heads.TryReshape([2, 15, 4]));
    }

    [Fact]
    public void The_span_counts_gaps() => Assert.Equal(3 * 16 + 5, new TensorLayout([4, 5], [16, 1]).Span);
}
