using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Compare.Golden;

/// <summary>A graph computed in FP64 instead of FP32: the nearest there is to the true result, to tell whose rounding a
/// difference is.</summary>
public static class DoublePrecision
{
    /// <summary>A copy whose FP32 inputs, constants and conversions are FP64.</summary>
    public static Graph Widen(Graph graph)
    {
        var wide = new Dictionary<Value, Value>();
        Value Map(Value v)
        {
            if (wide.TryGetValue(v, out var known)) return known;
            var mapped = new Value(v.Name, v.Type is TensorType { DType: DType.F32 } t ? t with { DType = DType.F64 } : v.Type);
            if (v.Constant is { } c) mapped.Constant = Widen(c);
            return wide[v] = mapped;
        }

        var result = new Graph(graph.Name) { CapturedCount = graph.CapturedCount };
        foreach (var input in graph.Inputs) result.AddInput(Map(input));
        foreach (var node in graph.Nodes)
        {
            var attributes = new AttributeMap();
            node.Op.Info.Write(node.Op, attributes);
            if (node.Op is CastOp && attributes.Int("to", 0) == (long)DType.F32) attributes.Set("to", (long)DType.F64);
            if (attributes.Has("value") && attributes.Items.First(a => a.Key == "value").Value is Tensor tensor) attributes.Set("value", Widen(tensor));
            result.Add(new Node(node.Name, node.Op.Info.Create(attributes), [.. node.Inputs.Select(v => v is null ? null : Map(v))],
                [.. node.Outputs.Select(v => v is null ? null : Map(v))], [.. node.Bodies.Select(Widen)], node.Origins));
        }
        foreach (var output in graph.Outputs) result.AddOutput(Map(output));
        return result;
    }

    /// <summary>An FP32 tensor as FP64; anything else as it is.</summary>
    public static Tensor Widen(Tensor tensor) => tensor.DType == DType.F32 ? Tensor.FromDoubles(DType.F64, tensor.ToDoubles(), tensor.Dims) : tensor;

    /// <summary>An FP64 value rounded to FP32; anything else as it is.</summary>
    public static Datum Narrow(Datum value) =>
        value is Tensor { DType: DType.F64 } t ? Tensor.FromDoubles(DType.F32, t.ToDoubles(), t.Dims) : value;
}
