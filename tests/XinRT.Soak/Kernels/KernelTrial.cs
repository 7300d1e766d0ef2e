using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Compare.Golden;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Passes;
using XinRT.TestKit;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Kernels;

/// <summary>Builds and runs a graph the way an engine does, with chosen kernels, and compares with FP64.</summary>
internal static class KernelTrial
{
    private static readonly TrialTarget[] Best = [TrialTarget.Avx512, TrialTarget.Avx2, TrialTarget.Portable];

    /// <summary>Runs a graph in text form; see <see cref="TrialSettings"/> for the second text.</summary>
    public static Verdict Run(string graph, string settings) =>
        Run(graph, TrialSettings.Parse(settings), Fault.None, default);

    /// <summary>Runs a graph in text form.</summary>
    public static Verdict Run(string text, TrialSettings settings, Fault undone, CancellationToken cancel)
    {
        var graph = Graph.Parse(text);
        Tensor[] inputs = [.. graph.Inputs.Select((v, i) => settings.Input(v.Name, v.TensorType, i))];
        var backends = new BackendRegistry()
            .Add(new BackendShell(undone.Backend(BackendOf(settings.Target)), device =>
                new ChosenKernels(device, settings.Choice)))
            .Add(undone.Backend(new ReferenceBackend()));
        var options = new EngineOptions { Threads = settings.Threads };
        var optimized = undone.Pipeline(Pipelines.Default).Run(graph,
            new PassContext(new PassOptions { Threads = 1 }, cancel));
        var compiled = EngineCompiler.Compile(optimized, backends, [], [], options, cancel: cancel);
        using var engine = new Engine(compiled.Plan, backends, options);
        using var context = engine.CreateContext();
        for (int i = 0; i < inputs.Length; i++) context.SetInput(engine.Inputs[i].Name, inputs[i]);
        context.Run(cancel);
        var steps = context.Program!.Steps;
        string[] families = [.. steps.Where(s => s.Kernel.Spec.Backend == "cpu").Select(s =>
            s.Kernel.Spec.Name).Distinct().Order(StringComparer.Ordinal)];
        string notes = string.Join('\n', steps.Select(s =>
            $"{s.Kernel.Spec}  {s.Node}  {Layouts(s.Problem.Inputs)} -> {Layouts(s.Problem.Outputs)}"));
        var wide = DoublePrecision.Widen(graph);
        var bounds = new ErrorBounds(wide, [.. inputs.Select(x => (Tensor)DoublePrecision.Widen(x))], families.Contains("winograd"));
        for (int run = 1; run <= 2; run++)
        {
            for (int k = 0; k < graph.Outputs.Count; k++)
            {
                var (right, error) = bounds.Of(wide.Outputs[k]);
                if (Difference.Between((Tensor)context.Output(k), right, error) is not { } difference
                    || bounds.HasOnlyNearTies(wide.Outputs[k], (Tensor)context.Output(k))) continue;
                string again = run == 1 ? "" : " in a second run";
                return new(families, $"{difference.Kind}{again}",
                    $"output {k} {difference.Text}{again}; kernels {string.Join(' ', families)}", notes);
            }
            context.Run(cancel);
        }
        return new(families, Notes: notes);
    }

    private static string Layouts(IReadOnlyList<KernelOperand?> operands) =>
        string.Join(' ', operands.Select(o => o?.Layout));

    // Cases are the same on every machine; what a processor lacks is replaced.
    private static IBackend BackendOf(TrialTarget wanted)
    {
        if (wanted == TrialTarget.Portable128) return FixedCpu.Narrow;
        foreach (var target in Best.SkipWhile(t => t != wanted))
        {
            var backend = new CpuBackend(target switch
            {
                TrialTarget.Avx512 => CpuIsa.Avx512,
                TrialTarget.Avx2 => CpuIsa.Avx2,
                _ => CpuIsa.Portable,
            });
            try
            {
                backend.Probe();
                return backend;
            }
            catch (BackendException)
            {
                continue;
            }
        }
        return new CpuBackend(CpuIsa.Portable);
    }
}
