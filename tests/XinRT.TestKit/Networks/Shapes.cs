using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Shape arithmetic as exporters write it.</summary>
public static class Shapes
{
    /// <summary>Size of an axis; it must be known.</summary>
    public static int Size(this Value value, int axis)
    {
        var shape = value.TensorType.Shape!;
        var dim = shape[axis < 0 ? shape.Rank + axis : axis];
        return dim.IsConstant ? (int)dim.Value : throw new TestKitException($"Axis {axis} of {value} is open.");
    }

    /// <summary>Number of axes.</summary>
    public static int Rank(this Value value) => value.TensorType.Shape!.Rank;

    /// <summary>The size of an axis as a vector of one integer: Shape, then Gather, Slice or an attribute.</summary>
    public static Value SizeOf(this NetworkBuilder net, Value value, int axis)
    {
        if (axis < 0) axis += value.Rank();
        return net.Draw.Int(0, 3) switch
        {
            0 => net.Op("Unsqueeze", [net.Op("Gather", [net.Op("Shape", [value]), net.Integer(axis)], ("axis", 0)),
                net.Integers(0)]),
            1 => net.Op("Gather", [net.Op("Shape", [value]), net.Integers(axis)], ("axis", 0)),
            2 => net.Op("Slice", [net.Op("Shape", [value]), net.Integers(axis), net.Integers(axis + 1),
                net.Integers(0)]),
            _ => net.Op("Shape", [value], ("start", axis), ("end", axis + 1)),
        };
    }

    /// <summary>Reshapes; a null size is that of the axis of the same place, given as 0, as -1 or computed from the
    /// shape.</summary>
    public static Value Reshape(this NetworkBuilder net, Value value, params ReadOnlySpan<long?> sizes)
    {
        bool computed = net.Draw.Chance(0.5);
        int open = sizes.ToArray().Count(s => s is null);
        bool guessed = sizes.Contains(-1L);
        if (!computed && open == 1 && !guessed && net.Draw.Chance(0.4))
            return net.Op("Reshape", [value, net.Integers([.. sizes.ToArray().Select(s => s ?? -1)])]);
        if (!computed || open == 0)
            return net.Op("Reshape", [value, net.Integers([.. sizes.ToArray().Select(s => s ?? 0)])]);
        var parts = new Value?[sizes.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = sizes[i] is { } size ? net.Integers(size) : net.SizeOf(value, i);
        return net.Op("Reshape", [value, net.Op("Concat", parts, ("axis", 0))]);
    }

    /// <summary>Permutes axes.</summary>
    public static Value Transpose(this NetworkBuilder net, Value value, params long[] order) =>
        net.Op("Transpose", [value], ("perm", order));

    /// <summary>Numbers from 0 up to a size given as a vector of one integer.</summary>
    public static Value Range(this NetworkBuilder net, Value size) =>
        net.Op("Range", [net.Integer(0), net.Op("Squeeze", [size, net.Integers(0)]), net.Integer(1)]);
}
