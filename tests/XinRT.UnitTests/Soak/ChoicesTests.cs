using XinRT.Soak.Harness;

namespace XinRT.UnitTests.Soak;

public sealed class ChoicesTests
{
    [Fact]
    public void A_fixed_choice_moves_no_other()
    {
        var first = Draw(new Choices(7, new Dictionary<string, int>()));
        var second = Draw(new Choices(7, new Dictionary<string, int> { ["b"] = 3 }));
        Assert.Equal(3, second[1]);
        Assert.Equal(first[0], second[0]);
        Assert.Equal(first[2..], second[2..]);
    }

    [Fact]
    public void Seeds_differ_and_repeat()
    {
        Assert.Equal(Draw(new Choices(1, new Dictionary<string, int>())),
            Draw(new Choices(1, new Dictionary<string, int>())));
        Assert.True(Enumerable.Range(0, 20).Select(s =>
            string.Join(' ', Draw(new Choices((ulong)s, new Dictionary<string, int>())))).Distinct().Count() > 15);
    }

    [Fact]
    public void Every_tail_of_channels_is_drawn()
    {
        var seen = new HashSet<int>();
        for (ulong seed = 0; seed < 30_000; seed++) seen.Add(new Choices(seed, new Dictionary<string,
            int>()).Channels("channels"));
        Assert.Equal(1, seen.Min());
        Assert.InRange(seen.Max(), 590, 600);
        Assert.True(seen.Count > 590, $"{seen.Count} of 600 numbers of channels");
    }

    [Fact]
    public void Addresses_read_as_they_print()
    {
        var address = new CaseAddress(12).Then(0).Then(3).Then(3).Then(3).Then(1);
        Assert.Equal("12/0/3x3/1", address.ToString());
        Assert.Equal(address, CaseAddress.Parse("12/0/3x3/1"));
    }

    private static int[] Draw(Choices choices) =>
        [choices.Range("a", 0, 1000), choices.Range("b", 0, 1000), choices.Channels("c"), choices.Extent("d"),
            choices.Weighted("e", 1, 2, 3), choices.Range("a", 0, 1000)];
}
