using System.Text;
using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.Compiler.Tuning;

/// <summary>The kernel of each node as a text file, one line a node: <c>backend/kernel(parameters)</c>, a tab, the node's
/// name.</summary>
public static class TacticLock
{
    private const string Header = "xinrt tactics 1";

    /// <summary>Reads the kernels of a graph's nodes; those the file does not name are <see cref="NodeKernel.None"/>.</summary>
    public static IReadOnlyList<NodeKernel> Load(string path, Graph graph)
    {
        var specs = Read(path);
        return [.. graph.Nodes.Select(n => specs.TryGetValue(n.Name, out var spec) ? new NodeKernel(spec) : NodeKernel.None)];
    }

    /// <summary>The kernels by the names of nodes; a <see cref="BuildException"/> if the file is something else.</summary>
    public static IReadOnlyDictionary<string, KernelSpec> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new BuildException("XIN4004", $"tactic lock '{path}'", $"its first line should be '{Header}'", hint: "delete the file, or name another");
        var specs = new Dictionary<string, KernelSpec>(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            int tab = lines[i].IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0 || Parse(lines[i][..tab]) is not { } spec)
                throw new BuildException("XIN4004", $"tactic lock '{path}'", $"line {i + 1} should be 'backend/kernel(parameters)', a tab and a node, but it is '{lines[i]}'", hint: "delete the file to write it anew");
            specs[lines[i][(tab + 1)..]] = spec;
        }
        return specs;
    }

    /// <summary>Writes the kernels of a graph's nodes.</summary>
    public static void Save(string path, Graph graph, IReadOnlyList<NodeKernel> kernels)
    {
        var text = new StringBuilder(Header).Append('\n');
        for (int i = 0; i < kernels.Count; i++)
            if (kernels[i] != NodeKernel.None) text.Append(kernels[i].Spec).Append('\t').Append(graph.Nodes[i].Name).Append('\n');
        File.WriteAllText(path, text.ToString());
    }

    private static KernelSpec? Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal), open = text.EndsWith(')') ? text.IndexOf('(', StringComparison.Ordinal) : -1;
        if (slash <= 0 || slash == text.Length - 1) return null;
        if (open < 0) return new(text[..slash], text[(slash + 1)..]);
        string[] items = text[(open + 1)..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        KernelParameter[] parameters = [.. items.Select(KernelParameter.Parse).OfType<KernelParameter>()];
        return parameters.Length < items.Length ? null : new(text[..slash], text[(slash + 1)..open], parameters);
    }
}
