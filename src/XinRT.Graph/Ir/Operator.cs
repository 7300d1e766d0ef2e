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

    /// <summary>Whether output 0 may be written over this input when shape and type agree and nobody reads the input
    /// later. True only if <see cref="Evaluate"/> reads each element no later than it writes it.</summary>
    public virtual bool CanOverwrite(int input) => false;
}
