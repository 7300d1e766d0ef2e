using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.Runtime.EngineFile;

/// <summary>Kernels with their packed constants, symbol ranges and metadata in the engine file.</summary>
internal static class PlanCodec
{
    // The slowest of many tell nobody anything.
    private const int KeptCandidates = 16;

    public static void Write(ByteWriter w, EnginePlan plan, WeightTable weights)
    {
        string[] backends = Backends(plan);
        w.Count(backends.Length);
        foreach (string backend in backends) w.String(backend);
        w.Count(plan.Metadata.Count);
        foreach (var (key, value) in plan.Metadata)
        {
            w.String(key);
            w.String(value);
        }
        WriteKernels(w, plan.Kernels, backends, weights);
        w.Count(plan.Ranges.Count);
        foreach (var range in plan.Ranges)
        {
            w.String(range.Symbol);
            w.Signed(range.Min);
            w.Signed(range.Opt);
            w.Signed(range.Max);
        }
        w.Count(plan.Tuned.Count);
        foreach (var problem in plan.Tuned)
        {
            w.Count(problem.Nodes.Count);
            foreach (int node in problem.Nodes) w.Count(node);
            WriteSpec(w, problem.Chosen, backends);
            w.Count(Math.Min(problem.Candidates.Count, KeptCandidates));
            foreach (var candidate in problem.Candidates.Take(KeptCandidates))
            {
                WriteSpec(w, candidate.Spec, backends);
                w.Float((float)candidate.Seconds);
            }
            w.Signed(problem.Untried);
        }
    }

    /// <summary>Reads only the beginning of the section: backends that kernels are of.</summary>
    public static string[] ReadBackends(ByteReader r) => r.Array(x => x.String());

    public static EnginePlan Read(ByteReader r, Graph graph, Tensor[] weights)
    {
        string[] backends = ReadBackends(r);
        var metadata = r.Array(x => KeyValuePair.Create(x.String(), x.String()));
        var kernels = ReadKernels(r, graph, backends, weights);
        if (kernels.Length != graph.Nodes.Count) throw r.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are {kernels.Length}");
        var ranges = r.Array(x => new SymbolRange(x.String(), x.Signed(), x.Signed(), x.Signed()));
        var tuned = r.Array(x => new TunedProblem(x.Array(y => y.Index(graph.Nodes.Count)), ReadSpec(x, backends),
            x.Array(y => new TunedProblem.Candidate(ReadSpec(y, backends), y.Float())), (int)Math.Clamp(x.Signed(), 0, int.MaxValue)));
        r.ExpectEnd();
        if (tuned.Any(t => t.Nodes.Count == 0)) throw r.Error("kernels were tried for one node at least, but here for none");
        var symbols = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in ranges)
        {
            if (range.Min < 0 || range.Opt < range.Min || range.Max < range.Opt || !symbols.Add(range.Symbol))
                throw r.Error($"the range of '{range.Symbol}' is not in order ({range.Min}, {range.Opt}, {range.Max})");
        }
        return new EnginePlan { Graph = graph, Kernels = kernels, Ranges = ranges, Metadata = metadata, Tuned = tuned };
    }

    // Each that a kernel or candidate is of, in order of appearance; empty for nodes that need none.
    private static string[] Backends(EnginePlan plan)
    {
        return [.. Of(plan.Kernels).Concat(plan.Tuned.SelectMany(t => t.Candidates.Take(KeptCandidates).Select(c => c.Spec).Prepend(t.Chosen)))
            .Select(s => s.Backend).Distinct()];

        static IEnumerable<KernelSpec> Of(IEnumerable<NodeKernel> kernels) => kernels.SelectMany(k => k.Bodies.SelectMany(b => Of(b)).Prepend(k.Spec));
    }

    private static void WriteSpec(ByteWriter w, KernelSpec spec, string[] backends)
    {
        w.Count(Array.IndexOf(backends, spec.Backend));
        w.String(spec.Name);
        w.Count(spec.Parameters.Count);
        foreach (var p in spec.Parameters) w.String(p.ToString());
    }

    private static KernelSpec ReadSpec(ByteReader r, string[] backends) =>
        new(backends[r.Index(backends.Length)], r.String(), r.Array(ReadParameter));

    private static KernelParameter ReadParameter(ByteReader r) => r.String() is var text
        && KernelParameter.Parse(text) is { } parameter ? parameter
            : throw r.Error($"a parameter 'name=number' of a kernel is wanted, but it is '{text}'");

    private static void WriteKernels(ByteWriter w, IReadOnlyList<NodeKernel> kernels, string[] backends, WeightTable weights)
    {
        w.Count(kernels.Count);
        foreach (var kernel in kernels)
        {
            WriteSpec(w, kernel.Spec, backends);
            w.Count(kernel.Packed.Count);
            foreach (var tensor in kernel.Packed) w.Count(weights.Add(tensor));
            w.Count(kernel.Bodies.Count);
            foreach (var body in kernel.Bodies) WriteKernels(w, body, backends, weights);
        }
    }

    // The graph, which was read before, bounds the depth.
    private static NodeKernel[] ReadKernels(ByteReader r, Graph graph, string[] backends, Tensor[] weights)
    {
        int next = 0;
        var kernels = r.Array(x =>
        {
            if (next == graph.Nodes.Count) throw x.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are more");
            var bodies = graph.Nodes[next++].Bodies;
            var spec = ReadSpec(x, backends);
            var packed = x.Array(y => weights[y.Index(weights.Length)]);
            int body = 0;
            return new NodeKernel(spec, packed)
            {
                Bodies = x.Array(y => body < bodies.Count ? new ValueArray<NodeKernel>(ReadKernels(y, bodies[body++], backends, weights))
                    : throw y.Error($"the node has {bodies.Count} bodies, but kernels for more")),
            };
        });
        return kernels.Length == graph.Nodes.Count || kernels.Length == 0 ? kernels
            : throw r.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are {kernels.Length}");
    }
}
