using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed class FileSizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("src", 500)]
    [InlineData("tests", 600)]
    public void No_file_is_longer_than_the_limit(string folder, int limit)
    {
        var sizes = SourceTree.CSharp(folder).Select(f => (f.Path, Lines: f.Text.Count(c => c == '\n')))
            .OrderByDescending(f => f.Lines).ToList();
        output.WriteLine($"{folder}: {sizes.Count} files, median {sizes[sizes.Count / 2].Lines}, p90 {sizes[sizes.Count / 10].Lines} lines");
        foreach (var (path, lines) in sizes.Take(10)) output.WriteLine($"{lines,5}  {path}");

        Offenders.None(sizes.Where(f => f.Lines > limit));
    }
}
