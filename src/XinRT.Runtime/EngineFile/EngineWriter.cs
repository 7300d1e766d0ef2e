using System.Buffers.Binary;
using XinRT.Planning;

namespace XinRT.Runtime.EngineFile;

/// <summary>Writes an <see cref="EnginePlan"/> as an engine file.</summary>
public static class EngineWriter
{
    /// <summary>Writes to a new file beside the target, then moves it there, so that a reader never sees half a file.</summary>
    public static void Save(EnginePlan plan, string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20)) Write(plan, stream);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes to a seekable stream that starts at 0.</summary>
    public static void Write(EnginePlan plan, Stream stream)
    {
        var weights = new WeightTable(plan.Originals);
        var graph = new ByteWriter();
        GraphCodec.Write(graph, plan.Graph, weights);
        var planBytes = new ByteWriter();
        PlanCodec.Write(planBytes, plan, weights);
        // After all that loading reads, so that the tensors of both stand where it expects them.
        _ = plan.Sources.Value;
        var sources = new ByteWriter();
        SourceCodec.Write(sources, plan.Graph, weights);
        var table = new ByteWriter();
        weights.WriteTable(table);

        (EngineSection Id, long Length, Action<Action<ReadOnlySpan<byte>>> Write)[] sections =
        [
            (EngineSection.Weights, weights.BytesOf(EngineSection.Weights), write => weights.WriteSection(EngineSection.Weights, write)),
            (EngineSection.Graph, table.Written.Length + graph.Written.Length, write =>
            {
                write(table.Written);
                write(graph.Written);
            }),
            (EngineSection.Plan, planBytes.Written.Length, write => write(planBytes.Written)),
            (EngineSection.Originals, weights.BytesOf(EngineSection.Originals), write => weights.WriteSection(EngineSection.Originals, write)),
            (EngineSection.Sources, sources.Written.Length, write => write(sources.Written)),
        ];
        int headLength = EngineFormat.HeaderBytes + sections.Length * EngineFormat.EntryBytes + SectionHash.Bytes;
        var head = new byte[headLength];
        long at = Align(headLength);
        for (int i = 0; i < sections.Length; i++)
        {
            var entry = head.AsSpan(EngineFormat.HeaderBytes + i * EngineFormat.EntryBytes, EngineFormat.EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, (long)sections[i].Id);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], at);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], sections[i].Length);
            stream.SetLength(at);
            stream.Position = at;
            var hash = new SectionHash();
            sections[i].Write(span =>
            {
                hash.Append(span);
                stream.Write(span);
            });
            hash.Result().CopyTo(entry[24..]);
            at = Align(at + sections[i].Length);
        }
        stream.SetLength(at);
        EngineFormat.Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), EngineFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), sections.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), at);
        SectionHash.Of(head.AsSpan(0, headLength - SectionHash.Bytes)).CopyTo(head.AsSpan(headLength - SectionHash.Bytes));
        stream.Position = 0;
        stream.Write(head);
        stream.Position = at;
    }

    private static long Align(long offset) => (offset + 63) / 64 * 64;
}
