using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Passes;
using XinRT.Planning;
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
        var imported = OnnxImporter.Import(OnnxModel.Load(ModelHydrator.Model(model)));
        var graph = undone.Pipeline(Pipelines.Default).Run(imported, new PassContext(cancel: cancel));
        var plan = EngineCompiler.Compile(graph, backends, [], [], options, cancel: cancel).Plan;
        var types = TypicalSizes.Of(plan, options) ?? throw new TestKitException($"{model}: no sizes fit.");
        Datum[] inputs = [.. types.Select((t, i) =>
            t is TensorType { Shape: { } shape } type && shape.TryGetStatic(out long[]? dims)
                ? SyntheticTensor.Make(type.DType, dims, i + 1)
                : throw new TestKitException($"{model}: the sizes of {t} are open."))];
        return PlanJudge.Judge(plan, inputs, backends, options, undone, cancel);
    }
}
