using XinRT.Backends;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Kernels;

/// <summary>A device that prefers another of its kernels, and whose kernels find only NaN where they are to write: what
/// one does not
/// write, or reads before it is written, shows.</summary>
/// <param name="inner">The device.</param>
/// <param name="choice">Which of the kernels of a problem is the first; counted round.</param>
internal sealed class ChosenKernels(IDevice inner, int choice) : DeviceShell(inner)
{
    public override IEnumerable<KernelSpec> Offer(KernelProblem problem)
    {
        var offers = Inner.Offer(problem).ToList();
        return offers.Count < 2 ? offers : [offers[choice % offers.Count],
            .. offers.Where((_, i) => i != choice % offers.Count)];
    }

    public override IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) =>
        [.. Inner.Load(requests).Select((kernel, i) => kernel is IMemoryKernel memory
            ? new Kernel(memory, requests[i], Inner) : kernel)];

    private sealed class Kernel(IMemoryKernel inner, KernelRequest request, IDevice device) : IMemoryKernel
    {
        public IBoundKernel Bind(IDeviceContext context, KernelMemory memory)
        {
            long workspace = device.Plan(request.Spec, request.Problem)?.WorkspaceBytes ?? 0;
            return new Bound(inner.Bind(context, memory), Blank(memory), memory.Workspace == 0 ? 0 : workspace, memory);
        }

        // Outputs that take over the memory of an operand keep its contents.
        private List<(nint Start, TensorLayout Layout, int Size)> Blank(KernelMemory memory)
        {
            var operands = request.Problem.Inputs.Select((o, i) => o is null || memory.Inputs[i] == 0 ? (0, 0)
                : Extent(o, memory.Inputs[i])).ToList();
            var blank = new List<(nint, TensorLayout, int)>();
            for (int i = 0; i < memory.Outputs.Length; i++)
            {
                if (request.Problem.Outputs[i] is not { } output || memory.Outputs[i] == 0
                    || output.Layout.Count == 0) continue;
                var (start, end) = Extent(output, memory.Outputs[i]);
                if (!operands.Any(o => o.Item1 < end && start < o.Item2)) blank.Add((memory.Outputs[i], output.Layout,
                    output.DType.SizeInBytes()));
            }
            return blank;
        }

        private static (nint Start, nint End) Extent(KernelOperand operand, nint at) =>
            (at, at + (nint)(operand.Layout.Span * operand.DType.SizeInBytes()));
    }

    private sealed class Bound(IBoundKernel inner, List<(nint Start, TensorLayout Layout, int Size)> outputs,
        long workspace, KernelMemory memory) : IBoundKernel
    {
        public void Run()
        {
            if (workspace > 0) NativeBytes.At(memory.Workspace, checked((int)workspace)).Span.Fill(0xFF);
            foreach (var (start, layout, size) in outputs) Fill(start, layout, size, 0);
            inner.Run();
        }

        private static void Fill(nint at, TensorLayout layout, int size, int axis)
        {
            if (axis == 0 && layout.Span == layout.Count) NativeBytes.At(at,
                checked((int)(layout.Count * size))).Span.Fill(0xFF);
            else if (axis == layout.Rank) NativeBytes.At(at, size).Span.Fill(0xFF);
            else
            {
                for (long i = 0; i < layout.Dims[axis]; i++) Fill(at + (nint)(i * layout.Strides[axis] * size), layout,
                    size, axis + 1);
            }
        }
    }
}
