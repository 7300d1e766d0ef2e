namespace XinRT;

/// <summary>Type of a value: tensor, sequence, optional or map.</summary>
public abstract record IrType
{
    /// <summary>Deepest nesting of sequences, optionals and maps; deeper ones help nobody and could exhaust the stack.</summary>
    public const int MaxDepth = 16;

    /// <summary>How many sequences, optionals and maps lie around the innermost tensor.</summary>
    public int Depth
    {
        get
        {
            int depth = 0;
            for (var type = this; ; depth++)
            {
                switch (type)
                {
                    case SequenceType s: type = s.Element; break;
                    case OptionalType o: type = o.Element; break;
                    case MapType m: type = m.Element; break;
                    default: return depth;
                }
            }
        }
    }

    /// <summary>Replaces symbols in all shapes by numbers.</summary>
    public abstract IrType Bind(IReadOnlyDictionary<string, long> symbols);
}

/// <summary>Tensor of one element type. A null shape means that not even the rank is known.</summary>
public sealed record TensorType(DType DType, Shape? Shape) : IrType
{
    /// <summary>Whether every axis is a number.</summary>
    public bool IsStatic => Shape is { IsStatic: true };

    /// <inheritdoc/>
    public override IrType Bind(IReadOnlyDictionary<string, long> symbols) => this with { Shape = Shape?.Bind(symbols) };

    /// <summary>For example <c>f32[1,3,h,w]</c>; <c>f32[*]</c> without rank.</summary>
    public override string ToString() => $"{DType.Name()}[{(Shape is null ? "*" : Shape.ToString())}]";
}

/// <summary>List of values of one type.</summary>
public sealed record SequenceType(IrType Element) : IrType
{
    /// <inheritdoc/>
    public override IrType Bind(IReadOnlyDictionary<string, long> symbols) => new SequenceType(Element.Bind(symbols));

    /// <inheritdoc/>
    public override string ToString() => $"seq({Element})";
}

/// <summary>A value that may be absent.</summary>
public sealed record OptionalType(IrType Element) : IrType
{
    /// <inheritdoc/>
    public override IrType Bind(IReadOnlyDictionary<string, long> symbols) => new OptionalType(Element.Bind(symbols));

    /// <inheritdoc/>
    public override string ToString() => $"optional({Element})";
}

/// <summary>Dictionary with keys of an integer or string type, as classical machine-learning operators use.</summary>
public sealed record MapType(DType Key, IrType Element) : IrType
{
    /// <inheritdoc/>
    public override IrType Bind(IReadOnlyDictionary<string, long> symbols) => new MapType(Key, Element.Bind(symbols));

    /// <inheritdoc/>
    public override string ToString() => $"map({Key.Name()},{Element})";
}
