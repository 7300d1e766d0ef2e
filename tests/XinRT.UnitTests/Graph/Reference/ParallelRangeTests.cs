using CsCheck;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class ParallelRangeTests
{
    [Fact]
    public void Every_index_is_visited_once() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 500], Gen.Int[0, 50]).Sample((threads, count, grain) =>
        {
            var visits = new int[count];
            ParallelRange.For(threads, count, grain, (from, to) =>
            {
                for (int i = from; i < to; i++) Interlocked.Increment(ref visits[i]);
            });

            Assert.All(visits, v => Assert.Equal(1, v));
        }, iter: 300);
}
