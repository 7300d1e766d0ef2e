using XinRT.TestKit;

namespace XinRT.UnitTests.TestKit;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xinrt-snapshot").FullName;

    private string Verified => Path.Combine(_folder, "T.M.verified.txt");

    private string Received => Path.Combine(_folder, "T.M.received.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_difference_writes_the_received_text_and_names_the_line()
    {
        File.WriteAllText(Verified, "one\ntwo\n");

        var error = Assert.Throws<TestKitException>(() => Snapshot.Match("one\nTWO", Verified, Received, accept: false));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("one\nTWO\n", File.ReadAllText(Received));
    }

    [Fact]
    public void Accepting_makes_the_text_the_verified_one()
    {
        Snapshot.Match("new", Verified, Received, accept: true);

        Snapshot.Match("new\r\n\r\n", Verified, Received, accept: false);
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void A_missing_file_fails() =>
        Assert.Throws<TestKitException>(() => Snapshot.Match("", Verified, Received, accept: false));
}
