using XinRT.Ir;

namespace XinRT.Runtime.EngineFile;

/// <summary>Attributes in the engine file: name, tag, value.</summary>
internal static class AttributeCodec
{
    private enum Tag
    {
        Int,
        Float,
        String,
        Ints,
        Floats,
        Strings,
        Tensor,
        Type,
    }

    public static void Write(ByteWriter w, AttributeMap attributes, WeightTable weights)
    {
        var items = attributes.Items.ToList();
        w.Count(items.Count);
        foreach (var (name, value) in items)
        {
            w.String(name);
            switch (value)
            {
                case long i: Begin(w, Tag.Int).Signed(i); break;
                case float f: Begin(w, Tag.Float).Float(f); break;
                case string s: Begin(w, Tag.String).String(s); break;
                case long[] a: List(w, Tag.Ints, a, w.Signed); break;
                case float[] a: List(w, Tag.Floats, a, w.Float); break;
                case string[] a: List(w, Tag.Strings, a, w.String); break;
                case Tensor t: Begin(w, Tag.Tensor).Count(weights.Add(t)); break;
                case IrType t: TypeCodec.Write(Begin(w, Tag.Type), t); break;
                default: throw new ArgumentException($"{value.GetType().Name} is not an attribute.", nameof(attributes));
            }
        }
    }

    public static AttributeMap Read(ByteReader r, Tensor[] weights)
    {
        var attributes = new AttributeMap();
        for (int n = r.Count(); n > 0; n--)
        {
            string name = r.String();
            attributes.Set(name, (Tag)r.Unsigned() switch
            {
                Tag.Int => r.Signed(),
                Tag.Float => r.Float(),
                Tag.String => r.String(),
                Tag.Ints => r.Array(x => x.Signed()),
                Tag.Floats => r.Array(x => x.Float()),
                Tag.Strings => r.Array(x => x.String()),
                Tag.Tensor => weights[r.Index(weights.Length)],
                Tag.Type => TypeCodec.Read(r),
                var tag => throw r.Error($"an attribute tag is wanted, but it is {(int)tag}"),
            });
        }
        return attributes;
    }

    private static ByteWriter Begin(ByteWriter w, Tag tag)
    {
        w.Count((int)tag);
        return w;
    }

    private static void List<T>(ByteWriter w, Tag tag, T[] items, Action<T> write)
    {
        Begin(w, tag).Count(items.Length);
        foreach (var item in items) write(item);
    }
}
