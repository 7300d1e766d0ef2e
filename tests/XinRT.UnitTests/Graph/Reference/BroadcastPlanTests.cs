using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class BroadcastPlanTests
{
    [Theory]
    [InlineData(new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, 1, 24)]
    [InlineData(new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, new long[] { 3, 2 }, 4, 6)]
    [InlineData(new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, new long[] { 3, 1 }, 12, 2)]
    [InlineData(new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, new long[] { 4, 1, 1 }, 4, 6)]
    [InlineData(new long[] { 4, 3, 2 }, new long[] { 4, 3, 2 }, new long[] { }, 1, 24)]
    [InlineData(new long[] { 1, 1 }, new long[] { 1 }, new long[] { 1, 1 }, 1, 1)]
    public void Contiguous_axes_become_long_rows(long[] to, long[] a, long[] b, int rows, int columns)
    {
        var plan = BroadcastPlan.Make(to, a, b);

        Assert.Equal((rows, columns), (plan.Rows, plan.Columns));
    }

    [Fact]
    public void Walk_visits_the_elements_that_broadcasting_names()
    {
        long[] to = [2, 3, 4], a = [2, 1, 4], b = [3, 1];
        var plan = BroadcastPlan.Make(to, a, b);
        var seen = new List<(int, int)>();

        plan.For(1, (row, end, column, count) =>
        {
            for (; row < end; row++)
                for (int i = column; i < column + count; i++)
                    seen.Add((plan.Offset(0, row) + (plan.IsStretched(0) ? 0 : i), plan.Offset(1, row) + (plan.IsStretched(1) ? 0 : i)));
        });

        Assert.Equal(from x in Enumerable.Range(0, 2) from y in Enumerable.Range(0, 3) from z in Enumerable.Range(0, 4) select (x * 4 + z, y), seen);
    }

    [Fact]
    public void Empty_axis_gives_no_work()
    {
        var plan = BroadcastPlan.Make([0, 3], [0, 3], [1, 3]);

        plan.For(1, (_, _, _, _) => Assert.Fail("there is nothing to visit"));
    }
}
