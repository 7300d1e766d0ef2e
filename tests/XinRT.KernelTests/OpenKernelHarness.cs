using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Ir;

namespace XinRT.KernelTests;

/// <summary>Runs the kernel of an <see cref="OpenKernelGenerator"/> on one node, given as graph text, and compares it with the
/// reference.</summary>
/// <remarks>Every operand ends where a page begins that may not be touched, and so does every result. The kernel is made for operands of
/// known sizes and for such as only the run tells, and each context runs twice.</remarks>
internal static class OpenKernelHarness
{
    /// <summary>Fails unless the generator takes the node and its kernels compute it.</summary>
    public static void Check(OpenKernelGenerator generator, string graph, KernelCheck? options = null)
    {
        options ??= new();
        var subject = new KernelSubject(graph, options);
        var open = subject.Problem with
        {
            Inputs = [.. subject.Problem.Inputs.Select(_ => (KernelOperand?)null)],
            Outputs = [.. subject.Problem.Outputs.Select(_ => (KernelOperand?)null)],
            IsStatic = false,
        };
        foreach (var isa in options.Isas.Where(KernelHarness.Runs))
        {
            using var device = new CpuDevice(KernelHarness.Target(isa), "test", new() { Threads = 2 });
            using var context = device.CreateContext();
            foreach (var problem in (KernelProblem[])[subject.Problem with { IsStatic = false }, open])
            {
                Assert.Null(generator.WhyNot(problem, KernelHarness.Target(isa)));
                var kernel = (IValueKernel)device.Load([new(new("cpu", generator.Name), problem, [])])[0];
                for (int i = 0; i < 2; i++) Run(kernel, subject, context, $"{generator.Name} on {isa} of\n{graph.Trim()}\n");
            }
        }
    }

    private static void Run(IValueKernel kernel, KernelSubject subject, IDeviceContext context, string what)
    {
        using var host = new Host();
        var arguments = new LaunchArguments(subject.Node, host, context);
        for (int i = 0; i < subject.Inputs.Count; i++)
        {
            if (subject.Inputs[i] is not { } input) continue;
            var guarded = host.Guarded(input.DType, input.Dims);
            input.Bytes.CopyTo(guarded.Bytes);
            arguments.Inputs[i] = guarded;
        }
        context.BeginRun();
        kernel.Launch(arguments);
        context.EndRun();
        for (int i = 0; i < subject.Expected.Count; i++)
        {
            if (subject.Expected[i] is not { } expected) continue;
            var result = Assert.IsType<Tensor>(arguments.Outputs[i]);
            Assert.Equal(expected.Type, result.Type);
            if (!expected.Bytes.Span.SequenceEqual(result.Bytes.Span)) Assert.Fail($"{what}: output {i} differs from byte {expected.Bytes.Span.CommonPrefixLength(result.Bytes.Span)} on, of {expected.Bytes.Length}.");
        }
        for (int i = 0; i < subject.Inputs.Count; i++)
            if (subject.Inputs[i] is { } input && !input.Bytes.Span.SequenceEqual(((Tensor)arguments.Inputs[i]!).Bytes.Span)) Assert.Fail($"{what}: input {i} was written.");
        if (host.Spoiled()) Assert.Fail($"{what}: memory before an operand was written.");
    }

    private sealed class Host : IEvalHost, IDisposable
    {
        private readonly List<GuardedBuffer> _buffers = [];

        public int Threads => 1;

        public CancellationToken Cancel => default;

        public long MaxTensorBytes => 1 << 30;

        public int Seed => 0;

        public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims) => Guarded(dtype, dims);

        public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs) => throw new NotSupportedException();

        public Tensor Guarded(DType dtype, ReadOnlySpan<long> dims)
        {
            long bytes = dtype.SizeInBytes();
            foreach (long size in dims) bytes *= size;
            var buffer = new GuardedBuffer(bytes, alignment: 1);
            _buffers.Add(buffer);
            return new(dtype, dims, NativeBytes.At(buffer.Address, (int)bytes));
        }

        public bool Spoiled() => _buffers.Any(b => b.SpoiledAround() is not null);

        public void Dispose() => _buffers.ForEach(b => b.Dispose());
    }
}
