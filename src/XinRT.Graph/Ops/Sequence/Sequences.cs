using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>What all sequence operators share: reading the list, finding a position, and the types of items.</summary>
internal static class Sequences
{
    /// <summary>Type of a sequence input; an optional that holds a sequence counts as that sequence.</summary>
    public static SequenceType Type(InferContext ctx, int input) => ctx.AnyInput(input) switch
    {
        SequenceType s => s,
        OptionalType { Element: SequenceType s } => s,
        var other => throw ctx.Error($"input {input} must be a sequence, but it is {other}").AsShapeError(),
    };

    /// <summary>A sequence input at run time.</summary>
    public static SequenceDatum Read(EvalContext ctx, int input) => ctx.AnyInput(input) switch
    {
        SequenceDatum s => s,
        OptionalDatum { Value: SequenceDatum s } => s,
        var other => throw ctx.Error($"input {input} must be a sequence, but it is {other.Type}").AsRunError(),
    };

    /// <summary>Type of one item. Symbols that stand for unnamed sizes may differ from item to item, so every reader gets
    /// its own.</summary>
    public static IrType Item(InferContext ctx, IrType element) => element switch
    {
        TensorType { Shape: { } shape } t => t with
        {
            Shape = Shape.Of([.. shape.Select(d => d.Symbols.Any(s => s.StartsWith('?')) ? ctx.NewDim() : d)]),
        },
        SequenceType s => new SequenceType(Item(ctx, s.Element)),
        OptionalType o => new OptionalType(Item(ctx, o.Element)),
        _ => element,
    };

    /// <summary>Element type of a run-time sequence: shapes differ, so only the kind and element type stay.</summary>
    public static IrType Loose(IrType type) => type switch
    {
        TensorType t => new TensorType(t.DType, null),
        SequenceType s => new SequenceType(Loose(s.Element)),
        OptionalType o => new OptionalType(Loose(o.Element)),
        _ => type,
    };

    /// <summary>The items of a sequence whose construction is in sight, or null.</summary>
    public static IReadOnlyList<Value?>? Items(Value? sequence) => sequence?.Producer switch
    {
        { Op: SequenceConstructOp } node => node.Inputs,
        { Op: SequenceEmptyOp } => [],
        { Op: IdentityOp } node => Items(node.Inputs[0]),
        _ => null,
    };

    /// <summary>Index of an existing item; negative counts from the end.</summary>
    public static int Position(EvalContext ctx, int input, int count)
    {
        long at = ReadPosition(ctx, input);
        if (at < -count || at >= count)
            throw ctx.Error($"the position must be from {-count} to {count - 1}, but it is {at}").AsRunError();
        return (int)(at < 0 ? at + count : at);
    }

    /// <summary>Index of a gap between items, from before the first to behind the last.</summary>
    public static int Gap(EvalContext ctx, int input, int count)
    {
        long at = ReadPosition(ctx, input);
        if (at < -count || at > count)
            throw ctx.Error($"the position must be from {-count} to {count}, but it is {at}").AsRunError();
        return (int)(at < 0 ? at + count : at);
    }

    /// <summary>Fails if an item cannot stand in a sequence of the given element type.</summary>
    public static void CheckItem(InferContext ctx, IrType element, IrType item)
    {
        if (element is TensorType a && item is TensorType b && a.DType != b.DType
            && a.DType != DType.Undefined && b.DType != DType.Undefined)
        {
            throw ctx.Error($"the sequence holds {a.DType.Name()}, but the item is {b.DType.Name()}").AsShapeError();
        }
    }

    private static long ReadPosition(EvalContext ctx, int input)
    {
        var tensor = ctx.Input(input);
        if (tensor.Count != 1) throw ctx.Error($"the position must be one number, but it is {tensor.Type}").AsRunError();
        return tensor.ToInt64s()[0];
    }
}
