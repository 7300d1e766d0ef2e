namespace XinRT.Onnx.Lowerings;

/// <summary>The activation that fused operators of other runtimes carry as a name and parameters.</summary>
public static class FusedActivation
{
    /// <summary>Emits the activation of a value into an output; no name emits an identity.</summary>
    public static void EmitTo(LoweringContext ctx, OnnxNode origin, string input, string output, string activation, float[] parameters)
    {
        float alpha = parameters.Length > 0 ? parameters[0] : 0, beta = parameters.Length > 1 ? parameters[1] : 0;
        switch (activation)
        {
            case "": ctx.EmitTo(origin.Name, output, "Identity", [input]); break;
            case "Clip": ctx.EmitTo(origin.Name, output, "Clip", [input, ctx.ScalarLike(input, alpha), ctx.ScalarLike(input, beta)]); break;
            case "HardSigmoid": ctx.EmitTo(origin.Name, output, "HardSigmoid", [input], ("alpha", parameters.Length > 0 ? alpha : 0.2f), ("beta", parameters.Length > 1 ? beta : 0.5f)); break;
            case "LeakyRelu": ctx.EmitTo(origin.Name, output, activation, [input], ("alpha", parameters.Length > 0 ? alpha : 0.01f)); break;
            case "Elu" or "ThresholdedRelu": ctx.EmitTo(origin.Name, output, activation, [input], ("alpha", parameters.Length > 0 ? alpha : 1f)); break;
            case "HardSwish" or "Relu" or "Sigmoid" or "Softplus" or "Softsign" or "Tanh": ctx.EmitTo(origin.Name, output, activation, [input]); break;
            default:
                throw new ModelException("XIN1002", $"{origin.OpType} '{origin.Name}'", $"the activation '{activation}' is not known",
                    hint: "use one of Clip, Elu, HardSigmoid, HardSwish, LeakyRelu, Relu, Sigmoid, Softplus, Softsign, Tanh, ThresholdedRelu");
        }
    }
}
