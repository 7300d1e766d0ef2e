using XinRT.Ir;

namespace XinRT.TestKit.Fuzzing;

/// <summary>Small inputs for an engine of unknown origin: mostly ordinary numbers, now and then extremes.</summary>
internal sealed class FuzzInputs(Random random)
{
    private const long MaxElements = 1 << 18;

    /// <summary>Sets all inputs; false if one would be large.</summary>
    public bool Set(InferenceContext context, Engine engine)
    {
        var symbols = new Dictionary<string, long>();
        foreach (var input in engine.Inputs)
        {
            if (Make(input.Type, symbols, 0) is not { } value) return false;
            context.SetInput(input.Name, value);
        }
        return true;
    }

    private Datum? Make(IrType type, Dictionary<string, long> symbols, int depth)
    {
        switch (type)
        {
            case TensorType t: return Make(t, symbols);
            case SequenceType s when depth < 8:
                var items = new Datum?[random.Next(4)];
                for (int i = 0; i < items.Length; i++) items[i] = Make(s.Element, symbols, depth + 1);
                return items.Contains(null) ? null : new SequenceDatum(s.Element, items!);
            case OptionalType o when depth < 8: return new OptionalDatum(o.Element, random.Next(3) == 0 ? null : Make(o.Element, symbols, depth + 1));
            case MapType m when depth < 8 && Make(m.Element, symbols, depth + 1) is { } item:
                return new MapDatum(m.Key, m.Element, new Dictionary<object, Datum> { [m.Key == DType.String ? "a" : (object)3L] = item });
            default: return null;
        }
    }

    private Tensor? Make(TensorType type, Dictionary<string, long> symbols)
    {
        var dtype = type.DType.IsKnown() ? type.DType : DType.F32;
        var shape = type.Shape ?? Shape.Of([.. Enumerable.Range(0, random.Next(4)).Select(_ => (Dim)random.Next(4))]);
        double count = 1;
        var dims = new long[shape.Rank];
        for (int i = 0; i < dims.Length; i++)
        {
            string symbol = shape[i].ToString();
            if (shape[i].IsConstant) dims[i] = shape[i].Value;
            else if (!symbols.TryGetValue(symbol, out dims[i])) symbols[symbol] = dims[i] = random.Next(5);
            if (dims[i] < 0) return null;
            count *= Math.Max(1, dims[i]);
        }
        if (count > MaxElements) return null;
        var tensor = SyntheticTensor.Make(dtype, dims, random.Next());
        if (dtype == DType.String)
        {
            foreach (ref string s in tensor.Strings) s = random.Next(3) == 0 ? new string('é', random.Next(20)) : $"{random.Next(100)}";
        }
        else if (tensor.Count > 0 && random.Next(3) == 0)
        {
            double[] numbers = tensor.ToDoubles();
            for (int n = 1 + random.Next(4); n > 0; n--)
                numbers[random.Next(numbers.Length)] = dtype.IsInteger() ? Extremes.Integer(random) : Extremes.Real(random);
            tensor = Tensor.FromDoubles(dtype, numbers, dims);
        }
        return tensor;
    }
}
