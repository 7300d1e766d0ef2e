using XinRT.Ir;
using XinRT.Soak.Harness;
using XinRT.Soak.Kernels.Families;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Kernels;

/// <summary>One operator or a short chain of them, with random sizes, surroundings and kernels.</summary>
internal sealed class KernelCase : ChoiceCase
{
    private readonly string _family;
    private readonly TrialSettings _settings;

    public KernelCase(ulong seed, IReadOnlyDictionary<string, int>? known = null)
        : base(seed, known ?? new Dictionary<string, int>())
    {
        // The family decides what the other choices mean, so it is not one of them.
        var family = KernelFamilies.Pick(new SoakRandom(seed));
        _family = family.Name;
        var graph = new CaseGraph();
        graph.Finish(Choices, family.Make(graph, Choices));
        double special = graph.TakesSpecials && Choices.Chance("special values", 0.15) ? 0.05 : 0;
        var data = graph.Graph.Inputs.Where(v => v.TensorType.DType.IsFloat() && special > 0
            && graph.Data.All(d => d.Name != v.Name))
            .Select(v => new InputData(v.Name, "floats", -1, 1, special));
        _settings = new(
            Choices.Pick("isa", TrialTarget.Avx512, TrialTarget.Avx2, TrialTarget.Portable, TrialTarget.Portable128),
            Choices.Range("threads", 1, 5),
            Choices.Chance("other kernel", 0.6) ? Choices.Range("kernel", 1, 60) : 0, Choices.Range("data", 0, 99),
                new([.. graph.Data, .. data]));
        Text = GraphText.Print(graph.Graph);
    }

    public override string Name => _family;

    public override string Text { get; }

    public override string Test => $"""""
        [Fact]
        public void A_case_of_{_family.Replace('-', '_')}_is_right() => Assert.Null(KernelTrial.Run("""
            {Text.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}
            """, "{_settings}").Kind);
        """"";

    public override Verdict Judge(Fault undone, CancellationToken cancel)
    {
        var verdict = KernelTrial.Run(Text, _settings, undone, cancel);
        return verdict.IsRight ? verdict : verdict with { Kind = $"{_family}: {verdict.Kind}" };
    }

    protected override SoakCase With(ulong seed, IReadOnlyDictionary<string, int> known) => new KernelCase(seed, known);
}
