using System.Text.RegularExpressions;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed partial class RuleTests
{
    private static IEnumerable<SourceFile> Steps => SourceTree.CSharp("src/XinRT.Passes/Rules").Concat(SourceTree.CSharp("src/XinRT.Passes/Passes"))
        .Where(f => Step().IsMatch(f.Text));

    [Fact]
    public void Every_rule_and_pass_is_used_in_a_pipeline()
    {
        string pipelines = SourceTree.Files("src/XinRT.Passes", "Pipelines.cs").Single().Text;

        Offenders.None(Steps.Select(Stem).Where(name => !pipelines.Contains($"new {name}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_rule_and_pass_has_tests()
    {
        var tests = SourceTree.CSharp("tests/XinRT.UnitTests/Passes").Select(Stem).ToHashSet();

        Offenders.None(Steps.Select(Stem).Where(name => !tests.Contains(name + "Tests")));
    }

    [Fact]
    public void A_rule_begins_with_what_it_does() => Offenders.None(
        from file in SourceTree.CSharp("src/XinRT.Passes/Rules")
        where file.Text.Contains(": RewriteRule", StringComparison.Ordinal)
        where !Regex.IsMatch(file.Name, "^(Fuse|Fold|Remove|Move|Split|Lower)[A-Z]")
        select file.Path);

    private static string Stem(SourceFile file) => Path.GetFileNameWithoutExtension(file.Path);

    [GeneratedRegex(@"public sealed class \w+(\([^)]*\))? : (RewriteRule|Pass)\b")]
    private static partial Regex Step();
}
