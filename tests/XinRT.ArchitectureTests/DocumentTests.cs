using System.Text.RegularExpressions;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed partial class DocumentTests
{
    private static IEnumerable<SourceFile> Documents =>
        SourceTree.TopLevel("*.md").Concat(SourceTree.Files("docs", "*.md")).Concat(SourceTree.Files("samples", "*.md")).Concat(SourceTree.Files("tests", "*.md"));

    [Fact]
    public void Every_link_leads_to_a_file() => Offenders.None(
        from file in Documents
        from Match m in Link().Matches(file.Text)
        let target = m.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, target))
        select $"{file.Path}: {target}");

    [Fact]
    public void Every_path_named_in_a_document_exists() => Offenders.None(
        from file in Documents
        from Match m in NamedPath().Matches(file.Text)
        where !Path.Exists(Repository.PathOf(m.Groups["path"].Value))
        select $"{file.Path}: {m.Groups["path"].Value}");

    [Fact]
    public void The_boxes_of_the_architecture_are_the_projects()
    {
        var projects = SourceTree.Files("src", "*.csproj").Select(f => Path.GetFileNameWithoutExtension(f.Name));
        string page = File.ReadAllText(Repository.PathOf("docs", "architecture.md"));
        string diagram = page[page.IndexOf("```mermaid", StringComparison.Ordinal)..];
        diagram = diagram[..diagram.IndexOf("\n```\n", StringComparison.Ordinal)];

        Assert.Equal(projects.Order(StringComparer.Ordinal), Box().Matches(diagram).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_languages_of_the_front_page_have_the_same_commands()
    {
        static IEnumerable<string> Commands(string file) =>
            File.ReadAllLines(Repository.PathOf(file)).Where(l => l.StartsWith("./", StringComparison.Ordinal)).Select(l => l.Split('#')[0].Trim());

        Assert.Equal(Commands("README.md"), Commands("README.zh-CN.md"));
        Assert.Equal("./xinrt demo", Commands("README.md").First());
    }

    [Fact]
    public void The_program_on_the_front_pages_is_the_sample_that_is_built_and_run()
    {
        string program = File.ReadAllText(Repository.PathOf("samples", "FirstEngine", "Program.cs"));

        Assert.All((string[])["README.md", "README.zh-CN.md"], page =>
            Assert.Contains($"```csharp\n{program}```", File.ReadAllText(Repository.PathOf(page)), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    // A path in code font without placeholders: letters, dots, dashes and slashes only.
    [GeneratedRegex("`(?<path>(src|tests|docs|eng|samples)/[A-Za-z0-9._/-]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\[""?(?<name>XinRT[A-Za-z.]*)")]
    private static partial Regex Box();
}
