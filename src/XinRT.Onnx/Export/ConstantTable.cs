using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Export;

/// <summary>Initializers of a model. A tensor that several values or bodies have is stored once.</summary>
internal sealed class ConstantTable(NameTable names)
{
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly List<StoredTensor> _stored = [];

    /// <summary>All initializers, in order of first use.</summary>
    public IReadOnlyList<StoredTensor> Stored => _stored;

    /// <summary>The name of a constant value's initializer.</summary>
    public string NameOf(Value constant)
    {
        var tensor = constant.Constant!;
        if (_names.TryGetValue(tensor, out string? name)) return name;
        name = _names[tensor] = names.Unique(constant.Name);
        _stored.Add(new(TensorWriter.Head(tensor, name), tensor));
        return name;
    }
}

/// <summary>A tensor of a model whose elements are still to be stored.</summary>
/// <param name="Proto">All but the elements.</param>
/// <param name="Tensor">The elements.</param>
internal sealed record StoredTensor(TensorProto Proto, Tensor Tensor);
