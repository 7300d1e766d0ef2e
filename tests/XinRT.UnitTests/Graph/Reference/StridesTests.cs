using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class StridesTests
{
    [Fact]
    public void Dense_and_stretched_axes()
    {
        Assert.Equal([12, 4, 1], Strides.Of([2, 3, 4]));
        Assert.Equal([0, 1, 0], Strides.Broadcast([3, 1], [2, 3, 4]));
        Assert.Equal([2, 3, 4], Strides.BroadcastDims([3, 1], [2, 1, 4])!);
        Assert.Equal([0], Strides.BroadcastDims([0], [1])!);
        Assert.Null(Strides.BroadcastDims([2], [3]));
        Assert.Empty(Strides.Of([]));
    }

    [Fact]
    public void Stepping_visits_every_index_in_row_major_order()
    {
        long[] dims = [2, 1, 3], index = new long[3];
        var seen = new List<string>();
        for (long i = 0; i < Strides.Count(dims); i++, Strides.Next(index, dims)) seen.Add(string.Join(',', index));

        Assert.Equal(["0,0,0", "0,0,1", "0,0,2", "1,0,0", "1,0,1", "1,0,2"], seen);
    }
}
