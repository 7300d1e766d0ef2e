using XinRT.Backends;

namespace XinRT.Runtime.Execution;

/// <summary>The programs of an engine, or of a body in it, with the memory of one context.</summary>
internal sealed class BoundPrograms(LoadedPrograms programs, EngineOptions options, Func<string, IDeviceContext> device)
{
    // The one used longest ago goes first.
    private const int Kept = 4;

    private readonly LinkedList<(IrType[] Inputs, BoundProgram Program)> _bound = [];

    /// <summary>Programs bound so far, also those that are gone.</summary>
    public int Bindings { get; private set; }

    /// <summary>The program that was bound for values of these types, or null; allocates nothing.</summary>
    public BoundProgram? Find(ReadOnlySpan<Datum?> inputs)
    {
        for (var item = _bound.First; item is not null; item = item.Next)
        {
            if (!Fits(item.Value.Inputs, inputs)) continue;
            if (item != _bound.First)
            {
                _bound.Remove(item);
                _bound.AddFirst(item);
            }
            return item.Value.Program;
        }
        return null;
    }

    /// <summary>Binds the program for values of these types.</summary>
    public BoundProgram Bind(ReadOnlySpan<Datum?> inputs)
    {
        var types = new IrType[inputs.Length];
        for (int i = 0; i < types.Length; i++) types[i] = Tensor(inputs[i])?.Type ?? programs.Declared[i];
        return Bind(types);
    }

    /// <summary>Binds the program for inputs of these types.</summary>
    public BoundProgram Bind(IrType[] inputs)
    {
        Bindings++;
        var bound = new BoundProgram(programs.For(inputs), options, device);
        _bound.AddFirst((inputs, bound));
        // Its arena is freed when nobody has a part of it any more.
        if (_bound.Count > Kept) _bound.RemoveLast();
        return bound;
    }

    /// <summary>Lets the programs go.</summary>
    public void Clear() => _bound.Clear();

    private static bool Fits(IrType[] types, ReadOnlySpan<Datum?> inputs)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (Tensor(inputs[i]) is not { } tensor || types[i] is not TensorType { Shape: { } shape } type) continue;
            if (type.DType != tensor.DType || shape.Rank != tensor.Rank) return false;
            for (int axis = 0; axis < tensor.Rank; axis++)
                if (!shape[axis].IsConstant || shape[axis].Value != tensor.Dims[axis]) return false;
        }
        return true;
    }

    private static Tensor? Tensor(Datum? datum) => datum as Tensor ?? (datum as OptionalDatum)?.Value as Tensor;
}
