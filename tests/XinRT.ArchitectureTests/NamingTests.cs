using System.Text.RegularExpressions;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed partial class NamingTests
{
    // Records and interfaces that only mean something beside the type that the file is named after.
    private const int MaxCompanions = 5;

    [Fact]
    public void A_file_with_a_public_type_is_named_after_it() => Offenders.None(
        from file in SourceTree.CSharp("src")
        where file.Name != "Program.cs"
        let types = Types(file)
        where types.Any(t => t.IsPublic) && types.TrueForAll(t => t.Name != Stem(file))
        select $"{file.Path} holds {string.Join(", ", types.Select(t => t.Name))}");

    [Fact]
    public void Companions_of_a_type_are_few() => Offenders.None(
        from file in SourceTree.CSharp("src")
        let types = Types(file).Where(t => t.IsPublic).Select(t => t.Name).ToList()
        where types.Count > MaxCompanions + 1
        select $"{file.Path} holds {string.Join(", ", types)}");

    [Fact]
    public void No_folder_or_project_is_a_drawer_for_everything() => Offenders.None(
        from folder in (string[])["src", "tests"]
        from file in SourceTree.Files(folder, "*.cs*")
        from part in file.Path.Split('/')
        where Regex.IsMatch(part, @"^(XinRT\.)?(Common|Utils?|Utilities|Helpers?|Misc|Shared)(\.cs)?$")
        select file.Path);

    [Fact]
    public void Operators_lie_in_a_family_and_end_in_Op() => Offenders.None(
        from file in SourceTree.CSharp("src/XinRT.Graph/Ops")
        where file.Text.Contains("[OnnxOperator(", StringComparison.Ordinal)
        where file.Path.Split('/').Length != 5 || !file.Name.EndsWith("Op.cs", StringComparison.Ordinal)
        select file.Path);

    private static string Stem(SourceFile file) => Path.GetFileNameWithoutExtension(file.Path);

    private static List<(string Name, bool IsPublic)> Types(SourceFile file) =>
        [.. TopLevelType().Matches(file.Text).Select(m => (m.Groups["name"].Value, m.Groups["access"].Value == "public")).Distinct()];

    [GeneratedRegex(@"^(?<access>public|internal) (?:(?:static|sealed|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
