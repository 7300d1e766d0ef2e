using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Planning;

/// <summary>Where values lie, as far as they are scheduled.</summary>
internal sealed class ValuePlaces
{
    private readonly Dictionary<Value, Place> _places = [];
    private readonly Dictionary<Value, int> _ready = [];
    private readonly List<Storage> _storages = [];

    /// <summary>The places known so far.</summary>
    public IReadOnlyDictionary<Value, Place> All => _places;

    /// <summary>The step after which a value is there, -1 for inputs.</summary>
    public IReadOnlyDictionary<Value, int> ReadyAfter => _ready;

    /// <summary>All memory in the order in which it was wanted.</summary>
    public IReadOnlyList<Storage> Storages => _storages;

    /// <summary>Whether a value has a place in storage.</summary>
    public bool Has(Value value) => _places.ContainsKey(value);

    /// <summary>The place of a value; null if it has none yet, or if only the run can tell its size.</summary>
    public Place? Of(Value value)
    {
        if (_places.TryGetValue(value, out var place)) return place;
        if (value.Constant is not { DType: not DType.String } tensor) return null;
        return _places[value] = new Place(new ConstantBuffer(tensor), 0, tensor.DType,
            TensorLayout.RowMajor(tensor.Dims));
    }

    /// <summary>The step after which a value with a place is there.</summary>
    public int ReadyOf(Value value) => _ready.GetValueOrDefault(value, -1);

    /// <summary>The value is there after a step.</summary>
    public void SetReady(Value value, int step) => _ready[value] = step;

    /// <summary>Gives a value its place.</summary>
    /// <param name="value">The value.</param>
    /// <param name="readyAfter">The step after which it is there.</param>
    /// <param name="place">Its place.</param>
    public Place Store(Value value, int readyAfter, Place place)
    {
        _places[value] = place;
        _ready[value] = readyAfter;
        // What a body or a sequence took in may be read at any later time.
        if (place.Buffer is Storage storage && value.Users.Any(TakesIn)) storage.Keep();
        return place;
    }

    /// <summary>Gives a value contents that never change.</summary>
    public void StoreConstant(Value value, Place place) => _places[value] = place;

    /// <summary>New memory for a value.</summary>
    public Place NewPlace(DType dtype, TensorLayout layout) =>
        new(NewStorage(layout.Span * dtype.SizeInBytes()), 0, dtype, layout);

    /// <summary>New memory.</summary>
    public Storage NewStorage(long bytes)
    {
        _storages.Add(new(bytes));
        return _storages[^1];
    }

    /// <summary>The node with its operands as they lie; results row-major.</summary>
    public KernelProblem ProblemOf(Node node) =>
        KernelProblem.Of(node, value => Of(value) is not null ? Operand(value) : null);

    /// <summary>A value as it lies.</summary>
    public KernelOperand Operand(Value value)
    {
        var place = Of(value)!;
        bool whole = place.Buffer is ConstantBuffer && place.Offset == 0 && place.Layout.IsRowMajor;
        return new(place.DType, place.Layout, whole ? ((ConstantBuffer)place.Buffer).Tensor : null);
    }

    private static bool TakesIn(Node node) =>
        (node.Bodies.Count > 0 && node.Op is not FusedOp) || node.Outputs.Any(v => v is { Type: not TensorType });
}
