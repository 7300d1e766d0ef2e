namespace XinRT;

/// <summary>A value at run time: <see cref="Tensor"/>, <see cref="SequenceDatum"/>, <see cref="OptionalDatum"/> or
/// <see cref="MapDatum"/>.</summary>
public abstract class Datum
{
    /// <summary>The type with concrete shapes.</summary>
    public abstract IrType Type { get; }
}

/// <summary>List of values of one type.</summary>
public sealed class SequenceDatum(IrType element, IReadOnlyList<Datum> items) : Datum
{
    /// <summary>The items in order.</summary>
    public IReadOnlyList<Datum> Items { get; } = items;

    /// <summary>Type of every item; shapes may differ from item to item.</summary>
    public IrType Element { get; } = element;

    /// <inheritdoc/>
    public override IrType Type => new SequenceType(Element);
}

/// <summary>A value that may be absent.</summary>
public sealed class OptionalDatum(IrType element, Datum? value) : Datum
{
    /// <summary>The value, or null if absent.</summary>
    public Datum? Value { get; } = value;

    /// <summary>Type of the value, present or not.</summary>
    public IrType Element { get; } = element;

    /// <inheritdoc/>
    public override IrType Type => new OptionalType(Element);
}

/// <summary>Dictionary from integers (<see cref="long"/>) or strings to values.</summary>
public sealed class MapDatum(DType key, IrType element, IReadOnlyDictionary<object, Datum> items) : Datum
{
    /// <summary>Type of the keys: <see cref="DType.I64"/> or <see cref="DType.String"/>.</summary>
    public DType Key { get; } = key;

    /// <summary>Keys (long or string) and values, in insertion order.</summary>
    public IReadOnlyDictionary<object, Datum> Items { get; } = items;

    /// <inheritdoc/>
    public override IrType Type => new MapType(Key, element);
}
