using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Finds types of carried values that hold in every iteration of a body, and the types that may leave the loop.</summary>
internal sealed class CarriedTypes(InferContext ctx)
{
    // Sizes that already stand for "any size in this iteration"; they never need to be weakened again.
    private readonly HashSet<Dim> _any = [];

    /// <summary>Infers the body again with weaker input types until its results fit them. <paramref name="inputs"/> and
    /// <paramref name="data"/> become what holds for all iterations; the result is the body's output types. A body that never
    /// runs need not fit: the inputs stay, and its outputs are as it states them.</summary>
    public IReadOnlyList<IrType> Settle(IrType[] inputs, IReadOnlyList<Dim>?[] data, int firstInput, int firstOutput, int count, bool neverRuns)
    {
        IrType[] first = [.. inputs];
        try
        {
            return Settle(inputs, data, firstInput, firstOutput, count);
        }
        catch (ShapeException) when (neverRuns)
        {
            first.CopyTo(inputs, 0);
            return [.. ctx.Node.Bodies[0].Outputs.Select(v => v.Type)];
        }
    }

    private IReadOnlyList<IrType> Settle(IrType[] inputs, IReadOnlyList<Dim>?[] data, int firstInput, int firstOutput, int count)
    {
        var body = ctx.Node.Bodies[0];
        // Each round weakens at least one value; a value weakens a few times at most.
        for (int rounds = 16 + 4 * count; rounds > 0; rounds--)
        {
            var results = ctx.InferBody(0, inputs, data);
            if (results.Count < firstOutput + count)
                throw ctx.Error($"the body must have {firstOutput + count} or more outputs, but it has {results.Count}").AsShapeError();
            bool changed = false;
            for (int i = 0; i < count; i++)
            {
                var before = inputs[firstInput + i];
                var after = Join(before, results[firstOutput + i], i);
                changed |= after != before;
                inputs[firstInput + i] = after;
                if (data[firstInput + i] is { } known && !Same(known, body.Outputs[firstOutput + i]))
                {
                    data[firstInput + i] = null;
                    changed = true;
                }
            }
            if (!changed) return results;
        }
        throw ctx.Error("the types of the carried values must settle, but every iteration changes them").AsShapeError();
    }

    /// <summary>The type outside the loop: sizes that mean something in one iteration only become new symbols.</summary>
    public IrType Leave(IrType type)
    {
        var outside = new HashSet<string>();
        foreach (var value in ctx.Node.Inputs)
            if (value is not null) outside.UnionWith(Symbols(value.Type).Concat((value.Data ?? []).SelectMany(d => d.Symbols)));
        return Leave(type, outside);
    }

    private IrType Leave(IrType type, HashSet<string> outside) => type switch
    {
        TensorType { Shape: { } shape } t => t with
        {
            Shape = Shape.Of([.. shape.Select(d => d.Symbols.All(outside.Contains) ? d : ctx.NewDim())]),
        },
        SequenceType s => new SequenceType(Leave(s.Element, outside)),
        OptionalType o => new OptionalType(Leave(o.Element, outside)),
        _ => type,
    };

    private IrType Join(IrType before, IrType after, int index)
    {
        if (Kind(before) is { } a && Kind(after) is { } b && a != b)
            throw ctx.Error($"carried value {index} must keep its type, but it goes in as {before} and comes out as {after}").AsShapeError();
        return Keep(before, TypeJoin.Join(before, after, NewAny));
    }

    private Dim NewAny()
    {
        var dim = ctx.NewDim();
        _any.Add(dim);
        return dim;
    }

    private IrType Keep(IrType before, IrType joined) => (before, joined) switch
    {
        (TensorType { Shape: { } x }, TensorType { Shape: { } y } t) when x.Rank == y.Rank =>
            t with { Shape = Shape.Of([.. x.Zip(y, (b, j) => _any.Contains(b) ? b : j)]) },
        (SequenceType x, SequenceType y) => new SequenceType(Keep(x.Element, y.Element)),
        (OptionalType x, OptionalType y) => new OptionalType(Keep(x.Element, y.Element)),
        _ => joined,
    };

    private static bool Same(IReadOnlyList<Dim> known, Value result) => result.Data is { } data ? known.SequenceEqual(data)
        : result.Constant is { Rank: <= 1 } c && c.DType.IsInteger() && known.SequenceEqual(c.ToInt64s().Select(x => (Dim)x));

    // What joining cannot weaken: the element type, and tensor or sequence; optional or not does not matter.
    private static (DType DType, int Depth)? Kind(IrType type) => type switch
    {
        TensorType { DType: DType.Undefined } => null,
        TensorType t => (t.DType, 0),
        OptionalType o => Kind(o.Element),
        SequenceType s => Kind(s.Element) is { } k ? (k.DType, k.Depth + 1) : null,
        _ => null,
    };

    private static IEnumerable<string> Symbols(IrType type) => type switch
    {
        TensorType { Shape: { } shape } => shape.SelectMany(d => d.Symbols),
        SequenceType s => Symbols(s.Element),
        OptionalType o => Symbols(o.Element),
        _ => [],
    };
}
