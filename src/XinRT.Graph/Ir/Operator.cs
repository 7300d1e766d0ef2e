namespace XinRT.Ir;

/// <summary>What a node computes: attributes, type inference, reference evaluation and cost. Records, so that equal
/// operators compare equal; nodes carry the identity.</summary>
public abstract record Operator
{
    /// <summary>Registry entry: ONNX name, domain, attribute binding.</summary>
    public OperatorInfo Info => OperatorRegistry.Of(this);

    /// <summary>Whether equal inputs always give equal outputs. Random operators say no and are never folded or merged.</summary>
    public virtual bool IsDeterministic => true;

    /// <summary>Sets the type of every wanted output, and the symbolic contents where shape arithmetic needs them.</summary>
    public abstract void Infer(InferContext ctx);

    /// <summary>Computes every wanted output. Right before fast, but not foolish: the result defines what every kernel must
    /// give.</summary>
    public abstract void Evaluate(EvalContext ctx);

    /// <summary>Work of one run with the given concrete shapes. The default is one operation per output element.</summary>
    public virtual Cost EstimateCost(CostContext ctx) => ctx.Elementwise(1);

    /// <summary>Index of the input whose memory the output may share (Reshape, Identity), or null.</summary>
    public virtual int? ViewOf(int output) => null;

    /// <summary>Where the output lies if it needs no memory of its own because it only looks at input 0 in another way; null if
    /// it must be computed, or cannot be said with strides.</summary>
    /// <param name="node">The node, with static types; inputs that say what to look at are constant.</param>
    /// <param name="output">Index of the output.</param>
    /// <param name="source">Where input 0 lies.</param>
    public virtual StridedView? View(Node node, int output, TensorLayout source) =>
        ViewOf(output) == 0 && node.Outputs[output]!.TensorType is { Shape: { } shape } type && type.DType == node.Inputs[0]!.TensorType.DType
        && shape.TryGetStatic(out long[]? dims) && source.TryReshape(dims) is { } layout ? new(0, layout) : null;

    /// <summary>Whether output 0 may be written over this input when shape and type agree and nobody reads the input
    /// later. True only if <see cref="Evaluate"/> reads each element no later than it writes it.</summary>
    public virtual bool CanOverwrite(int input) => false;
}
