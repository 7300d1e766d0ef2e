using System.Diagnostics;
using XinRT.Backends;
using XinRT.Ir;
using XinRT.Runtime.Execution;
using XinRT.Runtime.Memory;
using XinRT.Runtime.Planning;

namespace XinRT.Compiler.Tuning;

/// <summary>Chooses kernels by timing them in their places: the whole program runs again and again, each time with other kernels in
/// its steps.</summary>
/// <remarks>
/// A kernel timed alone in a loop finds its weights in the cache and its input wherever the loop left it. Here weights are as cold,
/// inputs as warm and workers as busy as they will be. All steps are tuned at once, so the number of runs grows with the candidates of
/// one problem, not with the number of problems. In each round every problem tries one candidate: runs with it and with the best so
/// far alternate, and the shortest time of each step counts, since noise only adds. Equal problems decide together.
/// </remarks>
public sealed class InPlaceTuner
{
    private const int PairsOfRuns = 5;

    // A candidate must be this much faster: below that the order of two kernels is chance.
    private const double Margin = 0.985;

    private readonly ProgramPlan _plan;
    private readonly DeviceSet _devices;
    private readonly BoundProgram _bound;
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, IDeviceContext> _contexts;
    private readonly TimingCache? _cache;

    private InPlaceTuner(ProgramPlan plan, DeviceSet devices, BoundProgram bound, Dictionary<string, IDeviceContext> contexts, TimingCache? cache)
    {
        _plan = plan;
        _devices = devices;
        _bound = bound;
        _contexts = contexts;
        _cache = cache;
    }

    /// <summary>Tunes the steps of a program whose kernel is not fixed.</summary>
    /// <param name="plan">The program; its steps have their packed constants.</param>
    /// <param name="devices">Devices of its kernels.</param>
    /// <param name="isFixed">Whether a node of the engine keeps its kernel.</param>
    /// <param name="options">Time and cache.</param>
    /// <param name="engine">How the engine will run.</param>
    /// <param name="progress">Told at each round.</param>
    /// <param name="cancel">Ends the build.</param>
    public static IReadOnlyList<TunedProblem> Run(ProgramPlan plan, DeviceSet devices, Func<int, bool> isFixed, TuningOptions options, EngineOptions engine,
        IProgress<TuningProgress>? progress, CancellationToken cancel)
    {
        var cache = options.TimingCache is { } path ? Tuning.TimingCache.Load(path) : null;
        using var program = new LoadedProgram(plan, devices, engine);
        var contexts = new Dictionary<string, IDeviceContext>();
        using var bound = new BoundProgram(program, engine, id => contexts.TryGetValue(id, out var known) ? known : contexts[id] = devices[id].CreateContext());
        var tuner = new InPlaceTuner(plan, devices, bound, contexts, cache);
        try
        {
            tuner.Collect(isFixed);
            tuner.Measure(options.Budget, progress, cancel);
            if (cache is not null) cache.Save(options.TimingCache!);
            return [.. tuner._problems.Select(p => p.Result(plan))];
        }
        finally
        {
            foreach (var problem in tuner._problems) problem.Dispose();
            foreach (var context in contexts.Values) context.Dispose();
        }
    }

    private void Collect(Func<int, bool> isFixed)
    {
        var groups = Enumerable.Range(0, _plan.Steps.Count).Where(i => _plan.Steps[i].Origin >= 0 && _bound.Steps[i] is MemoryStep && !isFixed(_plan.Steps[i].Origin))
            .GroupBy(i => _plan.Steps[i].Problem.Key());
        foreach (var group in groups)
        {
            var step = _plan.Steps[group.First()];
            var device = _devices[step.Kernel.Spec.Backend];
            var candidates = device.Offer(step.Problem).Where(spec => spec != step.Kernel.Spec && group.All(i => Fits(_plan.Steps[i], device.Plan(spec, _plan.Steps[i].Problem)))).ToList();
            var problem = new Problem(group.Key, [.. group], step.Kernel.Spec, device.Fingerprint);
            foreach (var spec in candidates)
            {
                if (_cache?.Find(device.Fingerprint, group.Key, spec) is { } seconds) problem.Known.Add(new(spec, seconds));
                else problem.Waiting.Enqueue(spec);
            }
            _problems.Add(problem);
        }
    }

    // Whether a kernel can take over a step without changing anything around it.
    private static bool Fits(PlannedStep step, KernelPlan? plan)
    {
        if (plan is null || !plan.PackedInputs.SequenceEqual(step.Plan.PackedInputs)) return false;
        for (int i = 0; i < step.Problem.Inputs.Count; i++)
            if (step.Problem.Inputs[i] is { } operand && !plan.PackedInputs.Contains(i) && plan.Inputs[i] is { } wanted && !operand.Layout.Matches(wanted)) return false;
        for (int k = 0; k < step.Problem.Outputs.Count; k++)
        {
            if (step.Problem.Outputs[k] is not { } operand || plan.Outputs[k] is not { } written || operand.Layout.Matches(written)) continue;
            if (!plan.WritesStrided || !written.Order().AsSpan().SequenceEqual(operand.Layout.Order())) return false;
        }
        int over = step.Inputs.ToList().FindIndex(p => p is not null && p.Buffer is ArenaBuffer && p.Buffer == step.Outputs[0]?.Buffer && p.Offset == step.Outputs[0]!.Offset);
        return over < 0 || plan.Overwrites.Contains(over);
    }

    private void Measure(TimeSpan budget, IProgress<TuningProgress>? progress, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _plan.Graph.Inputs.Count; i++) _bound.SetInput(i, Filled(_plan.Graph.Inputs[i].Type));
        var first = _bound.Steps.ToArray();
        var best = first.ToArray();
        var times = new double[best.Length];
        int rounds = _problems.Count == 0 ? 0 : _problems.Max(p => p.Waiting.Count), round = 0;
        // Even with everything known the present kernels must have a time to be compared with.
        if (rounds == 0 && _problems.Exists(p => p.Known.Count > 0)) RunOnce(best, null, cancel);
        while (_problems.Exists(p => p.Waiting.Count > 0) && Stopwatch.GetElapsedTime(start) < budget)
        {
            cancel.ThrowIfCancellationRequested();
            var left = round == 0 ? budget : Stopwatch.GetElapsedTime(start) * ((double)(rounds - round) / round);
            progress?.Report(new TuningProgress(++round, rounds, left < budget ? left : budget, times.Sum() * 1e3));
            var trial = best.ToArray();
            Load(trial);
            double[] mine = Fresh(times.Length), theirs = Fresh(times.Length);
            RunOnce(best, null, cancel);
            RunOnce(trial, null, cancel);
            for (int n = 0; n < PairsOfRuns; n++)
            {
                RunOnce(best, mine, cancel);
                RunOnce(trial, theirs, cancel);
            }
            times = mine;
            foreach (var problem in _problems) Decide(problem, mine, theirs, best, trial);
        }
        if (round > 0) Confirm(first, best, cancel);
        foreach (var problem in _problems) problem.TakeKnown();
    }

    // What won a round by chance, or only beside other kernels than those now around it, loses here against the rule of thumb.
    private void Confirm(IBoundStep[] first, IBoundStep[] best, CancellationToken cancel)
    {
        double[] before = Fresh(first.Length), after = Fresh(first.Length);
        for (int n = 0; n < 3 * PairsOfRuns; n++)
        {
            RunOnce(first, before, cancel);
            RunOnce(best, after, cancel);
        }
        foreach (var problem in _problems)
            if (problem.Steps.Sum(i => after[i]) > problem.Steps.Sum(i => before[i]) * Margin) problem.KeepFirst();
    }

    private static double[] Fresh(int count)
    {
        var times = new double[count];
        Array.Fill(times, double.MaxValue);
        return times;
    }

    private void Load(IBoundStep[] trial)
    {
        var trying = _problems.Where(p => p.Begin()).ToList();
        Parallel.ForEach(trying, problem => problem.Constants = [.. problem.Steps.Select(i => (IReadOnlyList<Tensor>)[.. _devices[problem.Trial!.Backend].Pack(problem.Trial!, _plan.Steps[i].Problem)])]);
        foreach (var group in trying.GroupBy(p => p.Trial!.Backend))
        {
            var device = _devices[group.Key];
            var kernels = device.Load([.. group.Select(p => new KernelRequest(p.Trial!, _plan.Steps[p.Steps[0]].Problem, p.Constants[0]))]);
            foreach (var (problem, kernel) in group.Zip(kernels))
            {
                if (kernel is not IMemoryKernel memory) continue;
                long bytes = device.Plan(problem.Trial!, _plan.Steps[problem.Steps[0]].Problem)!.WorkspaceBytes;
                problem.Reserve(bytes);
                for (int n = 0; n < problem.Steps.Length; n++)
                {
                    int i = problem.Steps[n];
                    trial[i] = new MemoryStep(memory.Bind(_contexts[group.Key], _bound.MemoryOf(_plan.Steps[i], problem.Pin(problem.Constants[n]), problem.Workspace)));
                }
            }
        }
    }

    private void RunOnce(IBoundStep[] steps, double[]? shortest, CancellationToken cancel)
    {
        foreach (var context in _contexts.Values) context.BeginRun();
        try
        {
            for (int i = 0; i < steps.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                steps[i].Run(cancel);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (shortest is not null) shortest[i] = Math.Min(shortest[i], seconds);
            }
        }
        finally
        {
            foreach (var context in _contexts.Values) context.EndRun();
        }
    }

    private void Decide(Problem problem, double[] mine, double[] theirs, IBoundStep[] best, IBoundStep[] trial)
    {
        double ours = problem.Steps.Average(i => mine[i]);
        Note(problem, problem.Best, ours);
        if (problem.Trial is not { } spec) return;
        double other = problem.Steps.Average(i => theirs[i]);
        Note(problem, spec, other);
        bool wins = other < ours * Margin;
        if (wins)
            foreach (int i in problem.Steps) best[i] = trial[i];
        problem.End(wins);
    }

    private void Note(Problem problem, KernelSpec spec, double seconds)
    {
        problem.Measured[spec] = problem.Measured.TryGetValue(spec, out double known) ? Math.Min(known, seconds) : seconds;
        _cache?.Add(problem.Device, problem.Key, spec, seconds);
    }

    // Ones are valid as tokens, positions and masks.
    private static Tensor Filled(IrType type)
    {
        var tensor = (TensorType)type;
        var dims = tensor.Shape!.Select(d => d.Value).ToArray();
        if (tensor.DType.IsFloat()) return SyntheticTensor.Make(tensor.DType, dims);
        var ones = Tensor.Zeros(tensor.DType, dims);
        if (tensor.DType is not (DType.String or DType.Undefined)) ElementConverter.Write([.. Enumerable.Repeat(1.0, ones.Count)], ones);
        return ones;
    }

    // Steps of one problem and where their search stands.
    private sealed class Problem : IDisposable
    {
        private readonly KernelSpec _first;
        private PinnedTensors _kept = new(), _trying = new();
        private Arena? _keptWorkspace, _workspace;

        public Problem(string key, int[] steps, KernelSpec first, string device)
        {
            (Key, Steps, Device) = (key, steps, device);
            Best = _first = first;
        }

        public string Key { get; }

        public string Device { get; }

        public int[] Steps { get; }

        public KernelSpec Best { get; private set; }

        public KernelSpec? Trial { get; private set; }

        public IReadOnlyList<Tensor>[] Constants { get; set; } = [];

        public nint Workspace => _workspace?.Start ?? 0;

        public Queue<KernelSpec> Waiting { get; } = [];

        public List<Candidate> Known { get; } = [];

        public Dictionary<KernelSpec, double> Measured { get; } = [];

        public bool Begin() => (Trial = Waiting.TryDequeue(out var next) ? next : null) is not null;

        public void End(bool wins)
        {
            if (wins)
            {
                Best = Trial!;
                (_kept, _trying) = (_trying, _kept);
                (_keptWorkspace, _workspace) = (_workspace, _keptWorkspace);
            }
            Release();
            Trial = null;
        }

        public nint[] Pin(IReadOnlyList<Tensor> constants)
        {
            foreach (var constant in constants) _trying.Add(constant);
            return [.. constants.Select(_trying.AddressOf)];
        }

        public void Reserve(long bytes) => _workspace = bytes == 0 ? null : new Arena(bytes);

        public void KeepFirst() => Best = _first;

        public void TakeKnown()
        {
            if (Known.Count == 0) return;
            // The times of one machine and one problem can be compared, if not as well as those of one run.
            double mine = Measured.TryGetValue(Best, out double seconds) ? seconds : double.MaxValue;
            if (Known.MinBy(c => c.Seconds) is { } best && best.Seconds < mine * Margin) Best = best.Spec;
        }

        public TunedProblem Result(ProgramPlan plan) => new([.. Steps.Select(i => plan.Steps[i].Origin)], Best,
            [.. Measured.Select(m => new Candidate(m.Key, m.Value)).Concat(Known).OrderBy(c => c.Seconds)], Waiting.Count);

        public void Dispose()
        {
            Release();
            _kept.Dispose();
            _keptWorkspace?.Dispose();
        }

        // What the present trial holds; no step runs now.
        private void Release()
        {
            _trying.Dispose();
            _workspace?.Dispose();
            _workspace = null;
        }
    }
}
