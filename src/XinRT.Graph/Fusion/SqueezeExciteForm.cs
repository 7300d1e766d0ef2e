using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary><c>f₂(w₂·f₁(w₁·mean(x) + b₁) + b₂)</c>, the means being those of the planes of an image, or the product of this
/// with x.</summary>
/// <param name="Image">The node's input that is x.</param>
/// <param name="Squeeze">The layer that reads the means.</param>
/// <param name="Excite">The layer that gives a factor for each channel.</param>
/// <param name="Scales">Whether the result is the image times its factors, rather than the factors.</param>
public sealed record SqueezeExciteForm(int Image, DenseLayer Squeeze, DenseLayer Excite, bool Scales) : FusedForm
{
    /// <inheritdoc/>
    public override string Text => $"squeeze-excite of {Image}{(Scales ? " scaled" : "")}: {Squeeze.Text} | {Excite.Text}";

    /// <summary>Decodes a fused node of <see cref="FusedKind.SqueezeExcite"/>; null if its body has another form.</summary>
    internal static SqueezeExciteForm? OfBody(Node node)
    {
        if (node.Bodies[0] is not { Outputs.Count: 1 } body) return null;
        var inputs = body.Inputs.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
        int Input(Value? value) => value is not null && inputs.TryGetValue(value, out int i) ? i : -1;
        // The value so far and views of it; within a layer the terms of its function.
        var means = new HashSet<Value>();
        var terms = new Dictionary<Value, int>();
        var builder = new ScalarBuilder();
        var layers = new List<DenseLayer>();
        int image = -1, last = -1;
        bool scales = false;
        foreach (var inner in body.Nodes)
        {
            if (inner.Outputs is not [{ } result]) return null;
            if (inner.Inputs[0] is not { } from) return null;
            bool isMean = means.Contains(from), isView = inner.Op is ReshapeOp or FlattenOp or SqueezeOp or UnsqueezeOp;
            bool isRead = isMean || (layers.Count == 1 && terms.ContainsKey(from));
            if (inner.Op is GlobalAveragePoolOp && image < 0) (image, _) = (Input(from), means.Add(result));
            else if (isView && isMean) means.Add(result);
            else if (isView && terms.TryGetValue(from, out int term)) terms[result] = term;
            else if (layers.Count < 2 && isRead && DenseLayer.Of(inner, Input) is { } layer)
            {
                if (layers.Count == 1) layers[0] = layers[0] with { Function = builder.Build(terms[from]) };
                layers.Add(layer);
                (builder, terms) = (new(), []);
                terms[result] = last = builder.Accumulator;
                means.Clear();
            }
            else if (inner.Op is MulOp && result == body.Outputs[0] && Factors(inner) is { } factors)
                (terms[result], scales) = (factors, true);
            else
            {
                int[] arguments = [.. inner.Inputs.Select(v => v is null ? -1 : Term(v))];
                if (arguments.Contains(BodyTerms.None) || ElementwiseTerms.WhyNot(inner) is not null) return null;
                terms[result] = last = ElementwiseTerms.Of(inner, builder, arguments);
            }
        }
        if (image < 0 || layers.Count != 2 || !terms.TryGetValue(body.Outputs[0], out last)) return null;
        return new(image, layers[0], layers[1] with { Function = builder.Build(last) }, scales);

        // What the image is multiplied by.
        int? Factors(Node product)
        {
            for (int i = 0; i < 2; i++)
                if (Input(product.Inputs[i]) == image && terms.TryGetValue(product.Inputs[1 - i]!, out int term)) return term;
            return null;
        }
        int Term(Value value) => terms.TryGetValue(value, out int term) ? term
            : ElementwiseTerms.Number(value) is { } number ? builder.Constant(number) : BodyTerms.None;
    }
}

/// <summary>A layer that is a matrix with constant weights, a bias, and a function of each result: a 1x1 convolution of
/// a single pixel, or a matrix product.</summary>
/// <param name="Weights">The node's input with the weights.</param>
/// <param name="Bias">That with the bias, or -1.</param>
/// <param name="OutputsFirst">Whether the first axis of the weights is that of the outputs.</param>
/// <param name="Function">What is done with each result; it reads no tensor.</param>
public sealed record DenseLayer(int Weights, int Bias, bool OutputsFirst, ScalarExpr Function)
{
    internal string Text => $"{Weights} {Bias} {(OutputsFirst ? "outputs first " : "")}{Function.Terms}";

    /// <summary>Reads a node of a body; null if it is no such layer.</summary>
    internal static DenseLayer? Of(Node node, Func<Value?, int> input)
    {
        bool? outputsFirst = node.Op switch
        {
            ConvOp { Group: 1 } conv when conv.Pads.All(p => p == 0) => true,
            GemmOp { Alpha: 1, Beta: 1, TransA: false } gemm => gemm.TransB,
            MatMulOp => false,
            _ => null,
        };
        if (outputsFirst is null) return null;
        int weights = input(node.Inputs[1]), bias = input(node.Input(2));
        if (weights < 0 || (node.Input(2) is not null && bias < 0)) return null;
        return new(weights, bias, outputsFirst.Value, ScalarExpr.Identity);
    }
}
