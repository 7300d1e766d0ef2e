using System.Globalization;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>The opset from which on ONNX defines the form that a node has: its operator, attributes, operands and
/// element types.</summary>
internal static class OperatorVersions
{
    // What opsets after 13 brought besides the forms that records name (OperatorInfo.Since). Lines: opset, what is new,
    // operators. "new" is the operator itself, "@name" an attribute, "#n" an operand by index ("#none": no operand at
    // all), "tensor" a tensor as first operand, anything else element types (or sequences and optionals) of operands or
    // results.
    private const string Default = """
        14 @layout GRU LSTM RNN
        14 @training_mode BatchNormalization
        14 @allowzero Reshape
        14 u8,i8,u16,i16 Add Div Mul Sub
        14 i8,i16,i32,i64 Relu
        14 f16,bf16 CumSum
        14 bf16 BatchNormalization
        14 sequence Identity
        15 @start,@end Shape
        15 bf16 Pow
        16 @reduction ScatterElements ScatterND
        16 bf16 GreaterOrEqual LeakyRelu LessOrEqual PRelu Where
        16 sequence,optional If Loop
        16 optional Identity
        17 new LayerNormalization
        18 @antialias,@axes,@keep_aspect_ratio_policy Resize
        18 @ceil_mode,@dilations LpPool
        18 @num_outputs Split
        18 tensor,#none OptionalGetElement OptionalHasElement
        18 #3 Pad
        19 @dilations AveragePool
        19 f16,bf16 DequantizeLinear QuantizeLinear
        19 str Equal
        20 bool ReduceMax ReduceMin
        20 f16,bf16 IsInf
        21 @block_size DequantizeLinear QuantizeLinear
        21 @output_dtype QuantizeLinear
        21 i16,u16 DequantizeLinear QuantizeLinear
        21 f16,bf16,f8e4m3fn,f8e4m3fnuz,f8e5m2,f8e5m2fnuz QLinearMatMul
        21 f8e4m3fn,f8e4m3fnuz,f8e5m2,f8e5m2fnuz Flatten Pad Squeeze Transpose Unsqueeze
        22 bf16 Acos Acosh Asin Asinh Atan Atanh AveragePool Bernoulli Conv ConvTranspose Cos Cosh DeformConv Det
        22 bf16 Dropout Elu EyeLike GRU GlobalAveragePool GlobalLpPool GlobalMaxPool GridSample HardSigmoid HardSwish
        22 bf16 InstanceNormalization LSTM LpNormalization LpPool MaxPool MaxRoiPool MaxUnpool Mish Multinomial
        22 bf16 NegativeLogLikelihoodLoss RNN
        22 bf16 RandomNormal RandomNormalLike RandomUniform RandomUniformLike RoiAlign Round Selu Sin Sinh Softplus
        22 bf16 Softsign Tan ThresholdedRelu
        23 @output_dtype DequantizeLinear
        23 @precision QuantizeLinear
        24 @round_mode Cast CastLike
        24 #6 Attention
        24 bf16 SplitToSequence TopK
        25 @left_window_size,@right_window_size Attention
        27 f16,bf16 Range
        28 @mode SpaceToDepth
        28 i8,i16,i32,i64 BitShift
        28 f16,f64,bf16 Celu
        28 bf16 Compress Einsum OneHot ReverseSequence Unique
        """;

    private const string MachineLearning = """
        2 new LabelEncoder
        3 @base_values_as_tensor,@nodes_hitrates_as_tensor TreeEnsembleClassifier TreeEnsembleRegressor
        3 @nodes_values_as_tensor TreeEnsembleClassifier TreeEnsembleRegressor
        3 @class_weights_as_tensor TreeEnsembleClassifier
        3 @target_weights_as_tensor TreeEnsembleRegressor
        4 @keys_tensor,@values_tensor,@default_tensor LabelEncoder
        """;

    // First opset with any operator for the type.
    private static readonly Dictionary<string, int> Types = new()
    {
        ["f8e4m3fn"] = 19, ["f8e4m3fnuz"] = 19, ["f8e5m2"] = 19, ["f8e5m2fnuz"] = 19,
        ["u4"] = 21, ["i4"] = 21, ["f4e2m1"] = 23, ["f8e8m0"] = 24, ["u2"] = 25, ["i2"] = 25,
    };

    private static readonly Dictionary<(string Operator, string What), int> Changes =
        Read(Default, "").Concat(Read(MachineLearning, "ai.onnx.ml::"))
        .ToDictionary(c => c.Key, c => c.Value);

    /// <summary>What of the node asks for the newest opset of the operator's domain.</summary>
    /// <param name="node">The node.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="operands">How many of its inputs are operands, not captured values.</param>
    public static OpsetNeed Of(Node node, OperatorForm form, int operands)
    {
        int since = form.Domain == node.Op.Info.Domain ? node.Op.Info.Since : 1;
        var worst = new OpsetNeed(since, $"operator {form.FullName}");
        Ask("new", worst.Because);
        if (operands == 0) Ask("#none", "no operand");
        else if (node.Inputs[0]?.Type is TensorType) Ask("tensor", "a tensor as operand");
        foreach (var (name, _) in form.Attributes.Items) Ask($"@{name}", $"attribute '{name}'");
        for (int i = 0; i < operands; i++)
            if (node.Inputs[i] is not null) Ask(string.Create(CultureInfo.InvariantCulture, $"#{i}"), $"operand {i}");
        foreach (var value in node.Inputs.Take(operands).Concat(node.Outputs).OfType<Value>())
        {
            foreach (string type in Kinds(value.Type))
            {
                Ask(type, $"{type} of value '{value.Name}'");
                if (form.Domain.Length == 0) Raise(Types.GetValueOrDefault(type), $"{type} of value '{value.Name}'");
            }
        }
        if (ModeOf(node) is var (version, mode)) Raise(version, mode);
        return worst;

        void Ask(string what, string because) => Raise(Changes.GetValueOrDefault((form.FullName, what)), because);

        void Raise(int version, string because)
        {
            if (version > worst.Version) worst = new(version, because);
        }
    }

    // Values of attributes and ranks that came later than the attribute and the operand.
    private static (int Version, string Because)? ModeOf(Node node) => node.Op switch
    {
        PadOp { Mode: "wrap" } => (19, "mode 'wrap'"),
        ScatterElementsOp { Reduction: "min" or "max" } => (18, "reduction 'min' and 'max'"),
        ScatterNDOp { Reduction: "min" or "max" } => (18, "reduction 'min' and 'max'"),
        ResizeOp { CoordinateTransformationMode: "half_pixel_symmetric" } =>
            (19, "coordinate_transformation_mode 'half_pixel_symmetric'"),
        GridSampleOp when node.Inputs[0]!.TensorType.Shape is { Rank: not 4 } =>
            (20, "a grid of other than two spatial axes"),
        _ => null,
    };

    private static IEnumerable<string> Kinds(IrType type) => type switch
    {
        TensorType t => [t.DType.Name()],
        SequenceType s => Kinds(s.Element).Prepend("sequence"),
        OptionalType o => Kinds(o.Element).Prepend("optional"),
        _ => [],
    };

    private static IEnumerable<KeyValuePair<(string Operator, string What), int>> Read(string table, string domain) =>
        from line in table.Split('\n')
        let words = line.Trim('\r').Split(' ')
        from what in words[1].Split(',')
        from name in words[2..]
        select KeyValuePair.Create((domain + name, what), int.Parse(words[0], CultureInfo.InvariantCulture));
}

/// <summary>An opset that something asks for.</summary>
/// <param name="Version">First version of the domain that has it.</param>
/// <param name="Because">What asks for it.</param>
internal sealed record OpsetNeed(int Version, string Because);
