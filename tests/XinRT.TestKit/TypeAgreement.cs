using XinRT.Ir;

namespace XinRT.TestKit;

/// <summary>Checks during a run that each value is what inference said: element type, rank, sizes, and the contents of shape
/// arithmetic. Sizes that only a run can tell are learned from their first value and must agree afterwards.</summary>
public sealed class TypeAgreement
{
    private readonly HashSet<Node> _top;
    private readonly Dictionary<string, long> _symbols;

    /// <summary>Checks nodes of a graph whose input symbols stand for the given sizes.</summary>
    public TypeAgreement(Graph graph, IReadOnlyDictionary<string, long> symbols)
    {
        _top = [.. graph.Nodes];
        _symbols = new(symbols);
    }

    /// <summary>What the symbols of a graph's inputs stand for in a run.</summary>
    public static Dictionary<string, long> Sizes(Graph graph, IReadOnlyList<Datum> inputs)
    {
        var sizes = new Dictionary<string, long>();
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] is not Tensor tensor || graph.Inputs[i].TensorType.Shape is not { } shape) continue;
            for (int axis = 0; axis < Math.Min(shape.Rank, tensor.Rank); axis++)
                if (shape[axis].Symbols.SingleOrDefault() is { } symbol && shape[axis] == Dim.Symbol(symbol)) sizes.TryAdd(symbol, tensor.Dims[axis]);
        }
        return sizes;
    }

    /// <summary>For <see cref="XinRT.Reference.ReferenceExecutor.Observe"/>.</summary>
    public void Observe(Node node, IReadOnlyList<Datum?> outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
            if (outputs[i] is { } datum && node.Outputs[i] is { } value) Check(node, value, datum);
    }

    private void Check(Node node, Value value, Datum datum)
    {
        if (!Agrees(value.Type, datum.Type, _top.Contains(node)))
            throw new TestKitException($"{node}: '{value.Name}' was inferred as {value.Type}, but the run gives {datum.Type}.");
        if (value.Data is not { } data || datum is not Tensor tensor || !_top.Contains(node)) return;
        long[] contents = tensor.ToInt64s();
        bool same = contents.Length == data.Count
            && contents.Zip(data).All(p => p.Second.Bind(_symbols) is not { IsConstant: true } d || d.Value == p.First);
        if (!same)
        {
            throw new TestKitException($"{node}: '{value.Name}' was inferred to hold [{string.Join(", ", data)}], "
                + $"but the run gives [{string.Join(", ", contents)}].");
        }
    }

    // Bodies run several times with other sizes, so their symbols stand for nothing fixed.
    private bool Agrees(IrType inferred, IrType actual, bool fixedSymbols) => (inferred, actual) switch
    {
        (TensorType a, TensorType b) => a.DType == b.DType && (a.Shape is null || Agrees(a.Shape, b.Shape!, fixedSymbols)),
        (SequenceType a, SequenceType b) => AgreesWithin(a.Element, b.Element),
        (OptionalType a, OptionalType b) => AgreesWithin(a.Element, b.Element),
        (OptionalType a, _) => AgreesWithin(a.Element, actual),
        (MapType a, MapType b) => a.Key == b.Key,
        _ => false,
    };

    private static bool AgreesWithin(IrType a, IrType b) => (a, b) switch
    {
        (TensorType x, TensorType y) => x.DType == DType.Undefined || y.DType == DType.Undefined || x.DType == y.DType,
        (SequenceType x, SequenceType y) => AgreesWithin(x.Element, y.Element),
        (OptionalType x, OptionalType y) => AgreesWithin(x.Element, y.Element),
        _ => a.GetType() == b.GetType(),
    };

    private bool Agrees(Shape inferred, Shape actual, bool fixedSymbols)
    {
        if (inferred.Rank != actual.Rank) return false;
        for (int i = 0; i < inferred.Rank; i++)
        {
            long size = actual[i].Value;
            var dim = fixedSymbols ? inferred[i].Bind(_symbols) : inferred[i];
            if (dim.IsConstant && dim.Value != size) return false;
            if (fixedSymbols && !dim.IsConstant && dim.ToString().StartsWith('?') && dim == Dim.Symbol(dim.ToString()))
                _symbols[dim.ToString()] = size;
        }
        return true;
    }
}
