using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests;

/// <summary>One kernel of a generator for one subject: its plan, packed constants, and code.</summary>
internal sealed class KernelRun : IDisposable
{
    private readonly KernelGenerator _generator;
    private readonly Tactic _tactic;
    private readonly CpuTarget _target;
    private readonly KernelPlan _plan;
    private readonly int[] _packedInputs;
    private readonly List<GuardedBuffer> _packed = [];

    public KernelRun(KernelGenerator generator, KernelSubject subject, Tactic tactic, CpuTarget target)
    {
        (_generator, Subject, _tactic, _target) = (generator, subject, tactic, target);
        _plan = generator.Plan(subject.Problem, tactic, target);
        Assert.Equal(subject.Inputs.Count, _plan.Inputs.Count);
        Assert.Equal(subject.Expected.Count, _plan.Outputs.Count);
        for (int i = 0; i < subject.Inputs.Count; i++)
            if (subject.Problem.Inputs[i] is { } operand && _plan.Inputs[i] is { } layout) Assert.Equal(operand.Layout.Dims, layout.Dims);
        var packing = generator.Packing(subject.Problem, tactic, target);
        _packedInputs = [.. packing?.Inputs ?? []];
        var packed = packing?.Make() ?? [];
        Assert.Equal(packing?.Types ?? [], packed.Select(t => t.Type));
        foreach (var constant in packed)
        {
            // Engines align constants, so kernels may count on it.
            var buffer = new GuardedBuffer(constant.Bytes.Length, CodeBuffer.Alignment);
            constant.Bytes.Span.CopyTo(buffer.Span);
            _packed.Add(buffer);
        }
    }

    public KernelSubject Subject { get; }

    /// <summary>Dense outputs.</summary>
    public KernelMemory Dense(int alignment = 4) => Memory("dense", [.. _plan.Outputs], null, alignment);

    /// <summary>All ways in which outputs may lie.</summary>
    public IEnumerable<KernelMemory> Variants(KernelCheck options)
    {
        yield return Dense();
        if (options.Strided && _plan.WritesStrided)
        {
            yield return Memory("inner axis a part", [.. _plan.Outputs.Select(l => l is null ? null : Part(l, inner: true))], null);
            yield return Memory("all axes parts", [.. _plan.Outputs.Select(l => l is null ? null : Part(l, inner: false))], null);
        }
        if (options.Strided && _plan.WritesAnyOrder) yield return Memory("outer axes reversed", [.. _plan.Outputs.Select(l => l is null ? null : Reversed(l))], null);
        if (!options.InPlace || _plan.Outputs.Count == 0 || _plan.Outputs[0] is not { } output) yield break;
        foreach (int i in _plan.Overwrites)
            if (_plan.Inputs[i] is { } input && input.Matches(output)) yield return Memory($"over input {i}", [.. _plan.Outputs], i);
    }

    /// <summary>Code of all phases for these layouts.</summary>
    public IReadOnlyList<(KernelCode Code, KernelPhase Phase)> Emit(KernelMemory memory)
    {
        var problem = Subject.Problem with
        {
            Inputs = [.. Subject.Problem.Inputs.Select((o, i) => o is null ? null
                : o with { Layout = _plan.Inputs[i] ?? o.Layout, Constant = Packed(o.Constant, i) })],
            Outputs = [.. Subject.Problem.Outputs.Select((o, i) => o is null ? null : o with { Layout = memory.OutputLayouts[i]! })],
        };
        var result = new List<(KernelCode, KernelPhase)>();
        foreach (var phase in _generator.Emit(problem, _tactic, _target))
        {
            var asm = Assemblers.Create(_target);
            phase.Emit(asm);
            result.Add((asm.Finish(), phase));
        }
        return result;
    }

    public override string ToString()
    {
        string tactic = _tactic.ToString();
        return $"{_generator.Name} on {_target.Isa}{(tactic.Length == 0 ? "" : $" ({tactic})")} of\n{Subject.Text.Trim()}\n";
    }

    public void Dispose()
    {
        foreach (var buffer in _packed) buffer.Dispose();
    }

    private Tensor? Packed(Tensor? constant, int input) =>
        constant is not null && _packedInputs.Contains(input) ? Tensor.Elided(constant.DType, constant.Dims) : constant;

    private KernelMemory Memory(string name, TensorLayout?[] outputs, int? overwritten, int alignment = 4)
    {
        for (int i = 0; i < outputs.Length; i++)
            if (outputs[i] is null && Subject.Expected[i] is { } expected) outputs[i] = TensorLayout.RowMajor(expected.Dims);
        var inputs = Subject.Problem.Inputs.Select((o, i) => _packedInputs.Contains(i) ? null : o is null ? null : _plan.Inputs[i] ?? o.Layout);
        return new(name, Subject, [.. inputs], outputs, overwritten, _packed, _plan.WorkspaceBytes, alignment);
    }

    // Dense, with all axes but the innermost the other way round.
    private static TensorLayout Reversed(TensorLayout layout)
    {
        int[] order = layout.Order();
        int innermost = Math.Max(0, Array.FindLastIndex(order, k => layout.Dims[k] > 1));
        return TensorLayout.InOrder([.. layout.Dims], [.. order[..innermost].Reverse(), .. order[innermost..]]);
    }

    // The layout as part of a larger tensor in the same order of axes.
    private static TensorLayout Part(TensorLayout layout, bool inner)
    {
        int[] order = layout.Order();
        long[] dims = [.. layout.Dims];
        for (int i = order.Length - 1; i >= 0; i--)
        {
            if (dims[order[i]] == 1 && i > 0 && inner) continue;
            dims[order[i]] += 3 + i;
            if (inner) break;
        }
        return new(layout.Dims, TensorLayout.InOrder(dims, order).Strides);
    }
}
