using XinRT.Compiler;
using XinRT.Onnx;
using XinRT.Passes;
using XinRT.Runtime;
using XinRT.TestKit;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Planner;

/// <summary>How a model of the tests is planned for its usual sizes.</summary>
public sealed class ModelPlanCase(string model) : SoakCase
{
    /// <inheritdoc/>
    public override string Name => model;

    /// <inheritdoc/>
    public override string Text => $"model {model}";

    /// <inheritdoc/>
    public override string Test =>
        $"    [Fact]\n    public void {model.Replace('.', '_')}_is_planned_right() => Assert.Null(new ModelPlanCase(\"{model}\").Judge(Fault.None, default).Kind);";

    /// <inheritdoc/>
    public override Verdict Judge(Fault undone, CancellationToken cancel)
    {
        var options = new EngineOptions { Threads = 1 };
        var backends = undone.Backends(DefaultBackends.Create());
        var graph = undone.Pipeline(Pipelines.Default).Run(OnnxImporter.Import(OnnxModel.Load(ModelHydrator.Model(model))), new PassContext(cancel: cancel));
        var plan = EngineCompiler.Compile(graph, backends, [], [], options, cancel: cancel).Plan;
        var sizes = Runtime.Planning.TypicalSizes.Of(plan, options) ?? throw new TestKitException($"{model}: no sizes fit it.");
        Datum[] inputs = [.. sizes.Select((t, i) =>
            t is TensorType { Shape: { } shape } type && shape.TryGetStatic(out long[]? dims)
                ? Ir.SyntheticTensor.Make(type.DType, dims, i + 1)
            : throw new TestKitException($"{model}: the sizes of {t} are open."))];
        return PlanJudge.Judge(plan, inputs, backends, options, cancel);
    }
}
