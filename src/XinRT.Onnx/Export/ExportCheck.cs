using XinRT.Ir;

namespace XinRT.Onnx.Export;

/// <summary>Reads an exported file and compares its inputs and outputs with those of the graph that it was made
/// of.</summary>
internal static class ExportCheck
{
    /// <summary>Fails with XIN1014 if the file is another model; it is a defect of the export.</summary>
    public static void Run(Graph graph, string path)
    {
        Graph read;
        try
        {
            read = OnnxImporter.Import(path);
        }
        catch (XinException e)
        {
            throw Wrong(graph, $"it does not import ({e.Message.Split('\n')[0]})", e);
        }
        Compare(graph, "input", graph.Inputs, read.Inputs);
        Compare(graph, "output", graph.Outputs, read.Outputs);
    }

    private static void Compare(Graph graph, string kind, IReadOnlyList<Value> wanted, IReadOnlyList<Value> found)
    {
        if (wanted.Count != found.Count)
            throw Wrong(graph, $"{wanted.Count} {kind}s are wanted, but it has {found.Count}");
        for (int i = 0; i < wanted.Count; i++)
        {
            if (wanted[i].Name != found[i].Name || !Agree(wanted[i].Type, found[i].Type))
            {
                throw Wrong(graph, $"{kind} '{wanted[i].Name}' of {wanted[i].Type} is wanted, "
                    + $"but it is '{found[i].Name}' of {found[i].Type}");
            }
        }
    }

    // Symbols may have other names, and a size may be known on one side only.
    private static bool Agree(IrType a, IrType b) => (a, b) switch
    {
        (SequenceType x, SequenceType y) => Agree(x.Element, y.Element),
        (OptionalType x, OptionalType y) => Agree(x.Element, y.Element),
        (MapType x, MapType y) => x.Key == y.Key && Agree(x.Element, y.Element),
        (TensorType x, TensorType y) => (x.DType == y.DType || x.DType == DType.Undefined || y.DType == DType.Undefined)
            && Agree(x.Shape, y.Shape),
        _ => false,
    };

    private static bool Agree(Shape? a, Shape? b) => a is null || b is null
        || a.Rank == b.Rank && Enumerable.Range(0, a.Rank)
            .All(i => !a[i].IsConstant || !b[i].IsConstant || a[i] == b[i]);

    private static ModelException Wrong(Graph graph, string because, Exception? inner = null) =>
        new("XIN1014", $"graph '{graph.Name}'", $"the exported file must read back as the same model, but {because}",
            hint: "please report this with the model; --stage imported may work", inner: inner);
}
