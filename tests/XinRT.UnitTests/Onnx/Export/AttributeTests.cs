using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Proto;
using XinRT.Ops;
using XinRT.TestKit;
using Kind = XinRT.Onnx.Proto.AttributeProto.Types.Kind;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Attributes of every operator, from record to file to record.</summary>
public sealed class AttributeTests
{
    // Made before export, or attributes that ONNX has no word for.
    private static readonly HashSet<string> Replaced = ["Fused", "BatchedScan"];

    public static TheoryData<string> Operators =>
        [.. OperatorRegistry.Infos.Where(i => !Replaced.Contains(i.Name)).Select(i => i.FullName)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Attributes_of_an_operator_survive_a_file(string fullName)
    {
        var info = OperatorRegistry.Infos.Single(i => i.FullName == fullName);
        for (int seed = 0; seed < 20; seed++)
        {
            var op = Make(info.Type, new Random(seed));
            var node = ExportedModel.Of(With(op), new ExportOptions { Opset = OnnxImporter.NewestOpset })
                .Graph.Node.First(n => n.OpType == info.Name);

            var read = OperatorRegistry.Find(node.Domain, node.OpType)!.Create(Read(node));

            Assert.Equal(Text(op), Text(read));
        }
    }

    [Fact]
    public void Attributes_that_absence_means_are_left_out()
    {
        Assert.Empty(OperatorBinding.ShortAttributes(new ConvOp()).Items);
        Assert.Equal(["group"], OperatorBinding.ShortAttributes(new ConvOp(Group: 2)).Items.Select(a => a.Key));
        Assert.Equal(["to"], OperatorBinding.ShortAttributes(new CastOp(DType.F32)).Items.Select(a => a.Key));
    }

    [Fact]
    public void A_zero_of_another_sign_is_not_left_out() =>
        Assert.Equal(["default_float"], OperatorBinding.ShortAttributes(new LabelEncoderOp(DefaultFloat: 0f))
            .Items.Select(a => a.Key));

    [Fact]
    public void An_empty_list_that_differs_from_absence_is_written()
    {
        var node = ExportedModel.Of(With(new TransposeOp(Array.Empty<long>()))).Graph.Node.Single();

        Assert.Equal(Kind.Ints, node.Attribute.Single(a => a.Name == "perm").Type);
    }

    private static Graph With(Operator op)
    {
        var graph = new Graph("main");
        var input = graph.AddInput(new Value("x", new TensorType(DType.F32, [1, 1, 4, 4])));
        var body = new Graph("body");
        body.AddOutput(body.AddInput(new Value("b", new TensorType(DType.F32, null))));
        var result = new Value("y", new TensorType(DType.F32, null));
        graph.Add(new Node("node", op, [input], [result], [.. op.Info.Bodies.Select(_ => body)]));
        graph.AddOutput(result);
        return graph;
    }

    private static Operator Make(Type type, Random random)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return (Operator)constructor.Invoke([.. constructor.GetParameters()
            .Select(p => type == typeof(SplitOp) && p.Name == "NumOutputs" ? 1L
            : random.Next(4) == 0 && p.HasDefaultValue ? Default(p.ParameterType, p.DefaultValue)
            : p.Name is "NanRows" or "ClassesStrings" or "ChannelsLast" && p.HasDefaultValue
                ? Default(p.ParameterType, p.DefaultValue)
            : type == typeof(GridSampleOp) && p.Name == "Mode" ? "nearest" : Value(p.ParameterType, random))]);
    }

    private static object? Default(Type type, object? value) => type.IsValueType && value is null
        ? Activator.CreateInstance(type)
        : Nullable.GetUnderlyingType(type) is { IsEnum: true } e && value is not null ? Enum.ToObject(e, value) : value;

    private static object Value(Type type, Random random)
    {
        int count = random.Next(4);
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(long) ? random.NextInt64(-5, 6)
            : type == typeof(float) ? random.NextSingle() - 0.5f
            : type == typeof(bool) ? random.Next(2) == 1
            : type == typeof(string) ? $"text {random.Next(9)} é"
            : type == typeof(DType) ? DTypes.All[random.Next(DTypes.All.Count)]
            : type == typeof(Tensor) ? Tensor.From<float>([random.NextSingle(), 2])
            : type == typeof(IrType) ? new SequenceType(new TensorType(DType.I32, null))
            : type == typeof(ValueArray<long>)
                ? new ValueArray<long>([.. Enumerable.Range(0, count).Select(_ => random.NextInt64(-9, 9))])
            : type == typeof(ValueArray<float>)
                ? new ValueArray<float>([.. Enumerable.Range(0, count).Select(_ => random.NextSingle())])
            : type == typeof(ValueArray<string>)
                ? new ValueArray<string>([.. Enumerable.Range(0, count).Select(i => $"word {i}")])
            : throw new TestKitException($"{type.Name} is not made here.");
    }

    private static string Text(Operator op) =>
        string.Join('\n', OperatorBinding.Attributes(op).Items.Select(a => $"{a.Key}={GraphText.Format(a.Value)}"));

    // By the fields of the format, not by the importer.
    private static AttributeMap Read(NodeProto node)
    {
        var map = new AttributeMap();
        foreach (var a in node.Attribute.Where(a => a.Type != Kind.Graph))
        {
            map.Set(a.Name, a.Type switch
            {
                Kind.Int => a.I,
                Kind.Float => a.F,
                Kind.String => a.S.ToStringUtf8(),
                Kind.Ints => a.Ints.ToArray(),
                Kind.Floats => a.Floats.ToArray(),
                Kind.Strings => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
                Kind.Tensor => Tensor.From<float>([BitConverter.ToSingle(a.T.RawData.Span),
                    BitConverter.ToSingle(a.T.RawData.Span[4..])]),
                Kind.TypeProto => new SequenceType(new TensorType((DType)a.Tp.SequenceType.ElemType.TensorType.ElemType,
                    null)),
                _ => throw new TestKitException($"{a.Type} is not written here."),
            });
        }
        return map;
    }
}
