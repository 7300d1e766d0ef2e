using System.Collections.Concurrent;
using System.Globalization;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Threads;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu;

/// <summary>The processor with an instruction set and a number of threads.</summary>
internal sealed class CpuDevice : IDevice
{
    private readonly CpuTarget _target;
    private readonly DeviceOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Emission> _prepared = [];
    private readonly ConcurrentDictionary<(string Generator, string Problem), string> _failures = [];
    private readonly IReadOnlyList<KernelGenerator> _generators;
    private WorkerPool? _pool;
    private bool _disposed;

    public CpuDevice(CpuTarget target, string fingerprint, DeviceOptions options, IReadOnlyList<KernelGenerator>? generators = null)
    {
        _target = target;
        _generators = generators ?? KernelTable.All;
        Fingerprint = fingerprint;
        _options = options;
    }

    /// <summary>Threads that kernels run on; planning needs none.</summary>
    public WorkerPool Pool
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _pool ??= SharedPools.Take(_options.Threads, _options.Latency);
            }
        }
    }

    public string Fingerprint { get; }

    public Refusal? WhyNot(KernelProblem problem)
    {
        Refusal? last = null;
        foreach (var generator in _generators)
        {
            if ((!problem.IsStatic && generator is not OpenKernelGenerator) || IsRefused(generator, problem)) continue;
            if (Ask(generator, problem, () => generator.WhyNot(problem, _target)) is not { } refusal) return null;
            // Of the generators of an operator the last one takes the most.
            if (refusal.IsTold) last = $"{generator.Name}: {refusal.Reason}";
        }
        return last ?? (problem.IsStatic ? Refusal.OtherOperator : "its sizes are known only in a run");
    }

    public IEnumerable<KernelSpec> Offer(KernelProblem problem)
    {
        var others = new List<KernelGenerator>();
        foreach (var generator in _generators)
        {
            if (IsRefused(generator, problem) || !Takes(generator, problem)) continue;
            if (!Ask(generator, problem, () => generator.IsPreferred(problem, _target)))
            {
                others.Add(generator);
                continue;
            }
            foreach (var spec in Specs(generator)) yield return spec;
        }
        foreach (var generator in others)
            foreach (var spec in Specs(generator)) yield return spec;

        IEnumerable<KernelSpec> Specs(KernelGenerator generator) =>
            Ask(generator, problem, () => generator.Tactics(problem, _target))
            .Select(tactic => new KernelSpec("cpu", generator.Name, tactic.Parameters));
    }

    public KernelPlan? Plan(KernelSpec spec, KernelProblem problem)
    {
        if (Find(spec) is not { } generator || IsRefused(generator, problem) || !Takes(generator, problem)) return null;
        var tactic = generator.TacticOf(spec, problem);
        var packing = Ask(generator, problem, () => generator.Packing(problem, tactic, _target));
        return Ask(generator, problem, () => generator.Plan(problem, tactic, _target)) with
        {
            Packing = packing is null ? null : packing with
            {
                Inputs = NotReadAgain(problem.Node, packing.Inputs),
                Make = () => Ask(generator, problem, packing.Make),
            },
        };
    }

    public void Prove(IReadOnlyList<KernelRequest> requests)
    {
        var distinct = requests.DistinctBy(r => KeyOf(r.Spec, r.Problem)).ToList();
        foreach (var request in distinct) Check(request);
        Pool.For(distinct.Count, i => Emit(distinct[i].Spec, distinct[i].Problem));
    }

    public bool Refuse(KernelException failure) =>
        _failures.TryAdd((failure.Generator, SizesOf(failure.Problem)), $"{failure.Generator} failed: {failure.InnerException!.Message}");

    public IReadOnlyList<string> Failures(KernelProblem problem)
    {
        if (_failures.IsEmpty) return [];
        string sizes = SizesOf(problem);
        return [.. _failures.Where(f => f.Key.Problem == sizes).Select(f => f.Value).Order(StringComparer.Ordinal)];
    }

    public void WarmUp()
    {
        Emit(FirstKernel.Spec, FirstKernel.Problem());
        _ = Pool;
    }

    public void Prepare(KernelSpec spec, KernelProblem problem)
    {
        var emission = new Emission(() => Emit(spec, problem));
        lock (_lock)
            if (_prepared.TryAdd(KeyOf(spec, problem), emission)) emission.Begin();
    }

    public void Abandon(KernelSpec spec, KernelProblem problem)
    {
        lock (_lock) _prepared.Remove(KeyOf(spec, problem));
    }

    public IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests)
    {
        string[] keys = [.. requests.Select(r => KeyOf(r.Spec, r.Problem))];
        // Repeated layers share their code.
        var distinct = new List<KernelRequest>();
        var emissions = new List<Emission>();
        var loaded = new Dictionary<string, IKernel?>();
        for (int i = 0; i < keys.Length; i++)
        {
            Check(requests[i]);
            if (!loaded.TryAdd(keys[i], null)) continue;
            distinct.Add(requests[i]);
            var request = requests[i];
            lock (_lock) emissions.Add(_prepared.Remove(keys[i], out var begun) ? begun : new(() => Emit(request.Spec, request.Problem)));
        }
        var emitted = new EmittedPhase[distinct.Count][];
        Pool.For(emitted.Length, i => emitted[i] = emissions[i].Finish());
        var memory = new CodeMemory();
        int next = 0;
        foreach (string key in keys)
        {
            if (loaded[key] is not null) continue;
            var request = distinct[next];
            var phases = emitted[next++];
            if (Find(request.Spec) is OpenKernelGenerator open)
            {
                loaded[key] = new OpenKernel(memory, open, request.Problem, phases);
                continue;
            }
            loaded[key] = new CpuKernel(memory, phases, FaultOf(request));
        }
        memory.Seal();
        return [.. keys.Select((key, i) => loaded[key] is CpuKernel shared && FaultOf(requests[i]) is { } fault ? shared.With(fault) : loaded[key]!)];
    }

    private KernelFault? FaultOf(KernelRequest request) => Find(request.Spec)!.Fault is { } text ? new(text, request.Problem) : null;

    /// <summary>Workers among whom work of this length is split: handing it out costs about half a microsecond, so each gets a few at
    /// least.</summary>
    public int WorkersFor(double seconds) => (int)Math.Clamp(seconds / 4e-6, 1, _target.Threads);

    public IDeviceContext CreateContext() => new CpuContext(this);

    public void Dispose()
    {
        WorkerPool? pool;
        lock (_lock)
        {
            (pool, _pool) = (_pool, null);
            _disposed = true;
        }
        if (pool is not null) SharedPools.Return(pool);
    }

    public string? Print(KernelRequest request)
    {
        Check(request);
        return string.Join('\n', Emit(request.Spec, request.Problem).Select((p, i) =>
            string.Create(CultureInfo.InvariantCulture, $"; phase {i + 1}: {p.Tasks} tasks{(p.Rounds == 1 ? "" : $", {p.Rounds} times")}, up to {p.Workers} threads, {p.ScratchBytes} bytes for each\n{p.Code.Print()}")));
    }

    private static List<int> NotReadAgain(Node node, IReadOnlyList<int> packed)
    {
        var inputs = new List<int>(packed.Count);
        foreach (int i in packed)
            if (!IsReadAgain(node, i)) inputs.Add(i);
        return inputs;
    }

    // One constant may be weights or a bias, which are packed, and also an addend or an operand of what follows, which are not.
    private static bool IsReadAgain(Node node, int input) => node.Op is FusedOp
        && node.Bodies[0].Inputs[input] is var value && value.Users.Distinct().Sum(user => user.Inputs.Count(v => v == value)) > 1;

    private KernelGenerator? Find(KernelSpec spec) => spec.Backend != "cpu" ? null : _generators.FirstOrDefault(g => g.Name == spec.Name);

    private bool Takes(KernelGenerator generator, KernelProblem problem) =>
        (problem.IsStatic || generator is OpenKernelGenerator) && Ask(generator, problem, () => generator.WhyNot(problem, _target)) is null;

    private bool IsRefused(KernelGenerator generator, KernelProblem problem) =>
        !_failures.IsEmpty && _failures.ContainsKey((generator.Name, SizesOf(problem)));

    // Whatever a generator throws gets its name; errors of an engine's own parameters speak for themselves.
    private static T Ask<T>(KernelGenerator generator, KernelProblem problem, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (Exception e) when (e is not (BackendException or OutOfMemoryException))
        {
            throw new KernelException("cpu", generator.Name, problem, e);
        }
    }

    // The same before and after layouts are chosen and constants packed.
    private static string SizesOf(KernelProblem problem)
    {
        return (problem with { Inputs = [.. problem.Inputs.Select(Plain)], Outputs = [.. problem.Outputs.Select(Plain)] }).Key();

        static KernelOperand? Plain(KernelOperand? operand) =>
            operand is null ? null : new(operand.DType, TensorLayout.RowMajor(operand.Layout.Dims.Span));
    }

    // Code is generated for the operands that inference found; only what a file says beyond them can be wrong.
    private void Check(KernelRequest request)
    {
        if (Find(request.Spec) is not { } generator || !Takes(generator, request.Problem))
        {
            throw new BackendException("XIN7002", request.Problem.Node.ToString(), $"the engine names the kernel '{request.Spec}', which does not compute it here",
                hint: "build the engine again");
        }
        var tactic = generator.TacticOf(request.Spec, request.Problem);
        var wanted = Ask(generator, request.Problem, () => generator.Packing(request.Problem, tactic, _target))?.Types ?? [];
        if (request.Packed.Select(t => t.Type).SequenceEqual(wanted)) return;
        throw new BackendException("XIN7002", request.Problem.Node.ToString(),
            $"the kernel '{request.Spec}' reads the constants [{string.Join(", ", wanted)}], but the engine packs [{string.Join(", ", request.Packed.Select(t => t.Type))}]",
            hint: "build the engine again on this kind of processor");
    }

    private static string KeyOf(KernelSpec spec, KernelProblem problem) => $"{spec} {problem.Key()}";

    private EmittedPhase[] Emit(KernelSpec spec, KernelProblem problem)
    {
        var generator = Find(spec)!;
        return Ask<EmittedPhase[]>(generator, problem, () =>
        [
            .. generator.Emit(problem, generator.TacticOf(spec, problem), _target).Select(phase =>
            {
                var asm = Assemblers.Create(_target);
                phase.Emit(asm);
                return new EmittedPhase(asm.Finish(), phase.Tasks, phase.Rounds, WorkersFor(phase.Seconds), phase.ScratchBytes);
            }),
        ]);
    }
}

/// <summary>Code of one phase before it has an address.</summary>
internal sealed record EmittedPhase(KernelCode Code, long Tasks, long Rounds, int Workers, long ScratchBytes);
