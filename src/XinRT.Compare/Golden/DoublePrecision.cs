using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Compare.Golden;

/// <summary>A graph computed in FP64 instead of FP32: the nearest there is to the true result, to tell whose rounding a
/// difference is. Where an operator gives FP32 all the same, its results are converted; one that takes no FP64 computes as
/// written.</summary>
public static class DoublePrecision
{
    // Attributes that name the element type of a result or of the arithmetic.
    private static readonly string[] TypeAttributes = ["to", "dtype", "output_datatype", "output_dtype", "stash_type", "softmax_precision"];

    /// <summary>A copy whose FP32 inputs, constants and results are FP64.</summary>
    public static Graph Widen(Graph graph)
    {
        var wide = new Dictionary<Value, Value>();
        Value Map(Value v)
        {
            if (wide.TryGetValue(v, out var known)) return known;
            var mapped = new Value(v.Name, Widen(v.Type)) { Data = v.Data };
            if (v.Constant is { } c) mapped.Constant = (Tensor)Widen(c);
            return wide[v] = mapped;
        }

        var result = new Graph(graph.Name) { CapturedCount = graph.CapturedCount };
        foreach (var input in graph.Inputs) result.AddInput(Map(input));
        foreach (var node in graph.Nodes)
        {
            List<Graph> bodies = [.. node.Bodies.Select(Widen)];
            List<Value?> inputs = [.. node.Inputs.Select(v => v is null ? null : Map(v))], outputs = [.. node.Outputs.Select(v => v is null ? null : Map(v))];
            var op = WithTypes(node.Op);
            var given = TypesGiven(node, op, inputs, bodies);
            if (given is null && bodies.Count == 0)
            {
                op = node.Op;
                inputs = [.. node.Inputs.Select((v, i) => v is { Type: TensorType { DType: DType.F32 } } ? Converted(result, inputs[i]!, DType.F32) : inputs[i])];
                given = TypesGiven(node, op, inputs, bodies);
            }
            List<Value?> computed = [.. outputs.Select((v, i) =>
                given?[i] is TensorType { DType: DType.F32 } type && v is { Type: TensorType { DType: DType.F64 } } ? new Value(result.UniqueName(v.Name), type) : v)];
            result.Add(new Node(node.Name, op, inputs, computed, bodies, node.Origins));
            for (int i = 0; i < outputs.Count; i++)
                if (computed[i] != outputs[i]) result.Add(new Node(computed[i]!.Name, new CastOp(DType.F64), [computed[i]], [outputs[i]]));
        }
        foreach (var output in graph.Outputs) result.AddOutput(Map(output));
        return result;
    }

    /// <summary>FP32 tensors, also within other values, as FP64; anything else as it is.</summary>
    public static Datum Widen(Datum value) => Converted(value, DType.F32, DType.F64, Widen);

    /// <summary>FP64 results rounded to FP32 where the model's own type says so.</summary>
    /// <param name="value">The result.</param>
    /// <param name="type">The type in the model.</param>
    public static Datum Narrow(Datum value, IrType type) => type switch
    {
        TensorType { DType: DType.F32 } => Converted(value, DType.F64, DType.F32, v => v),
        SequenceType s => Converted(value, DType.F64, DType.F32, v => Narrow(v, s.Element)),
        OptionalType o => Converted(value, DType.F64, DType.F32, v => Narrow(v, o.Element)),
        MapType m => Converted(value, DType.F64, DType.F32, v => Narrow(v, m.Element)),
        _ => value,
    };

    private static Datum Converted(Datum value, DType from, DType to, Func<Datum, Datum> items) => value switch
    {
        Tensor t => t.DType == from ? Tensor.FromDoubles(to, t.ToDoubles(), t.Dims) : t,
        SequenceDatum s => new SequenceDatum(Converted(s.Element, from, to), [.. s.Items.Select(items)]),
        OptionalDatum o => new OptionalDatum(Converted(o.Element, from, to), o.Value is { } v ? items(v) : null),
        MapDatum m => new MapDatum(m.Key, Converted(((MapType)m.Type).Element, from, to), m.Items.ToDictionary(i => i.Key, i => items(i.Value))),
        _ => value,
    };

    private static IrType Widen(IrType type) => Converted(type, DType.F32, DType.F64);

    private static IrType Converted(IrType type, DType from, DType to) => type switch
    {
        TensorType t => t.DType == from ? t with { DType = to } : t,
        SequenceType s => new SequenceType(Converted(s.Element, from, to)),
        OptionalType o => new OptionalType(Converted(o.Element, from, to)),
        MapType m => m with { Element = Converted(m.Element, from, to) },
        _ => type,
    };

    private static Value Converted(Graph graph, Value value, DType to)
    {
        var converted = new Value(graph.UniqueName(value.Name), Converted(value.Type, DType.F64, to));
        graph.Add(new Node(converted.Name, new CastOp(to), [value], [converted]));
        return converted;
    }

    private static Operator WithTypes(Operator op)
    {
        // The bits are what it converts.
        if (op is BitCastOp) return op;
        var attributes = OperatorBinding.Attributes(op);
        foreach (string name in TypeAttributes)
            if (attributes.Has(name) && attributes.Int(name, 0) == (long)DType.F32) attributes.Set(name, (long)DType.F64);
        if (attributes.Items.FirstOrDefault(a => a.Key == "value").Value is Tensor tensor) attributes.Set("value", Widen(tensor));
        return op.Info.Create(attributes);
    }

    // The types that the outputs get, or null if the operator does not take these inputs.
    private static IReadOnlyList<IrType?>? TypesGiven(Node node, Operator op, List<Value?> inputs, List<Graph> bodies)
    {
        try
        {
            var trial = new Node(node.Name, op, [.. inputs.Select(v => v is null ? null : new Value(v.Name, v.Type) { Constant = v.Constant, Data = v.Data })],
                [.. node.Outputs.Select(v => v is null ? null : new Value(v.Name))], bodies);
            TypeInference.Run(trial, new SymbolSource());
            return [.. trial.Outputs.Select(v => v?.Type)];
        }
        catch (XinException)
        {
            return null;
        }
    }
}
