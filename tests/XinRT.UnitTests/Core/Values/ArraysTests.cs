namespace XinRT.UnitTests.Core.Values;

public sealed class ArraysTests
{
    [Fact]
    public void Items_are_made_by_index_and_of_other_items()
    {
        Assert.Equal([0, 1, 4], Arrays.Make(3, i => i * i));
        Assert.Equal(["1", "2"], Arrays.Map([1, 2], i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal([0, 1, 2], Arrays.Indices(3));
    }

    [Theory]
    [InlineData(new int[0], new int[0])]
    [InlineData(new[] { 3, 1, 3, 2, 1 }, new[] { 1, 2, 3 })]
    [InlineData(new[] { -1, -1 }, new[] { -1 })]
    public void Numbers_are_sorted_and_kept_once(int[] numbers, int[] sorted) => Assert.Equal(sorted, Arrays.DistinctAscending(numbers));

    [Fact]
    public void A_number_is_found_among_others()
    {
        Assert.True(Arrays.Has([4L, 5L], 5L));
        Assert.False(Arrays.Has([4, 5], 6));
        Assert.False(Arrays.Has([], 0));
    }
}
