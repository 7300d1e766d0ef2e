using System.Diagnostics;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.KernelTests.Kernels.Movement;

/// <summary>Runs a generator on the only node of a graph with operands in any layouts, each between pages that must not be
/// touched, and compares with the reference bit by bit.</summary>
internal sealed class StridedRun : IDisposable
{
    private const byte Untouched = 0xA5;

    private readonly List<GuardedBuffer> _memory = [];
    private readonly CodeMemory _code = new();
    private readonly bool _atFront;
    private readonly Tensor _expected;
    private readonly KernelOperand _output;
    private readonly GuardedBuffer _result;
    private readonly long _outputFirst;
    private readonly nint[] _arguments;
    private readonly GuardedBuffer? _workspace;

    // SAFETY: entries stay in the code memory of this object.
    private readonly List<(nint Entry, long Tasks)> _phases = [];

    /// <param name="generator">What makes the code.</param>
    /// <param name="isa">Instruction set.</param>
    /// <param name="text">A graph with one node.</param>
    /// <param name="inputs">Contents of the graph's inputs.</param>
    /// <param name="layouts">Layout of each input; null is row-major.</param>
    /// <param name="output">Changes the layout of the output that the plan names.</param>
    /// <param name="atFront">Whether operands touch the page before instead of the one behind.</param>
    public StridedRun(KernelGenerator generator, CpuIsa isa, string text, Tensor[] inputs, TensorLayout?[]? layouts = null, Func<TensorLayout, TensorLayout>? output = null,
        bool atFront = false)
    {
        _atFront = atFront;
        var graph = Graph.Parse(text);
        var node = graph.Nodes[0];
        var operands = new List<KernelOperand?>();
        var contents = new List<Tensor?>();
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            int place = node.Inputs[i] is { } value ? graph.Inputs.ToList().IndexOf(value) : -1;
            var tensor = node.Inputs[i] is null ? null : place >= 0 ? inputs[place] : node.Inputs[i]!.Constant;
            contents.Add(tensor);
            operands.Add(tensor is null ? null : new(tensor.DType, (place >= 0 ? layouts?[place] : null) ?? TensorLayout.RowMajor(tensor.Dims), place >= 0 ? null : tensor));
        }
        _expected = (Tensor)new ReferenceExecutor().Evaluate(node, [.. contents])[0]!;
        var target = new CpuTarget(isa, 2, 48 << 10, 1 << 20, 16 << 20);
        var problem = new KernelProblem(node, operands, [new(_expected.DType, TensorLayout.RowMajor(_expected.Dims))]);
        Assert.Null(generator.WhyNot(problem, target));
        var tactic = generator.Tactics(problem, target)[0];
        var plan = generator.Plan(problem, tactic, target);
        for (int i = 0; i < operands.Count; i++)
            if (operands[i] is { } operand) operands[i] = operand with { Layout = plan.Inputs[i]! };
        _output = problem.Outputs[0]! with { Layout = output is null ? plan.Outputs[0]! : output(plan.Outputs[0]!) };
        problem = problem with { Inputs = operands, Outputs = [_output] };
        var pointers = new List<nint>();
        for (int i = 0; i < operands.Count; i++) pointers.Add(operands[i] is { } o ? Place(contents[i]!, o.Layout) : 0);
        (_result, _outputFirst) = Reserve(_output);
        _memory.Add(_result);
        pointers.Add(_result.Address + (nint)_outputFirst);
        _workspace = plan.WorkspaceBytes > 0 ? new GuardedBuffer(plan.WorkspaceBytes, 64) : null;
        if (_workspace is not null) _memory.Add(_workspace);
        pointers.Add(_workspace?.Address ?? 0);
        foreach (var packed in generator.Packing(problem, tactic, target)?.Make() ?? []) pointers.Add(Place(packed, TensorLayout.RowMajor(packed.Dims)));
        _arguments = [.. pointers];
        foreach (var phase in generator.Emit(problem, tactic, target)) _phases.Add((Write(phase, isa), phase.Tasks));
        _code.Seal();
    }

    /// <summary>Bytes of the output.</summary>
    public long Bytes => _expected.Bytes.Length;

    /// <summary>Tasks of the last phase.</summary>
    public long Tasks => _phases[^1].Tasks;

    /// <summary>The first word of the workspace.</summary>
    public long Status => BitConverter.ToInt64(_workspace!.Span);

    /// <summary>Runs all tasks in pieces of some size, backwards, and compares.</summary>
    public void Check(long piece = long.MaxValue)
    {
        _result.Span.Fill(Untouched);
        Run(piece);
        int size = _output.DType.SizeInBytes();
        Span<byte> bytes = _result.Span, wanted = _expected.Bytes.Span;
        var seen = new bool[bytes.Length];
        int at = 0;
        foreach (long place in Places(_output.Layout))
        {
            int start = (int)(_outputFirst + place * size);
            if (!bytes.Slice(start, size).SequenceEqual(wanted.Slice(at, size)))
                Assert.Fail($"element {at / size} of {_output.Layout}: {Convert.ToHexString(bytes.Slice(start, size))}, not {Convert.ToHexString(wanted.Slice(at, size))}");
            seen.AsSpan(start, size).Fill(true);
            at += size;
        }
        for (int i = 0; i < seen.Length; i++) Assert.True(seen[i] || bytes[i] == Untouched, "a gap of the output was written");
    }

    /// <summary>Runs everything once.</summary>
    public unsafe void Run(long piece = long.MaxValue)
    {
        fixed (nint* p = _arguments)
            foreach (var (entry, tasks) in _phases)
                for (long end = tasks; end > 0; end -= Math.Min(end, piece))
                    ((delegate* unmanaged<void**, long, long, void*, void>)entry)((void**)p, Math.Max(0, end - piece), end, null);
    }

    /// <summary>Gives a row-major input other contents.</summary>
    public void Overwrite(int input, Tensor contents) => contents.Bytes.Span.CopyTo(_memory[input].Span);

    /// <summary>The shortest of several runs.</summary>
    public double Seconds(int repeats = 20)
    {
        double best = double.MaxValue;
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    public void Dispose()
    {
        foreach (var memory in _memory) memory.Dispose();
        _code.Dispose();
    }

    /// <summary>A tensor of bytes from a seed.</summary>
    public static Tensor Noise(DType type, int seed, params ReadOnlySpan<long> dims)
    {
        var tensor = Tensor.Zeros(type, dims);
        new Random(seed).NextBytes(tensor.Bytes.Span);
        if (type == DType.Bool) foreach (ref byte b in tensor.Bytes.Span) b &= 1;
        return tensor;
    }

    /// <summary>Dense, with axes in some order from outermost to innermost, and gaps of some elements behind each axis.</summary>
    public static TensorLayout Ordered(ReadOnlySpan<long> dims, ReadOnlySpan<int> order, params ReadOnlySpan<int> gaps)
    {
        var strides = new long[dims.Length];
        long step = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = step;
            step = step * dims[order[i]] + (gaps.Length > 0 ? gaps[order[i]] : 0);
        }
        return new(dims.ToArray(), strides);
    }

    private unsafe nint Write(KernelPhase phase, CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa));
        phase.Emit(asm);
        return (nint)asm.Finish().Place(_code);
    }

    private nint Place(Tensor tensor, TensorLayout layout)
    {
        var (memory, first) = Reserve(new(tensor.DType, layout));
        _memory.Add(memory);
        int size = tensor.DType.SizeInBytes(), at = 0;
        foreach (long place in Places(layout))
        {
            tensor.Bytes.Span.Slice(at, size).CopyTo(memory.Span[(int)(first + place * size)..]);
            at += size;
        }
        return memory.Address + (nint)first;
    }

    private (GuardedBuffer Memory, long First) Reserve(KernelOperand operand)
    {
        long low = 0, high = 0;
        for (int k = 0; k < operand.Layout.Rank; k++)
        {
            long last = (operand.Layout.Dims[k] - 1) * operand.Layout.Strides[k];
            if (last < 0) low += last;
            else high += last;
        }
        int size = operand.DType.SizeInBytes();
        return (new(operand.Layout.Count == 0 ? 0 : (high - low + 1) * size, 1, _atFront), -low * size);
    }

    private static IEnumerable<long> Places(TensorLayout layout)
    {
        var index = new long[layout.Rank];
        long at = 0;
        for (long left = layout.Count; left > 0; left--)
        {
            yield return at;
            for (int k = layout.Rank - 1; k >= 0; k--)
            {
                at += layout.Strides[k];
                if (++index[k] < layout.Dims[k]) break;
                at -= layout.Strides[k] * layout.Dims[k];
                index[k] = 0;
            }
        }
    }
}
