using System.Buffers.Binary;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;

namespace XinRT.TestKit.Fuzzing;

/// <summary>Damages engine files: as bytes; within a section, with hashes and table made right again so that the damage reaches the
/// code behind them; and as a plan that is read, changed and written.</summary>
internal static class EngineMutator
{
    private const int Header = 24, Entry = 40;

    /// <summary>A damaged copy.</summary>
    public static byte[] Mutate(byte[] engine, Random random)
    {
        switch (random.Next(10))
        {
            case 0: return ByteMutator.Mutate(engine, random);
            case 1: return WithTable(engine, random);
            case 2 or 3 or 4 or 5: return WithPlan(engine, random);
            default:
                var sections = Sections(engine);
                for (int n = 1 + random.Next(2); n > 0; n--)
                {
                    // The weights are only numbers; graph and plan are what is parsed.
                    int i = random.Next(10) == 0 ? 0 : 1 + random.Next(sections.Count - 1);
                    sections[i] = (sections[i].Id, ByteMutator.Mutate(sections[i].Bytes, random));
                }
                return Join(sections, BinaryPrimitives.ReadInt32LittleEndian(engine.AsSpan(8)));
        }
    }

    private static List<(long Id, byte[] Bytes)> Sections(byte[] engine)
    {
        var sections = new List<(long, byte[])>();
        int count = BinaryPrimitives.ReadInt32LittleEndian(engine.AsSpan(12));
        for (int i = 0; i < count; i++)
        {
            var entry = engine.AsSpan(Header + i * Entry, Entry);
            int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), length = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            sections.Add((BinaryPrimitives.ReadInt64LittleEndian(entry), engine[offset..(offset + length)]));
        }
        return sections;
    }

    private static byte[] Join(List<(long Id, byte[] Bytes)> sections, int version)
    {
        int head = Header + sections.Count * Entry + 16;
        var file = new MemoryStream();
        file.SetLength(head);
        for (int i = 0; i < sections.Count; i++)
        {
            file.Position = (file.Length + 63) / 64 * 64;
            long offset = file.Position;
            file.SetLength(offset);
            file.Write(sections[i].Bytes);
            var entry = file.GetBuffer().AsSpan(Header + i * Entry, Entry);
            BinaryPrimitives.WriteInt64LittleEndian(entry, sections[i].Id);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], sections[i].Bytes.Length);
            SectionHash.Of(sections[i].Bytes).CopyTo(entry[24..]);
        }
        byte[] bytes = file.ToArray();
        "XINRTENG"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), bytes.Length);
        Seal(bytes, sections.Count);
        return bytes;
    }

    private static void Seal(byte[] bytes, int sections)
    {
        int end = Header + sections * Entry;
        if (sections >= 0 && end + 16 <= bytes.Length) SectionHash.Of(bytes.AsSpan(0, end)).CopyTo(bytes.AsSpan(end));
    }

    private static byte[] WithTable(byte[] engine, Random random)
    {
        byte[] bytes = [.. engine];
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        int at = Header + random.Next(count) * Entry + 8 * random.Next(3);
        switch (random.Next(4))
        {
            case 0: BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), count = (int)Extremes.Size(random)); break;
            case 1: BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Extremes.Integer(random)); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), random.Next(2) == 0 ? Extremes.Integer(random) : random.Next(bytes.Length)); break;
        }
        if (count is > 0 and < 64) Seal(bytes, count);
        return bytes;
    }

    private static byte[] WithPlan(byte[] engine, Random random)
    {
        var plan = EngineReader.Read(engine.ToArray(), "base");
        // Sources belong to the values of the graph as it was written.
        _ = plan.Sources.Value;
        var values = plan.Graph.Values.Concat(plan.Graph.Nodes.SelectMany(n => n.Bodies).SelectMany(b => b.Values)).ToList();
        for (int n = 1 + random.Next(3); n > 0; n--)
        {
            var value = values.Count > 0 ? values[random.Next(values.Count)] : new Value("none");
            switch (random.Next(8))
            {
                case 0 or 1: value.Type = OtherType(value.Type, random); break;
                case 2 when value.Constant is { Count: > 0 } tensor: value.Constant = Other(tensor, random); break;
                case 3 when plan.Graph.Nodes.SelectMany(x => x.Bodies).FirstOrDefault() is { } body: body.CapturedCount = random.Next(body.Inputs.Count + 1); break;
                case 4:
                    // Every value that is an input may be cut off or read by another node.
                    if (plan.Graph.Nodes.Count == 0) break;
                    var node = plan.Graph.Nodes[random.Next(plan.Graph.Nodes.Count)];
                    if (node.Inputs.Count > 0) node.SetInput(random.Next(node.Inputs.Count), random.Next(2) == 0 ? null : node.Inputs[random.Next(node.Inputs.Count)]);
                    break;
                case 5 or 6: Attributes(plan.Graph, random); break;
                default: plan = plan with { Kernels = Other(plan.Kernels, random) }; break;
            }
        }
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        return stream.ToArray();
    }

    // Attributes that inference would refuse, which a file can hold all the same.
    private static void Attributes(Graph graph, Random random)
    {
        if (graph.Nodes.Count == 0) return;
        var node = graph.Nodes[random.Next(graph.Nodes.Count)];
        var map = new AttributeMap();
        node.Op.Info.Write(node.Op, map);
        foreach (var (name, value) in map.Items.ToList())
        {
            if (random.Next(2) == 0) continue;
            object changed = value switch
            {
                long => (object)Extremes.Size(random),
                float => (float)Extremes.Real(random),
                long[] a => a.Select(x => random.Next(2) == 0 ? x : Extremes.Size(random)).Concat(random.Next(4) == 0 ? [1L] : []).ToArray(),
                float[] a => a.Select(x => random.Next(2) == 0 ? x : (float)Extremes.Real(random)).ToArray(),
                _ => value,
            };
            map.Set(name, changed);
        }
        Operator op;
        try
        {
            op = node.Op.Info.Create(map);
        }
        catch (ModelException)
        {
            return;
        }
        var outputs = node.Outputs.ToArray();
        graph.InsertBefore(node, [new Node(node.Name, op, node.Inputs, outputs, node.Bodies, node.Origins)]);
        graph.RemoveAll(n => n == node);
    }

    private static Tensor Other(Tensor tensor, Random random)
    {
        if (random.Next(3) == 0) return tensor.Reshape(tensor.Count, 1);
        var copy = tensor.Clone();
        if (tensor.DType == DType.String) return copy;
        byte[] number = BitConverter.GetBytes(Extremes.Integer(random));
        int size = Math.Min(8, tensor.DType.SizeInBytes());
        number.AsSpan(0, size).CopyTo(copy.Bytes.Span[(random.Next(tensor.Count) * size)..]);
        return copy;
    }

    private static IrType OtherType(IrType type, Random random)
    {
        if (type is not TensorType t) return new TensorType(DType.F32, null);
        if (t.Shape is not { Rank: > 0 } shape || random.Next(4) == 0)
        {
            return random.Next(3) switch
            {
                0 => new SequenceType(t),
                1 => t with { DType = (DType)random.Next(27) },
                _ => t with { Shape = Shape.Of([Extremes.Size(random)]) },
            };
        }
        return t with { Shape = shape.With(random.Next(shape.Rank), random.Next(4) == 0 ? Dim.Symbol("n") : Extremes.Size(random)) };
    }

    private static NodeKernel[] Other(IReadOnlyList<NodeKernel> kernels, Random random)
    {
        var changed = kernels.ToArray();
        if (changed.Length == 0) return changed;
        int i = random.Next(changed.Length), j = random.Next(changed.Length);
        switch (random.Next(4))
        {
            case 0: changed[i] = NodeKernel.None; break;
            case 1: changed[i] = changed[j]; break;
            case 2: changed[i] = changed[i] with { Packed = [.. changed[i].Packed.Select(t => t.DType == DType.String ? t : Other(t, random))] }; break;
            default: changed[i] = changed[i] with { Packed = [.. changed[i].Packed.Skip(1)] }; break;
        }
        return changed;
    }
}
