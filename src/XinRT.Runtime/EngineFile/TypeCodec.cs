namespace XinRT.Runtime.EngineFile;

/// <summary>Types in the engine file: a tag, then the parts; dims as constants or as text.</summary>
internal static class TypeCodec
{
    private enum Tag
    {
        Tensor,
        TensorWithoutRank,
        Sequence,
        Optional,
        Map,
    }

    public static void Write(ByteWriter w, IrType type)
    {
        switch (type)
        {
            case TensorType { Shape: null } t:
                w.Count((int)Tag.TensorWithoutRank);
                w.Count((int)t.DType);
                break;
            case TensorType t:
                w.Count((int)Tag.Tensor);
                w.Count((int)t.DType);
                w.Count(t.Shape.Rank);
                foreach (var d in t.Shape)
                {
                    w.Count(d.IsConstant ? 1 : 0);
                    if (d.IsConstant) w.Signed(d.Value);
                    else w.String(d.ToString());
                }
                break;
            case SequenceType s:
                w.Count((int)Tag.Sequence);
                Write(w, s.Element);
                break;
            case OptionalType o:
                w.Count((int)Tag.Optional);
                Write(w, o.Element);
                break;
            case MapType m:
                w.Count((int)Tag.Map);
                w.Count((int)m.Key);
                Write(w, m.Element);
                break;
        }
    }

    public static IrType Read(ByteReader r, int depth = 0)
    {
        if (depth > IrType.MaxDepth) throw r.Error($"types are nested at most {IrType.MaxDepth} deep, but this one is deeper");
        switch ((Tag)r.Unsigned())
        {
            case Tag.TensorWithoutRank: return new TensorType(ReadDType(r), null);
            case Tag.Tensor:
                var dtype = ReadDType(r);
                return new TensorType(dtype, Shape.Of(r.Array(ReadDim)));
            case Tag.Sequence: return new SequenceType(Read(r, depth + 1));
            case Tag.Optional: return new OptionalType(Read(r, depth + 1));
            case Tag.Map: return new MapType(ReadDType(r), Read(r, depth + 1));
            case var tag: throw r.Error($"a type tag is wanted, but it is {(int)tag}");
        }
    }

    private static DType ReadDType(ByteReader r) => (DType)r.Index((int)DType.I2 + 1);

    private static Dim ReadDim(ByteReader r)
    {
        if (r.Index(2) == 1) return r.Signed();
        string text = r.String();
        try
        {
            return DimParser.Parse(text);
        }
        catch (Exception e) when (e is FormatException or ShapeException)
        {
            throw r.Error($"a dimension is wanted, but '{text}' is none");
        }
    }
}
