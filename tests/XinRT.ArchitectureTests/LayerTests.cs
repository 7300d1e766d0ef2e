using System.Xml.Linq;
using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

public sealed class LayerTests
{
    // What each project may use, the projects on its left. Core stands alone; a backend may use what Backends may.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["XinRT.Core"] = [],
        ["XinRT.Generators"] = [],
        ["XinRT.Graph"] = ["XinRT.Core"],
        ["XinRT.Onnx"] = ["XinRT.Core", "XinRT.Graph"],
        ["XinRT.Passes"] = ["XinRT.Core", "XinRT.Graph"],
        ["XinRT.Quantization"] = ["XinRT.Core", "XinRT.Graph"],
        ["XinRT.Backends"] = ["XinRT.Core", "XinRT.Graph"],
        ["XinRT.Backends.*"] = ["XinRT.Core", "XinRT.Graph", "XinRT.Backends"],
        ["XinRT.Planning"] = ["XinRT.Core", "XinRT.Graph", "XinRT.Backends"],
        ["XinRT.Runtime"] = ["XinRT.Core", "XinRT.Graph", "XinRT.Backends", "XinRT.Planning"],
        ["XinRT.Compiler"] = ["XinRT.Core", "XinRT.Graph", "XinRT.Onnx", "XinRT.Passes", "XinRT.Quantization", "XinRT.Backends", "XinRT.Planning", "XinRT.Runtime"],
        ["XinRT"] = ["XinRT.Core", "XinRT.Graph", "XinRT.Onnx", "XinRT.Passes", "XinRT.Quantization", "XinRT.Backends", "XinRT.Backends.*", "XinRT.Planning", "XinRT.Runtime", "XinRT.Compiler"],
        ["XinRT.Compare"] = ["XinRT"],
        ["XinRT.Compare.*"] = ["XinRT", "XinRT.Compare"],
        ["XinRT.Server"] = ["XinRT"],
        ["XinRT.Cli"] = ["XinRT", "XinRT.Compare", "XinRT.Compare.*", "XinRT.Server"],
    };

    private static IEnumerable<(string Name, XElement Root)> Projects => SourceTree.Files("src", "*.csproj")
        .Select(f => (Path.GetFileNameWithoutExtension(f.Path), XElement.Parse(f.Text)));

    [Fact]
    public void A_project_uses_only_projects_to_its_left() => Offenders.None(
        from project in Projects
        from reference in References(project.Root)
        where !Allowed(project.Name).Any(pattern => Fits(reference, pattern))
        select $"{project.Name} uses {reference}");

    [Fact]
    public void The_solution_lists_every_project()
    {
        var listed = XElement.Load(Repository.PathOf("XinRT.slnx")).Descendants("Project").Select(p => (string)p.Attribute("Path")!).Order(StringComparer.Ordinal);
        string[] folders = ["src", "tests", "bench", "samples"];

        Assert.Equal(folders.SelectMany(f => SourceTree.Files(f, "*.csproj")).Select(f => f.Path).Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Only_the_comparison_with_ONNX_Runtime_needs_it() => Assert.All(
        Projects.Where(p => p.Root.Descendants("PackageReference").Any(r => ((string)r.Attribute("Include")!).StartsWith("Microsoft.ML", StringComparison.Ordinal))),
        p => Assert.Equal("XinRT.Compare.OnnxRuntime", p.Name));

    [Fact]
    public void Unsafe_code_stays_in_backends_runtime_and_two_memory_managers() => Offenders.None(
        from file in SourceTree.CSharp("src")
        where file.Text.Contains("unsafe ", StringComparison.Ordinal) && !file.Path.Contains("/XinRT.Backends.", StringComparison.Ordinal)
        where !file.Path.StartsWith("src/XinRT.Runtime/", StringComparison.Ordinal) && file.Name is not ("MappedFile.cs" or "NativeBytes.cs")
        select file.Path);

    [Fact]
    public void Assemblies_in_the_output_use_what_their_projects_say()
    {
        // A package could bring in what the project files do not show.
        var core = typeof(Tensor).Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        Offenders.None(core.Where(n => !n.StartsWith("System.", StringComparison.Ordinal)));
    }

    private static string[] Allowed(string project) => MayUse.TryGetValue(project, out var exact) ? exact
        : MayUse.FirstOrDefault(m => m.Key.EndsWith('*') && Fits(project, m.Key)).Value
        ?? throw new TestKitException($"The layers do not say what {project} may use.");

    private static bool Fits(string project, string pattern) =>
        pattern.EndsWith(".*", StringComparison.Ordinal) ? project.StartsWith(pattern[..^1], StringComparison.Ordinal) : project == pattern;

    private static IEnumerable<string> References(XElement project) => project.Descendants("ProjectReference")
        .Where(r => (string?)r.Attribute("OutputItemType") != "Analyzer")
        .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));
}
