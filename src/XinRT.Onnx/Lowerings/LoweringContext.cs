using XinRT.Ir;
using XinRT.Onnx.Import;

namespace XinRT.Onnx.Lowerings;

/// <summary>What a lowering may ask and do.</summary>
public sealed class LoweringContext
{
    private readonly GraphScope _scope;
    private readonly Action<OnnxNode> _emit;

    internal LoweringContext(GraphScope scope, Action<OnnxNode> emit)
    {
        _scope = scope;
        _emit = emit;
    }

    /// <summary>Adds a node to the graph; it may be lowered again if its version asks for it.</summary>
    public void Emit(OnnxNode node) => _emit(node);

    /// <summary>Adds a node with one result and returns the result's name.</summary>
    public string Emit(string origin, string opType, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string output = NewName(origin);
        EmitTo(origin, output, opType, inputs, attributes);
        return output;
    }

    /// <summary>Adds a node whose result gets a given name.</summary>
    public void EmitTo(string origin, string output, string opType, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new OnnxNode { Name = origin, OpType = opType, Inputs = [.. inputs], Outputs = [output] };
        foreach (var (name, value) in attributes) node.Attributes.Set(name, value);
        _emit(node);
    }

    /// <summary>Adds a constant and returns its name.</summary>
    public string Constant(Tensor tensor, string hint = "const")
    {
        string name = NewName(hint);
        _scope.Define(name, new Value(name, tensor));
        return name;
    }

    /// <summary>Adds a list of 64-bit integers and returns its name.</summary>
    public string Ints(params ReadOnlySpan<long> items) => Constant(Tensor.From(items, items.Length));

    /// <summary>Adds a float scalar and returns its name.</summary>
    public string Scalar(float value) => Constant(Tensor.Scalar(value));

    /// <summary>Adds a scalar of the element type of another value and returns its name.</summary>
    public string ScalarLike(string value, double number) => Constant(Tensor.FromDoubles(DTypeOf(value), [number]));

    /// <summary>A name that nothing else has.</summary>
    public string NewName(string hint) => _scope.Graph.UniqueName(hint);

    /// <summary>Type of a value, as far as it is known at this place.</summary>
    public TensorType TypeOf(string name) => _scope.Find(name)?.TensorType ?? new TensorType(DType.Undefined, null);

    /// <summary>Element type of a value; f32 if it is not known.</summary>
    public DType DTypeOf(string name) => TypeOf(name).DType is var d && d == DType.Undefined ? DType.F32 : d;

    /// <summary>Contents of a value that is constant, or null.</summary>
    public Tensor? ConstantOf(string name) => _scope.Find(name)?.Constant;

    /// <summary>Rank of a value, or null if it is not known.</summary>
    public int? RankOf(string name) => TypeOf(name).Shape?.Rank;
}
