using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Replaces the call of a model-local function by its nodes, with names made unique.</summary>
internal static class FunctionInliner
{
    public static void Inline(ImportSession session, GraphImporter graphs, GraphScope scope, NodeProto call, FunctionProto function,
        IReadOnlyDictionary<string, int> callerOpsets, IReadOnlyDictionary<string, AttributeProto>? callerAttributes, int depth)
    {
        string prefix = session.NodeName(call);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < function.Input.Count; i++) names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        // An output the caller does not want still needs a name: other nodes of the function may read it.
        for (int i = 0; i < function.Output.Count; i++)
            if (i < call.Output.Count && call.Output[i].Length > 0) names.TryAdd(function.Output[i], call.Output[i]);

        var attributes = new Dictionary<string, AttributeProto>(StringComparer.Ordinal);
        foreach (var a in function.AttributeProto) attributes[a.Name] = a;
        foreach (var a in call.Attribute)
        {
            if (a.RefAttrName.Length == 0) attributes[a.Name] = a;
            else if (callerAttributes is not null && callerAttributes.TryGetValue(a.RefAttrName, out var outer)) attributes[a.Name] = outer;
        }

        var opsets = new Dictionary<string, int>(callerOpsets, StringComparer.Ordinal);
        foreach (var o in function.OpsetImport) opsets[o.Domain == "ai.onnx" ? "" : o.Domain] = (int)Math.Clamp(o.Version, 0, 1 << 20);
        var importer = new NodeImporter(session, graphs, scope, opsets, new Dictionary<string, ValueInfoProto>(), depth + 1);
        var renamer = new Renamer(names, name => scope.Graph.UniqueName($"{prefix}/{name}"));
        session.CountInlined(function);
        foreach (var node in NodeOrder.Sort(function.Node, function.Name)) importer.Import(renamer.Rename(node, prefix), attributes);

        // An output that is an input passed through has been named after the caller's input.
        for (int i = 0; i < function.Output.Count && i < call.Output.Count; i++)
        {
            if (call.Output[i].Length > 0 && names.GetValueOrDefault(function.Output[i]) != call.Output[i])
                importer.Import(new NodeProto { OpType = "Identity", Name = $"{prefix}/{function.Output[i]}", Input = { names[function.Output[i]] }, Output = { call.Output[i] } }, null);
        }
    }

    private sealed class Renamer(Dictionary<string, string> names, Func<string, string> unique)
    {
        public NodeProto Rename(NodeProto node, string prefix)
        {
            var copy = node.Clone();
            copy.Name = $"{prefix}/{(node.Name.Length > 0 ? node.Name : node.OpType)}";
            for (int i = 0; i < copy.Input.Count; i++) copy.Input[i] = Map(copy.Input[i]);
            for (int i = 0; i < copy.Output.Count; i++) copy.Output[i] = Map(copy.Output[i]);
            foreach (var a in copy.Attribute.Where(a => a.G is not null)) RenameBody(a.G, new HashSet<string>(StringComparer.Ordinal));
            return copy;
        }

        private string Map(string name)
        {
            if (name.Length == 0) return "";
            if (!names.TryGetValue(name, out string? mapped)) names[name] = mapped = unique(name);
            return mapped;
        }

        // Names defined inside a body stay; names from the function around it are mapped.
        private void RenameBody(GraphProto body, HashSet<string> local)
        {
            local = new(local, StringComparer.Ordinal);
            local.UnionWith(body.Input.Select(i => i.Name));
            local.UnionWith(body.Initializer.Select(i => i.Name));
            local.UnionWith(body.Node.SelectMany(n => n.Output));
            foreach (var node in body.Node)
            {
                for (int i = 0; i < node.Input.Count; i++)
                    if (!local.Contains(node.Input[i])) node.Input[i] = Map(node.Input[i]);
                foreach (var a in node.Attribute.Where(a => a.G is not null)) RenameBody(a.G, local);
            }
            foreach (var output in body.Output)
                if (!local.Contains(output.Name)) output.Name = Map(output.Name);
        }
    }
}
