namespace XinRT.Ir;

/// <summary>Attributes of a node by name. Values are long, float, string, arrays of these, <see cref="Tensor"/> or
/// <see cref="IrType"/>.</summary>
public sealed class AttributeMap
{
    private readonly SortedList<string, object> _items = new(StringComparer.Ordinal);

    /// <summary>All attributes in order of name.</summary>
    public IEnumerable<KeyValuePair<string, object>> Items => _items;

    /// <summary>Whether the attribute is present.</summary>
    public bool Has(string name) => _items.ContainsKey(name);

    /// <summary>Sets or replaces; null removes.</summary>
    public void Set(string name, object? value)
    {
        if (value is null) _items.Remove(name);
        else _items[name] = value;
    }

    /// <summary>Removes and returns the attribute, or null.</summary>
    public object? Take(string name)
    {
        _items.Remove(name, out var value);
        return value;
    }

    /// <summary>The attribute as <typeparamref name="T"/>, or null if absent. Integers are taken where a float is
    /// wanted.</summary>
    public T? Get<T>(string name) where T : class => !_items.TryGetValue(name, out var value) ? null : Convert<T>(name, value);

    /// <summary>An integer, or the default.</summary>
    public long Int(string name, long missing) => IntOrNull(name) ?? missing;

    /// <summary>An integer, or null.</summary>
    public long? IntOrNull(string name) => _items.TryGetValue(name, out var v) ? Convert<object>(name, v) is long i ? i : throw Wrong(name, "an integer", v) : null;

    /// <summary>A float, or the default.</summary>
    public float Float(string name, float missing) => FloatOrNull(name) ?? missing;

    /// <summary>A float, or null.</summary>
    public float? FloatOrNull(string name) => !_items.TryGetValue(name, out var v) ? null
        : v is float f ? f : v is long i ? i : throw Wrong(name, "a float", v);

    /// <summary>A string, or the default.</summary>
    public string String(string name, string missing) => Get<string>(name) ?? missing;

    /// <summary>Integers, or null.</summary>
    public ValueArray<long>? IntsOrNull(string name) => Get<long[]>(name) is { } a ? new(a) : null;

    /// <summary>Floats, or null.</summary>
    public ValueArray<float>? FloatsOrNull(string name) => Get<float[]>(name) is { } a ? new(a) : null;

    /// <summary>Strings, or null.</summary>
    public ValueArray<string>? StringsOrNull(string name) => Get<string[]>(name) is { } a ? new(a) : null;

    /// <summary>An element type given by its ONNX number, or null.</summary>
    public DType? DTypeOrNull(string name) => IntOrNull(name) is not { } v ? null
        : ((DType)v).IsKnown() ? (DType)v : throw Wrong(name, "the number of an element type", v);

    private static T Convert<T>(string name, object value) where T : class => value switch
    {
        T right => right,
        // An empty list has no element that tells its type.
        long[] { Length: 0 } or float[] { Length: 0 } or string[] { Length: 0 } when typeof(T).IsArray =>
            (T)(object)(typeof(T) == typeof(long[]) ? System.Array.Empty<long>()
                : typeof(T) == typeof(float[]) ? System.Array.Empty<float>() : (object)System.Array.Empty<string>()),
        _ => throw Wrong(name, typeof(T).Name, value),
    };

    private static ModelException Wrong(string name, string wanted, object found) => new(
        "XIN1003", $"attribute '{name}'", $"the operator wants {wanted}, but the model gives {found.GetType().Name}");
}
