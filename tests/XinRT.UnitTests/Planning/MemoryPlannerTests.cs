using CsCheck;
using XinRT.Planning;

namespace XinRT.UnitTests.Planning;

public sealed class MemoryPlannerTests
{
    private const int Alignment = 64;

    private static readonly IMemoryPlanner[] Planners = [new GreedyBySize(), new FirstFitByStart(), new GreedyByPressure()];

    private static readonly Gen<BufferRequest[]> Requests =
        Gen.Select(Gen.Long[1, 5000], Gen.Int[0, 30], Gen.Int[0, 8], (bytes, first, life) => new BufferRequest(bytes, first, first + life)).Array[0, 40];

    [Fact]
    public void No_two_buffers_that_live_at_the_same_time_overlap() => Requests.Sample(requests =>
    {
        foreach (var planner in Planners)
        {
            var offsets = planner.Plan(requests, Alignment);
            for (int i = 0; i < requests.Length; i++)
            {
                Assert.Equal(0, offsets[i] % Alignment);
                for (int j = 0; j < i; j++)
                {
                    bool apart = offsets[i] + requests[i].Bytes <= offsets[j] || offsets[j] + requests[j].Bytes <= offsets[i];
                    Assert.True(apart || !requests[i].Meets(requests[j]), $"{planner.GetType().Name}: {requests[i]} at {offsets[i]} meets {requests[j]} at {offsets[j]}");
                }
            }
        }
    }, iter: 500, threads: 1);

    [Fact]
    public void A_chain_needs_only_two_buffers()
    {
        var chain = Enumerable.Range(0, 10).Select(i => new BufferRequest(640, i, i + 1)).ToArray();

        foreach (var planner in Planners) Assert.Equal(1280, planner.Plan(chain, Alignment).Select((o, i) => o + chain[i].Bytes).Max());
    }
}
