namespace XinRT.Ir;

/// <summary>The strongest type that describes values of two types, for branches and loops.</summary>
public static class TypeJoin
{
    /// <summary>Joins two types; axes that differ become new symbols, ranks that differ become unknown.</summary>
    public static IrType Join(IrType a, IrType b, Func<Dim> newDim) => (a, b) switch
    {
        (TensorType x, TensorType y) => Join(x, y, newDim),
        (SequenceType x, SequenceType y) => new SequenceType(Join(x.Element, y.Element, newDim)),
        (OptionalType x, OptionalType y) => new OptionalType(Join(x.Element, y.Element, newDim)),
        (MapType x, MapType y) => x with { Element = Join(x.Element, y.Element, newDim) },
        (OptionalType x, _) => new OptionalType(Join(x.Element, b, newDim)),
        (_, OptionalType y) => new OptionalType(Join(a, y.Element, newDim)),
        _ => a,
    };

    private static TensorType Join(TensorType a, TensorType b, Func<Dim> newDim)
    {
        var dtype = a.DType == DType.Undefined ? b.DType : a.DType;
        if (a.Shape is null || b.Shape is null || a.Shape.Rank != b.Shape.Rank) return new(dtype, null);
        var dims = new Dim[a.Shape.Rank];
        for (int i = 0; i < dims.Length; i++) dims[i] = a.Shape[i] == b.Shape[i] ? a.Shape[i] : newDim();
        return new(dtype, Shape.Of(dims));
    }
}
