using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Runtime.EngineFile;

/// <summary>Kernels, memory places, symbol ranges and metadata in the engine file.</summary>
internal static class PlanCodec
{
    public static void Write(ByteWriter w, EnginePlan plan)
    {
        w.Count(plan.Metadata.Count);
        foreach (var (key, value) in plan.Metadata)
        {
            w.String(key);
            w.String(value);
        }
        w.Count(plan.Kernels.Count);
        foreach (var kernel in plan.Kernels)
        {
            w.String(kernel.Backend);
            w.String(kernel.Name);
            w.Count(kernel.Parameters.Count);
            foreach (string p in kernel.Parameters) w.String(p);
        }
        w.Count(plan.Ranges.Count);
        foreach (var range in plan.Ranges)
        {
            w.String(range.Symbol);
            w.Signed(range.Min);
            w.Signed(range.Opt);
            w.Signed(range.Max);
        }
        w.Signed(plan.Memory.ArenaBytes);
        w.Signed(plan.Memory.LowerBoundBytes);
        w.Count(plan.Memory.Places.Count);
        foreach (var place in plan.Memory.Places)
        {
            w.String(place.Value);
            w.Signed(place.Offset);
            w.Signed(place.Bytes);
            w.Signed(place.FirstStep);
            w.Signed(place.LastStep);
        }
    }

    public static EnginePlan Read(ByteReader r, Graph graph)
    {
        var metadata = r.Array(x => KeyValuePair.Create(x.String(), x.String()));
        var kernels = r.Array(x => new KernelSpec(x.String(), x.String(), x.Array(y => y.String())));
        if (kernels.Length != graph.Nodes.Count) throw r.Error($"{graph.Nodes.Count} nodes need a kernel each, but there are {kernels.Length}");
        var ranges = r.Array(x => new SymbolRange(x.String(), x.Signed(), x.Signed(), x.Signed()));
        long arena = r.Signed(), bound = r.Signed();
        var places = r.Array(x => new Placement(x.String(), x.Signed(), x.Signed(), (int)x.Signed(), (int)x.Signed()));
        r.ExpectEnd();
        Check(r, graph, ranges, arena, places);
        return new EnginePlan
        {
            Graph = graph,
            Kernels = kernels,
            Ranges = ranges,
            Memory = new MemoryLayout(arena, bound, places),
            Metadata = metadata,
        };
    }

    // A place is as large as its value at the largest sizes, so the arena cannot be larger than the model asks for.
    private static void Check(ByteReader r, Graph graph, SymbolRange[] ranges, long arena, Placement[] places)
    {
        var largest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var range in ranges)
        {
            if (range.Min < 0 || range.Opt < range.Min || range.Max < range.Opt || !largest.TryAdd(range.Symbol, range.Max))
                throw r.Error($"the range of '{range.Symbol}' is not in order ({range.Min}, {range.Opt}, {range.Max})");
        }
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var v in graph.Values) values.TryAdd(v.Name, v);
        long end = 0;
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            if (!placed.Add(place.Value)) throw r.Error($"'{place.Value}' has two places");
            if (!values.TryGetValue(place.Value, out var value)) throw r.Error($"'{place.Value}' has a place, but is no value");
            long wanted = MemorySize.Of(value.Type, largest) ?? -1;
            if (place.Bytes != wanted || place.Offset < 0 || place.Offset > long.MaxValue / 2)
                throw r.Error($"'{place.Value}' takes {wanted} bytes, but its place has {place.Bytes} at {place.Offset}");
            end = Math.Max(end, place.Offset + place.Bytes);
        }
        if (arena < 0 || arena > end + Memory.Arena.Alignment) throw r.Error($"the places end at {end}, but the arena has {arena} bytes");
        if (arena < end) throw r.Error($"the places end at {end}, but the arena has only {arena} bytes");
    }
}
