using XinRT.Backends;
using XinRT.Planning;
using XinRT.Runtime.Execution;

namespace XinRT.Compiler.Tuning;

/// <summary>Chooses kernels and layouts by timing them in their places: the whole program runs again and again, each time with other
/// kernels in its steps.</summary>
/// <remarks>
/// A kernel timed alone in a loop finds its weights in the cache and its input wherever the loop left it. Here weights are as cold,
/// inputs as warm and workers as busy as they will be. Runs of a trial and of the best program so far alternate, and the shortest time
/// of each step counts, since noise only adds. Equal problems decide together. The search has three parts:
/// <list type="number">
/// <item>Tactics: kernels that change nothing around them. Each round every problem tries one, so the number of rounds grows with the
/// candidates of one problem, not with the number of problems.</item>
/// <item>Layouts: a kernel that reads or writes another layout changes what is copied, and what its neighbors read. Each is tried in a
/// program of its own, planned around it; the steps that the two programs do not share decide. What wins has new problems, whose
/// tactics are tried again.</item>
/// <item>Finals: what came close, and the rule of thumb, against the best once more with three times the runs: a win by chance, or only
/// beside other kernels than those now around it, does not last.</item>
/// </list>
/// </remarks>
public sealed class InPlaceTuner : IDisposable
{
    private const int Blocks = 3, RunsOfBlock = 2, Finalists = 3, FinalWeight = 3;

    // A candidate must be this much faster: below that the order of two kernels is chance.
    private const double Margin = 0.985;

    // A time no further above the best may be better than it after all.
    private const double Close = 1.06;

    private readonly EnginePlan _engine;
    private readonly IReadOnlyList<IrType> _sizes;
    private readonly DeviceSet _devices;
    private readonly EngineOptions _options;
    private readonly Func<int, bool> _isFixed;
    private readonly TimingCache _times;
    private readonly TuningClock _clock;
    private readonly ContextDevices _context;
    private readonly HashSet<(string Key, KernelSpec Spec)> _tried = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<(string Key, TunedProblem.Candidate Candidate)> _elsewhere = [];
    private IReadOnlyList<TuningProblem> _problems = [];
    private TrialProgram _best;

    private InPlaceTuner(EnginePlan engine, IReadOnlyList<IrType> sizes, DeviceSet devices, EngineOptions options,
        Func<int, bool> isFixed, TimingCache times, TuningClock clock)
    {
        (_engine, _sizes, _devices, _options, _isFixed, _times, _clock) = (engine, sizes, devices, options, isFixed, times, clock);
        _context = new(devices);
        _best = Make(engine.Kernels);
    }

    /// <summary>Tunes the nodes of an engine.</summary>
    /// <param name="engine">The engine; its kernels are where the search begins.</param>
    /// <param name="sizes">Types of the inputs to tune for.</param>
    /// <param name="devices">Devices of its kernels.</param>
    /// <param name="isFixed">Whether a node of the engine keeps its kernel.</param>
    /// <param name="tuning">Cache, and what ends tuning early.</param>
    /// <param name="budget">Time to measure in.</param>
    /// <param name="options">How the engine will run.</param>
    /// <param name="progress">Told at each round.</param>
    /// <param name="cancel">Ends the build.</param>
    /// <returns>The best program, packed, and what was tried.</returns>
    public static (ProgramPlan Program, IReadOnlyList<TunedProblem> Tuned) Run(EnginePlan engine,
        IReadOnlyList<IrType> sizes, DeviceSet devices, Func<int, bool> isFixed, TuningOptions tuning, TimeSpan budget,
        EngineOptions options, IProgress<TuningProgress>? progress, CancellationToken cancel)
    {
        var times = tuning.TimingCache is { } path ? TimingCache.Load(path) : new TimingCache();
        var clock = new TuningClock(budget, tuning.Stop, progress);
        using var tuner = new InPlaceTuner(engine, sizes, devices, options, isFixed, times, clock);
        tuner.Search(cancel);
        if (tuning.TimingCache is not null) times.Save(tuning.TimingCache);
        return (tuner._best.Plan, [.. tuner._problems.Select(tuner.Result)]);
    }

    /// <summary>Frees the best program and the shares of devices.</summary>
    public void Dispose()
    {
        _best.Dispose();
        _context.Dispose();
    }

    private void Search(CancellationToken cancel)
    {
        var ruleOfThumb = _best.Kernels;
        do
        {
            Collect();
            while (_problems.Any(p => p.Waiting.Count > 0) && _clock.HasTimeFor(1 + FinalWeight)) Round(1, _ => false, cancel);
        }
        while (TryLayouts(cancel));
        if (_clock.Rounds == 0) return;
        foreach (var problem in _problems) Nominate(problem, ruleOfThumb[problem.Nodes[0]].Spec);
        while (_problems.Any(p => p.Waiting.Count > 0) && _clock.HasTimeFor(FinalWeight))
            Round(FinalWeight, problem => problem.Trial == ruleOfThumb[problem.Nodes[0]].Spec, cancel);
    }

    // ---- problems

    private void Collect()
    {
        _problems = _devices.WithoutFailing(Problems);
        var kernels = _best.Kernels.ToArray();
        foreach (var problem in _problems)
        {
            if (!_seen.Add(problem.Key)) continue;
            // What an earlier build measured is not measured again.
            var present = Present(problem);
            var start = problem.Candidates.Where(s => Seconds(problem, s) is not null).MinBy(s => Seconds(problem, s)) ?? present;
            foreach (var spec in problem.Candidates)
                if (spec != start && Seconds(problem, spec) is null) problem.Waiting.Enqueue(spec);
            foreach (int node in problem.Nodes)
                if (start != present) kernels[node] = new NodeKernel(start);
        }
        Adopt(kernels);
    }

    private TuningProblem[] Problems()
    {
        var steps = _best.Plan.Steps;
        return
        [
            .. from i in Enumerable.Range(0, steps.Count)
               where _best.IsTunable(i) && !_isFixed(steps[i].Origin)
               group i by _best.Keys[i] into same
               let device = _devices[steps[same.First()].Kernel.Spec.Backend]
               let fitting = device.Offer(steps[same.First()].Problem)
                   .Where(spec => same.All(i => Fits(steps[i], device.Plan(spec, steps[i].Problem))))
               select new TuningProblem(same.Key, [.. same.Select(i => steps[i].Origin)], device, [.. fitting]),
        ];
    }

    // Whether a kernel can take over a step without changing anything around it.
    private static bool Fits(PlannedStep step, KernelPlan? plan)
    {
        if (plan is null) return false;
        for (int i = 0; i < step.Problem.Inputs.Count; i++)
        {
            if (step.Problem.Inputs[i] is not { Constant: null } operand || plan.IsPacked(i)) continue;
            if (plan.Inputs[i] is { } wanted && !operand.Layout.Matches(wanted)) return false;
        }
        for (int k = 0; k < step.Problem.Outputs.Count; k++)
        {
            if (step.Problem.Outputs[k] is not { } operand || plan.Outputs[k] is not { } written || operand.Layout.Matches(written)) continue;
            if (!plan.WritesStrided || !written.Order().AsSpan().SequenceEqual(operand.Layout.Order())) return false;
        }
        return true;
    }

    private KernelSpec Present(TuningProblem problem) => _best.Kernels[problem.Nodes[0]].Spec;

    private double? Seconds(TuningProblem problem, KernelSpec spec) => _times.Find(problem.Device.Fingerprint, problem.Key, spec);

    private TunedProblem Result(TuningProblem problem) => new(problem.Nodes, Present(problem),
        [
            .. problem.Candidates.Where(s => Seconds(problem, s) is not null).Select(s => new TunedProblem.Candidate(s, Seconds(problem, s)!.Value))
                .Concat(_elsewhere.Where(e => e.Key == problem.Key).Select(e => e.Candidate)).OrderBy(c => c.Seconds),
        ], problem.Candidates.Count(s => Seconds(problem, s) is null && s != Present(problem)));

    // ---- tactics

    // What came close, after what would be taken without measuring.
    private void Nominate(TuningProblem problem, KernelSpec ruleOfThumb)
    {
        problem.Waiting.Clear();
        var present = Present(problem);
        double limit = (Seconds(problem, present) ?? 0) * Close;
        var others = problem.Candidates.Where(s => s != present && (s == ruleOfThumb || Seconds(problem, s) < limit));
        foreach (var spec in others.OrderBy(s => s == ruleOfThumb ? 0 : Seconds(problem, s)).Take(Finalists)) problem.Waiting.Enqueue(spec);
    }

    // Tries the next candidate of every problem. One that is preferred loses only to a present one that is clearly faster.
    private void Round(int weight, Func<TuningProblem, bool> isPreferred, CancellationToken cancel)
    {
        _clock.Begin(_problems.Max(p => p.Waiting.Count), _best.Milliseconds);
        var kernels = _best.Kernels.ToArray();
        foreach (var problem in _problems)
        {
            problem.Next();
            foreach (int node in problem.Nodes)
                if (problem.Trial is { } spec) kernels[node] = new NodeKernel(spec);
        }
        using var trial = Make(kernels);
        Alternate(trial, weight * Blocks, cancel);
        kernels = [.. _best.Kernels];
        foreach (var problem in _problems)
        {
            // A kernel that could not be made was replaced by another one.
            if (problem.Trial is not { } tried || problem.Nodes.Any(n => trial.Kernels[n].Spec != tried)) continue;
            double ours = problem.Nodes.Average(_best.SecondsOf), other = problem.Nodes.Average(trial.SecondsOf);
            // Under the problem's own key: a kernel that reads a constant in another layout makes the step's key another one.
            _times.Add(problem.Device.Fingerprint, problem.Key, Present(problem), ours);
            _times.Add(problem.Device.Fingerprint, problem.Key, tried, other);
            if (other >= ours * (isPreferred(problem) ? 1 / Margin : Margin)) continue;
            foreach (int node in problem.Nodes) kernels[node] = trial.Kernels[node];
        }
        Adopt(kernels);
        _clock.End(weight);
    }

    // ---- layouts

    // Tries kernels that change layouts until one wins, those of the steps that take longest first.
    private bool TryLayouts(CancellationToken cancel)
    {
        foreach (var problem in _problems.OrderByDescending(p => p.Nodes.Length * (Seconds(p, Present(p)) ?? 0)))
        {
            foreach (var spec in _devices.WithoutFailing(() => OtherLayouts(problem).ToList()))
            {
                if (!_clock.HasTimeFor(1 + FinalWeight)) return false;
                if (_tried.Add((problem.Key, spec)) && TryLayout(problem, spec, cancel)) return true;
            }
        }
        return false;
    }

    // For each way of reading and writing that differs from the present kernel's, the kernel most like it.
    private IEnumerable<KernelSpec> OtherLayouts(TuningProblem problem)
    {
        var step = _best.Plan.Steps[_best.StepOf(problem.Nodes[0])];
        var present = step.Kernel.Spec;
        return from spec in problem.Device.Offer(step.AtHand)
               let layouts = Layouts(problem.Device.Plan(spec, step.AtHand)!, step.AtHand)
               where layouts != Layouts(step.Plan, step.AtHand) && !problem.Candidates.Contains(spec)
               group spec by layouts into alike
               select alike.MaxBy(s => s.Parameters.Count(present.Parameters.Contains))!;
    }

    private static ValueArray<TensorLayout?> Layouts(KernelPlan plan, KernelProblem problem) =>
    [
        .. problem.Inputs.Select((o, i) => o is not { Constant: null } || plan.IsPacked(i) ? null : plan.Inputs[i] ?? o.Layout),
        .. plan.Outputs,
    ];

    private bool TryLayout(TuningProblem problem, KernelSpec spec, CancellationToken cancel)
    {
        var kernels = _best.Kernels.ToArray();
        foreach (int node in problem.Nodes) kernels[node] = new NodeKernel(spec);
        using var trial = Make(kernels);
        if (problem.Nodes.Any(n => trial.Kernels[n].Spec != spec)) return false;
        var (mine, theirs) = (_best.Without(trial), trial.Without(_best));
        double? ours = Known(_best, mine), other = Known(trial, theirs);
        if (ours is null || other is null)
        {
            _clock.Begin(1, _best.Milliseconds);
            Alternate(trial, Blocks, cancel);
            _clock.End(1);
            Note(_best, mine);
            Note(trial, theirs);
            (ours, other) = (mine.Sum(i => _best.Shortest[i]), theirs.Sum(i => trial.Shortest[i]));
        }
        double more = (other.Value - ours.Value) / problem.Nodes.Length;
        AddElsewhere(_best, problem.Nodes[0], spec, more);
        if (other >= ours * Margin) return false;
        AddElsewhere(trial, problem.Nodes[0], Present(problem), -more);
        Adopt(trial.Kernels);
        return true;
    }

    // In the list of candidates a kernel of another layout stands with the time of all that it changes.
    private void AddElsewhere(TrialProgram program, int node, KernelSpec spec, double more)
    {
        int step = program.StepOf(node);
        double own = _times.Find(FingerprintOf(program, step), program.Keys[step], program.Kernels[node].Spec) ?? 0;
        _elsewhere.Add((program.Keys[step], new(spec, Math.Max(0, own + more))));
    }

    // The time of steps if all are known from earlier.
    private double? Known(TrialProgram program, IReadOnlyList<int> steps) =>
        steps.Aggregate((double?)0, (sum, i) => sum + _times.Find(FingerprintOf(program, i), program.Keys[i], program.Plan.Steps[i].Kernel.Spec));

    // ---- measuring

    private TrialProgram Make(IReadOnlyList<NodeKernel> kernels) =>
        _devices.WithoutFailing(() => new TrialProgram(_engine with { Kernels = kernels }, _sizes, _devices, _options, _context));

    private void Adopt(IReadOnlyList<NodeKernel> kernels)
    {
        if (kernels.SequenceEqual(_best.Kernels)) return;
        var better = Make(kernels);
        _best.Dispose();
        _best = better;
    }

    // Blocks of runs take turns, so that both programs meet the same weather, and the first run of a block is not counted: it finds
    // the other program's weights in the caches, the next ones what their own program leaves there, as in use.
    private void Alternate(TrialProgram trial, int blocks, CancellationToken cancel)
    {
        _best.Run(_context, cancel);
        trial.Run(_context, cancel);
        _best.Forget();
        trial.Forget();
        for (int n = 0; n < blocks; n++)
        {
            foreach (var program in (TrialProgram[])[_best, trial])
            {
                cancel.ThrowIfCancellationRequested();
                program.Run(_context, cancel);
                for (int k = 0; k < RunsOfBlock; k++) program.RunTimed(_context, cancel);
            }
        }
    }

    private void Note(TrialProgram program, IEnumerable<int> steps)
    {
        foreach (var same in steps.GroupBy(i => (program.Keys[i], program.Plan.Steps[i].Kernel.Spec)))
            _times.Add(FingerprintOf(program, same.First()), same.Key.Item1, same.Key.Spec, same.Average(i => program.Shortest[i]));
    }

    private string FingerprintOf(TrialProgram program, int step) => _devices[program.Plan.Steps[step].Kernel.Spec.Backend].Fingerprint;
}
