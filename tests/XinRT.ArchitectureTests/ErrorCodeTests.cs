using System.Text.RegularExpressions;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed partial class ErrorCodeTests
{
    private static HashSet<string> Used => [.. from f in SourceTree.CSharp("src") from Match m in Code().Matches(f.Text) select m.Groups[1].Value];

    private static HashSet<string> Pages => [.. from f in SourceTree.Files("docs/errors", "XIN*.md") select Path.GetFileNameWithoutExtension(f.Name)];

    [Fact]
    public void Every_code_has_a_page() => Offenders.None(Used.Except(Pages).Order());

    [Fact]
    public void Every_page_has_a_code() => Offenders.None(Pages.Except(Used).Order());

    [Fact]
    public void A_page_says_what_it_means_shows_an_example_and_what_to_do() => Assert.All(SourceTree.Files("docs/errors", "XIN*.md"), f =>
    {
        string code = Path.GetFileNameWithoutExtension(f.Name);
        Assert.StartsWith($"# {code}: ", f.Text, StringComparison.Ordinal);
        Assert.Contains($"## Example\n\n```text\n{code} ", f.Text, StringComparison.Ordinal);
        Assert.Contains("## What to do\n\n- ", f.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void The_list_of_codes_is_complete()
    {
        string list = SourceTree.Files("docs/errors", "README.md").Single().Text;

        Offenders.None(Pages.Where(c => !list.Contains($"[{c}]({c}.md)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Comments_speak_of_codes_that_exist() => Offenders.None(
        from file in SourceTree.CSharp("src")
        from Match m in Mention().Matches(file.Text)
        where !Used.Contains(m.Value)
        select $"{file.Path}: {m.Value}");

    [GeneratedRegex("\"(XIN[0-9]{4})\"")]
    private static partial Regex Code();

    [GeneratedRegex("XIN[0-9]{4}")]
    private static partial Regex Mention();
}
