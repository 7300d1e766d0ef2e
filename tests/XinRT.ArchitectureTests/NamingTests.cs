using System.Text.RegularExpressions;

namespace XinRT.ArchitectureTests;

public sealed partial class NamingTests
{
    // Types a reader looks for on their own have their own file; these are parts of the type that the file is named after.
    private const int MaxCompanions = 4;

    [Fact]
    public void A_file_is_named_after_the_first_type_in_it() => Assert.Empty(
        from file in SourceTree.CSharp("src")
        where file.Name != "Program.cs"
        let types = Types(file)
        where types.Count > 0 && types[0] != Stem(file)
        select $"{file.Path} begins with {types[0]}");

    [Fact]
    public void Companions_of_a_type_are_few() => Assert.Empty(
        from file in SourceTree.CSharp("src")
        let types = Types(file)
        where types.Count > MaxCompanions + 1
        select $"{file.Path} holds {string.Join(", ", types)}");

    [Fact]
    public void No_folder_or_project_is_a_drawer_for_everything() => Assert.Empty(
        from folder in (string[])["src", "tests"]
        from file in SourceTree.Files(folder, "*.cs*")
        from part in file.Path.Split('/')
        where Regex.IsMatch(part, @"^(XinRT\.)?(Common|Utils?|Utilities|Helpers?|Misc|Shared)(\.cs)?$")
        select file.Path);

    [Fact]
    public void Operators_lie_in_a_family_and_end_in_Op() => Assert.Empty(
        from file in SourceTree.CSharp("src/XinRT.Graph/Ops")
        where file.Text.Contains("[OnnxOperator(", StringComparison.Ordinal)
        where file.Path.Split('/').Length != 5 || !file.Name.EndsWith("Op.cs", StringComparison.Ordinal)
        select file.Path);

    private static string Stem(SourceFile file) => Path.GetFileNameWithoutExtension(file.Path);

    private static List<string> Types(SourceFile file) => [.. TopLevelType().Matches(file.Text).Select(m => m.Groups["name"].Value).Distinct()];

    [GeneratedRegex(@"^(?:public|internal) (?:(?:static|sealed|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
