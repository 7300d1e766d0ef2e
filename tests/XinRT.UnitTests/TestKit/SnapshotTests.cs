using XinRT.TestKit;

namespace XinRT.UnitTests.TestKit;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xinrt-snapshot").FullName;

    private string Stem => Path.Combine(_folder, "T.M");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_difference_writes_the_received_text_and_names_the_line()
    {
        File.WriteAllText(Stem + ".verified.txt", "one\ntwo\n");

        var error = Assert.Throws<TestKitException>(() => Snapshot.Match("one\nTWO", Stem, accept: false));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("one\nTWO\n", File.ReadAllText(Stem + ".received.txt"));
    }

    [Fact]
    public void Accepting_makes_the_text_the_verified_one()
    {
        Snapshot.Match("new", Stem, accept: true);

        Snapshot.Match("new\r\n\r\n", Stem, accept: false);
        Assert.False(File.Exists(Stem + ".received.txt"));
    }

    [Fact]
    public void A_missing_file_fails() =>
        Assert.Throws<TestKitException>(() => Snapshot.Match("", Stem, accept: false));
}
