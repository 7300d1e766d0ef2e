using XinRT.TestKit;

namespace XinRT.ArchitectureTests;

/// <summary>A file of the tree: path from the root with slashes, and text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>The files written by hand; build outputs and generated code are left out.</summary>
internal static class SourceTree
{
    public static IEnumerable<SourceFile> CSharp(string folder) =>
        Files(folder, "*.cs").Where(f => !f.Name.EndsWith(".g.cs", StringComparison.Ordinal));

    public static IEnumerable<SourceFile> TopLevel(string pattern) => from path in Directory.EnumerateFiles(Repository.Root, pattern)
                                                                      orderby path
                                                                      select new SourceFile(Path.GetFileName(path), File.ReadAllText(path));

    public static IEnumerable<SourceFile> Files(string folder, string pattern)
    {
        string root = Repository.PathOf(folder);
        if (!Directory.Exists(root)) return [];
        return from path in Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
               let relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
               where !relative.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or ".git")
               orderby relative
               select new SourceFile(relative, File.ReadAllText(path));
    }
}
