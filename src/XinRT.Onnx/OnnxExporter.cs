using Google.Protobuf;
using XinRT.Ir;
using XinRT.Onnx.Export;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx;

/// <summary>Writes a <see cref="Graph"/> as an ONNX model, imported or optimized: operators in the form of the opset
/// that is written, constants as initializers, captured values by name.</summary>
public static class OnnxExporter
{
    /// <summary>Oldest opset that can be written: from it on Softmax, Split, Squeeze and others have the form that the
    /// graph holds.</summary>
    public const int OldestOpset = 13;

    /// <summary>Opset that is written unless a node needs a later one or the caller wants another: the first in which
    /// reductions have their axes as an input, as the graph holds them.</summary>
    public const int UsualOpset = 18;

    /// <summary>The model in memory, for graphs whose constants stay below 2 GiB. <see cref="ModelException"/> names
    /// nodes that ONNX, or the wanted opset, has no form for.</summary>
    public static ModelProto Export(Graph graph, ExportOptions? options = null)
    {
        var (model, constants, _) = Build(graph, options ?? new ExportOptions());
        foreach (var (proto, tensor) in constants)
        {
            if (tensor.DType != DType.String) proto.RawData = UnsafeByteOperations.UnsafeWrap(TensorWriter.Raw(tensor));
            model.Graph.Initializer.Add(proto);
        }
        return model;
    }

    /// <summary>Writes a file, and reads it back to make sure that it has the graph's inputs and outputs. A failure
    /// leaves what was there before.</summary>
    /// <param name="graph">What is written; it is not changed.</param>
    /// <param name="path">The file. External data goes to a file beside it with <c>.data</c> behind its name.</param>
    /// <param name="options">How it is written.</param>
    /// <returns>What the file holds.</returns>
    public static ExportReport Save(Graph graph, string path, ExportOptions? options = null)
    {
        options ??= new ExportOptions();
        var (model, constants, nodes) = Build(graph, options);
        using var file = new ModelFile(path);
        file.Write(model, constants, options.ExternalData);
        ExportCheck.Run(graph, file.Model);
        file.Publish();
        return new ExportReport
        {
            Opsets = model.OpsetImport.ToDictionary(
                o => o.Domain.Length == 0 ? "ai.onnx" : o.Domain, o => (int)o.Version),
            IrVersion = (int)model.IrVersion,
            Nodes = nodes,
            Functions = model.Functions.Count,
            Constants = constants.Count,
            ModelBytes = file.ModelBytes,
            DataFile = file.DataBytes > 0 ? ModelFile.DataPath(path) : null,
            DataBytes = file.DataBytes,
        };
    }

    private static (ModelProto Model, IReadOnlyList<StoredTensor> Constants, int Nodes) Build(Graph graph,
        ExportOptions options)
    {
        if (options.Opset is < OldestOpset or > OnnxImporter.NewestOpset)
        {
            throw new ModelException("XIN1012", $"graph '{graph.Name}'",
                $"opsets {OldestOpset} to {OnnxImporter.NewestOpset} can be written, but {options.Opset} is wanted",
                hint: $"take an opset from {UsualOpset} on");
        }
        var standard = StandardForms.Of(graph, options.Fused);
        var plan = OpsetPlan.Of(standard, options.Opset);
        var names = new NameTable();
        var constants = new ConstantTable(names);
        var functions = new FunctionTable(plan);
        var writer = new GraphWriter(plan, functions, names, constants.NameOf, isFunction: false);
        var model = new ModelProto
        {
            IrVersion = plan.Ir,
            ProducerName = "XinRT",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = writer.Main(standard, options.ValueInfo),
        };
        model.Functions.AddRange(functions.Functions);
        var domains = writer.Domains.Concat(model.Functions.SelectMany(f => f.OpsetImport.Select(o => o.Domain)))
            .Append("").Distinct(StringComparer.Ordinal);
        foreach (string domain in domains.Order(StringComparer.Ordinal))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = plan.Of(domain) });
        foreach (var (key, value) in options.Properties)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return (model, constants.Stored, writer.NodeCount);
    }
}
