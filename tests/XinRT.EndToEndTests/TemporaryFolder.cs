namespace XinRT.EndToEndTests;

/// <summary>A folder that is deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("xinrt-test").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
