using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Runtime.EngineFile;

/// <summary>Kernels with their packed constants, symbol ranges and metadata in the engine file.</summary>
internal static class PlanCodec
{
    public static void Write(ByteWriter w, EnginePlan plan, WeightTable weights)
    {
        w.Count(plan.Metadata.Count);
        foreach (var (key, value) in plan.Metadata)
        {
            w.String(key);
            w.String(value);
        }
        WriteKernels(w, plan.Kernels, weights);
        w.Count(plan.Ranges.Count);
        foreach (var range in plan.Ranges)
        {
            w.String(range.Symbol);
            w.Signed(range.Min);
            w.Signed(range.Opt);
            w.Signed(range.Max);
        }
    }

    public static EnginePlan Read(ByteReader r, Graph graph, Tensor[] weights)
    {
        var metadata = r.Array(x => KeyValuePair.Create(x.String(), x.String()));
        var kernels = ReadKernels(r, graph, weights);
        if (kernels.Length != graph.Nodes.Count) throw r.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are {kernels.Length}");
        var ranges = r.Array(x => new SymbolRange(x.String(), x.Signed(), x.Signed(), x.Signed()));
        r.ExpectEnd();
        var symbols = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in ranges)
        {
            if (range.Min < 0 || range.Opt < range.Min || range.Max < range.Opt || !symbols.Add(range.Symbol))
                throw r.Error($"the range of '{range.Symbol}' is not in order ({range.Min}, {range.Opt}, {range.Max})");
        }
        return new EnginePlan { Graph = graph, Kernels = kernels, Ranges = ranges, Metadata = metadata };
    }

    private static void WriteKernels(ByteWriter w, IReadOnlyList<NodeKernel> kernels, WeightTable weights)
    {
        w.Count(kernels.Count);
        foreach (var kernel in kernels)
        {
            w.String(kernel.Spec.Backend);
            w.String(kernel.Spec.Name);
            w.Count(kernel.Spec.Parameters.Count);
            foreach (string p in kernel.Spec.Parameters) w.String(p);
            w.Count(kernel.Packed.Count);
            foreach (var tensor in kernel.Packed) w.Count(weights.Add(tensor));
            w.Count(kernel.Bodies.Count);
            foreach (var body in kernel.Bodies) WriteKernels(w, body, weights);
        }
    }

    // The graph, which was read before, bounds the depth.
    private static NodeKernel[] ReadKernels(ByteReader r, Graph graph, Tensor[] weights)
    {
        int next = 0;
        var kernels = r.Array(x =>
        {
            if (next == graph.Nodes.Count) throw x.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are more");
            var bodies = graph.Nodes[next++].Bodies;
            var spec = new KernelSpec(x.String(), x.String(), x.Array(y => y.String()));
            var packed = x.Array(y => weights[y.Index(weights.Length)]);
            int body = 0;
            return new NodeKernel(spec, packed)
            {
                Bodies = x.Array(y => body < bodies.Count ? new ValueArray<NodeKernel>(ReadKernels(y, bodies[body++], weights))
                    : throw y.Error($"the node has {bodies.Count} bodies, but kernels for more")),
            };
        });
        return kernels.Length == graph.Nodes.Count || kernels.Length == 0 ? kernels
            : throw r.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are {kernels.Length}");
    }
}
