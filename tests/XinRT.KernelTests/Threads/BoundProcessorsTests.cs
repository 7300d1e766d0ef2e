using XinRT.Backends.Cpu.Threads;

namespace XinRT.KernelTests.Threads;

public sealed class BoundProcessorsTests
{
    // Numbers that no machine has: the pools of other tests take real ones meanwhile.
    private static readonly int[] Processors = [70_000, 70_001, 70_002, 70_003, 70_004, 70_005];

    [Fact]
    public void No_processor_has_helpers_of_two_pools()
    {
        int[] one = BoundProcessors.Take(2, Processors), other = BoundProcessors.Take(3, Processors), third = BoundProcessors.Take(1, Processors);

        Assert.Equal([70_001, 70_002], one);
        Assert.Equal([70_003, 70_004, 70_005], other);
        Assert.Empty(third);
        BoundProcessors.Return(other);
        Assert.Empty(BoundProcessors.Take(4, Processors));
        third = BoundProcessors.Take(1, Processors);
        Assert.Equal([70_003], third);
        BoundProcessors.Return(third);
        BoundProcessors.Return(one);
        Assert.Equal(5, BoundProcessors.Take(5, Processors).Length);
        BoundProcessors.Return(Processors);
    }
}
