using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.TestKit.Fuzzing;

/// <summary>Changes a model in ways that still parse: fields of any message, and what matters to an importer: names, types, sizes,
/// contents of constants, operators, opsets, functions, bodies.</summary>
internal sealed class ModelMutator
{
    private static readonly string[] Operators = [.. OperatorRegistry.Infos.Select(o => o.FullName).Order(StringComparer.Ordinal)];

    private readonly ModelProto _model;
    private readonly Random _random;

    private ModelMutator(ModelProto model, Random random) => (_model, _random) = (model, random);

    /// <summary>A changed copy.</summary>
    public static byte[] Mutate(byte[] model, Random random)
    {
        var mutator = new ModelMutator(ModelProto.Parser.ParseFrom(model), random);
        for (int n = 1 + random.Next(4); n > 0; n--) mutator.Step();
        return mutator._model.ToByteArray();
    }

    private void Step()
    {
        switch (_random.Next(16))
        {
            case 0 or 1 or 2 or 3: Field(Pick(Messages<IMessage>())); break;
            case 4 or 5: Contents(Pick(Messages<TensorProto>())); break;
            case 6 or 7: Freeze(); break;
            case 8: Rename(Pick(Messages<NodeProto>())); break;
            case 9: Operator(Pick(Messages<NodeProto>())); break;
            case 10: Type(Pick(Messages<TypeProto>())); break;
            case 11: Size(Pick(Messages<TensorShapeProto.Types.Dimension>())); break;
            case 12: Field(Pick(Messages<AttributeProto>())); break;
            case 13: foreach (var opset in _model.OpsetImport) opset.Version = 1 + _random.Next(29); break;
            case 14: Nest(Pick(Messages<GraphProto>())); break;
            default: Function(); break;
        }
    }

    private List<T> Messages<T>() where T : class, IMessage
    {
        var found = new List<T>();
        var open = new Stack<IMessage>([_model]);
        while (open.TryPop(out var message) && found.Count < 50_000)
        {
            if (message is T match) found.Add(match);
            foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
            {
                if (field.FieldType != FieldType.Message) continue;
                object? value = field.Accessor.GetValue(message);
                if (value is IMessage one) open.Push(one);
                else if (value is IEnumerable many) foreach (IMessage item in many) open.Push(item);
            }
        }
        return found;
    }

    private T? Pick<T>(IReadOnlyList<T> items) => items.Count == 0 ? default : items[_random.Next(items.Count)];

    private void Field(IMessage? message)
    {
        if (message is null) return;
        var field = Pick(message.Descriptor.Fields.InFieldNumberOrder().ToList())!;
        if (field.IsRepeated) Repeated((IList)field.Accessor.GetValue(message), field);
        else if (_random.Next(6) == 0) field.Accessor.Clear(message);
        else if (Scalar(field, field.Accessor.GetValue(message)) is { } value) field.Accessor.SetValue(message, value);
    }

    private void Repeated(IList list, FieldDescriptor field)
    {
        int at = list.Count == 0 ? 0 : _random.Next(list.Count);
        switch (_random.Next(6))
        {
            case 0: list.Clear(); break;
            case 1 when list.Count > 0: list.RemoveAt(at); break;
            case 2 when list.Count > 0 && list.Count < 1000: list.Insert(_random.Next(list.Count), Copy(list[at]!)); break;
            case 3 when list.Count > 1: (list[at], list[0]) = (Copy(list[0]!), Copy(list[at]!)); break;
            default:
                if (Scalar(field, list.Count > 0 ? list[at] : null) is not { } value) break;
                if (list.Count == 0 || _random.Next(3) == 0) list.Add(value);
                else list[at] = value;
                break;
        }
    }

    private static object Copy(object item) => item switch
    {
        NodeProto m => m.Clone(),
        IMessage m => m.Descriptor.Parser.ParseFrom(m.ToByteArray()),
        _ => item,
    };

    private object? Scalar(FieldDescriptor field, object? old) => field.FieldType switch
    {
        FieldType.Int64 => Extremes.Size(_random),
        FieldType.Int32 => (int)Extremes.Size(_random),
        FieldType.UInt64 => (ulong)Extremes.Size(_random),
        FieldType.Enum => _random.Next(16),
        FieldType.Float => (float)Extremes.Real(_random),
        FieldType.Double => Extremes.Real(_random),
        FieldType.String => Text(),
        FieldType.Bytes => ByteString.CopyFrom(ByteMutator.Mutate(old is ByteString { Length: > 0 } b ? b.Span : [1, 2, 3, 4], _random)),
        // A message of the same kind from elsewhere in the model.
        FieldType.Message when Pick([.. Messages<IMessage>().Where(m => m.Descriptor == field.MessageType)]) is { } other
            && other.CalculateSize() < 100_000 => Copy(other),
        _ => null,
    };

    private string Text() => _random.Next(8) switch
    {
        0 => "",
        1 => new string('x', 1 << _random.Next(12)),
        2 => "\0\uFFFD'*(),-floor(n, 0)",
        3 => Pick(Operators)!,
        _ => Pick(Names()) ?? "y",
    };

    private List<string> Names() => [.. Messages<NodeProto>().SelectMany(n => n.Input.Concat(n.Output)),
        .. _model.Graph?.Input.Select(i => i.Name) ?? [], .. Messages<AttributeProto>().Select(a => a.Name)];

    private void Contents(TensorProto? tensor)
    {
        if (tensor is null) return;
        int size = ((DType)tensor.DataType).IsKnown() ? ((DType)tensor.DataType).SizeInBytes() : 0;
        if (tensor.RawData.Length >= size && size is 4 or 8)
        {
            byte[] bytes = tensor.RawData.ToByteArray();
            Write(tensor.DataType, bytes.AsSpan(_random.Next(bytes.Length / size) * size, size));
            tensor.RawData = ByteString.CopyFrom(bytes);
        }
        else if (tensor.Int64Data.Count > 0) tensor.Int64Data[_random.Next(tensor.Int64Data.Count)] = Extremes.Integer(_random);
        else Field(tensor);
    }

    private void Write(int type, Span<byte> element)
    {
        byte[] value = (DType)type switch
        {
            DType.F32 => BitConverter.GetBytes((float)Extremes.Real(_random)),
            DType.F64 => BitConverter.GetBytes(Extremes.Real(_random)),
            _ => BitConverter.GetBytes(Extremes.Integer(_random)),
        };
        value.AsSpan(0, element.Length).CopyTo(element);
    }

    // An input becomes a constant, so that sizes and indices are known to inference and folding.
    private void Freeze()
    {
        if (_model.Graph is null || Pick(_model.Graph.Input) is not { Type.TensorType: { Shape: { } shape } type } input) return;
        var dtype = (DType)type.ElemType;
        if (!dtype.IsKnown() || dtype == DType.String) return;
        var tensor = new TensorProto { Name = input.Name, DataType = type.ElemType };
        long count = 1;
        foreach (var dim in shape.Dim)
        {
            long size = Math.Clamp(dim.DimValue, 0, 64);
            tensor.Dims.Add(size);
            count = Math.Min(count * size, 1 << 16);
        }
        var bytes = new byte[(count * dtype.BitWidth() + 7) / 8];
        int width = dtype.SizeInBytes();
        for (int i = 0; i + width <= bytes.Length; i += width)
        {
            if (_random.Next(6) == 0) Write(type.ElemType, bytes.AsSpan(i, Math.Min(width, 4)));
            else bytes[i] = (byte)_random.Next(4);
        }
        tensor.RawData = ByteString.CopyFrom(bytes);
        _model.Graph.Initializer.Add(tensor);
    }

    private void Rename(NodeProto? node)
    {
        if (node is null) return;
        var list = _random.Next(3) == 0 ? node.Output : node.Input;
        if (list.Count == 0) return;
        list[_random.Next(list.Count)] = _random.Next(6) == 0 ? "" : Pick(Names())!;
    }

    private void Operator(NodeProto? node)
    {
        if (node is null) return;
        string[] parts = Pick(Operators)!.Split("::");
        (node.Domain, node.OpType) = parts.Length == 2 ? (parts[0], parts[1]) : ("", parts[0]);
    }

    private void Type(TypeProto? type)
    {
        if (type is null) return;
        if (_random.Next(3) == 0 && type.TensorType is { } tensor)
        {
            tensor.ElemType = _random.Next(28);
            return;
        }
        for (int n = 1 << _random.Next(6); n > 0; n--)
        {
            var inner = type.Clone();
            if (_random.Next(2) == 0) type.SequenceType = new() { ElemType = inner };
            else type.OptionalType = new() { ElemType = inner };
        }
    }

    private void Size(TensorShapeProto.Types.Dimension? dim)
    {
        if (dim is null) return;
        if (_random.Next(3) == 0) dim.DimParam = Pick((string[])["n", "n*n*n - 2", "floor(n, 0)", "min(n, -1)", "-n", "9223372036854775807*n", "((", "?1"])!;
        else dim.DimValue = Extremes.Size(_random);
    }

    // A body inside itself, again and again.
    private void Nest(GraphProto? graph)
    {
        if (graph is null) return;
        int budget = 200_000;
        for (int n = 1 << _random.Next(6); n > 0; n--)
        {
            var inner = graph.Clone();
            if ((budget -= inner.CalculateSize()) < 0) return;
            foreach (var node in graph.Node)
                foreach (var attribute in node.Attribute)
                    if (attribute.G is not null && attribute.G != graph) attribute.G = inner.Clone();
            if (!graph.Node.Any(x => x.Attribute.Any(a => a.G is not null)) && graph.Node.Count > 0)
            {
                graph.Node.Add(new NodeProto
                {
                    OpType = _random.Next(2) == 0 ? "Loop" : "If",
                    Input = { Pick(Names()) ?? "", Pick(Names()) ?? "" },
                    Output = { $"nest{n}" },
                    Attribute =
                    {
                        new AttributeProto { Name = "body", Type = AttributeProto.Types.Kind.Graph, G = inner },
                        new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.Kind.Graph, G = inner.Clone() },
                        new AttributeProto { Name = "else_branch", Type = AttributeProto.Types.Kind.Graph, G = inner.Clone() },
                    },
                });
            }
        }
    }

    // Functions that call each other or themselves.
    private void Function()
    {
        int count = 1 + _random.Next(12);
        for (int i = 0; i < count; i++)
        {
            var function = new FunctionProto { Name = $"F{i}", Domain = "fuzz", Input = { "a" }, Output = { "b" } };
            int calls = 1 + _random.Next(6);
            for (int k = 0; k < calls; k++)
            {
                function.Node.Add(new NodeProto
                {
                    OpType = _random.Next(30) == 0 ? $"F{_random.Next(count)}" : $"F{i + 1}",
                    Domain = "fuzz", Input = { k == 0 ? "a" : $"t{k - 1}" }, Output = { k == calls - 1 ? "b" : $"t{k}" },
                });
            }
            _model.Functions.Add(function);
        }
        _model.Functions.Add(new FunctionProto
        {
            Name = $"F{count}", Domain = "fuzz", Input = { "a" }, Output = { "b" },
            Node = { new NodeProto { OpType = "Identity", Input = { "a" }, Output = { "b" } } }
        });
        if (Pick(Messages<NodeProto>()) is { } node) (node.Domain, node.OpType) = ("fuzz", "F0");
    }
}
