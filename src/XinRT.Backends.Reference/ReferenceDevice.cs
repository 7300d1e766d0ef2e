using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Reference;

/// <summary>Evaluates nodes on row-major values; changes of layout are copied by strides.</summary>
internal sealed class ReferenceDevice : IDevice
{
    private static readonly EvaluationKernel Evaluation = new();

    public string Fingerprint => "reference";

    public Refusal? WhyNot(KernelProblem problem) => null;

    public IEnumerable<KernelSpec> Offer(KernelProblem problem) => [SpecOf(problem.Node)];

    public KernelPlan? Plan(KernelSpec spec, KernelProblem problem) => spec != SpecOf(problem.Node) ? null
        : !IsCopy(problem) ? KernelPlan.RowMajor(problem) with
        {
            Overwrites = Array.FindAll(Arrays.Indices(problem.Inputs.Count), problem.Node.Op.CanOverwrite),
        }
        : new() { Inputs = [problem.Inputs[0]!.Layout], Outputs = [TensorLayout.RowMajor([.. problem.Inputs[0]!.Layout.Dims])], WritesStrided = true };

    public IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) => [.. requests.Select(r =>
    {
        if (r.Spec != SpecOf(r.Problem.Node))
        {
            throw new BackendException("XIN7002", r.Problem.Node.ToString(), $"its kernel should be '{SpecOf(r.Problem.Node)}', but the engine names '{r.Spec}'",
                hint: "build the engine again");
        }
        return IsCopy(r.Problem) ? (IKernel)new CopyKernel(r.Problem) : Evaluation;
    })];

    public IDeviceContext CreateContext() => new NoContext();

    public void Dispose()
    {
    }

    private static KernelSpec SpecOf(Node node) => new("reference", node.Op.Info.FullName);

    private static bool IsCopy(KernelProblem problem) => problem is { Node.Op: IdentityOp, IsStatic: true } && problem.Inputs[0]!.DType != DType.String;

    private sealed class NoContext : IDeviceContext
    {
        public void BeginRun()
        {
        }

        public void EndRun()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class EvaluationKernel : IValueKernel
    {
        public void Launch(LaunchArguments arguments) => NodeEvaluation.Run(arguments.Evaluation);
    }

    private sealed class CopyKernel(KernelProblem problem) : IMemoryKernel
    {
        public IBoundKernel Bind(IDeviceContext context, KernelMemory memory) =>
            new BoundCopy(Whole(problem.Inputs[0]!, memory.Inputs[0]), problem.Inputs[0]!.Layout, Whole(problem.Outputs[0]!, memory.Outputs[0]), problem.Outputs[0]!.Layout);

        // All memory between the first and the last element, as one row.
        private static Tensor Whole(KernelOperand operand, nint address) => new(operand.DType, [operand.Layout.Span],
            NativeBytes.At(address, checked((int)(operand.Layout.Span * operand.DType.SizeInBytes()))));
    }

    private sealed class BoundCopy(Tensor src, TensorLayout from, Tensor dst, TensorLayout to) : IBoundKernel
    {
        private readonly long[] _from = [.. from.Strides], _to = [.. to.Strides], _dims = [.. from.Dims];

        public void Run()
        {
            if (src.Count > 0) StridedCopy.Run(src, 0, _from, dst, 0, _to, _dims);
        }
    }
}
