using System.Text.RegularExpressions;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed partial class TextTests
{
    private static IEnumerable<SourceFile> Written => SourceTree.CSharp("src").Concat(SourceTree.CSharp("tests"))
        .Where(f => f.Name != nameof(TextTests) + ".cs");

    private static IEnumerable<SourceFile> Everything => Written.Concat(SourceTree.Files("docs", "*.md")).Concat(SourceTree.TopLevel("*.md"))
        .Concat(SourceTree.Files("src", "*.csproj")).Concat(SourceTree.Files("eng", "*"));

    [Fact]
    public void No_code_is_folded_away_or_put_off() => Offenders.None(
        from file in Written
        from Match m in PutOff().Matches(file.Text)
        select $"{file.Path}: {m.Value.Trim()}");

    [Fact]
    public void No_path_of_one_machine_is_written_down() => Offenders.None(
        from file in Everything
        from Match m in MachinePath().Matches(file.Text)
        select $"{file.Path}: {m.Value}");

    [Fact]
    public void Every_file_ends_with_one_line_feed_and_has_no_carriage_return() => Offenders.None(
        from file in Everything
        where file.Text.Contains('\r', StringComparison.Ordinal) || !file.Text.EndsWith('\n') || file.Text.EndsWith("\n\n", StringComparison.Ordinal)
        select file.Path);

    [Fact]
    public void Warnings_are_not_switched_off_in_sources() => Offenders.None(
        from file in SourceTree.CSharp("src")
        where file.Text.Contains("#pragma warning disable", StringComparison.Ordinal)
        select file.Path);

    [GeneratedRegex(@"^\s*#region.*$|//\s*(TODO|FIXME|HACK|XXX)\b.*$", RegexOptions.Multiline)]
    private static partial Regex PutOff();

    // Folders that exist on the machine of one developer only.
    [GeneratedRegex(@"(?<![\w.])/(work|tmp|home|root|Users)/[\w.-]+")]
    private static partial Regex MachinePath();
}
