using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>A random network: a walk over blocks of images, sequences and rows, with heads at its end.</summary>
public static class RandomNetwork
{
    private const int Attempts = 100;

    /// <summary>Makes the network of a seed. Sizes may be open: symbols <c>n</c>, <c>h</c>, <c>w</c>, <c>t</c>,
    /// <c>past</c>.</summary>
    public static Graph Make(ulong seed)
    {
        var draw = new Draw(seed);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                return Make(new NetworkBuilder(draw));
            }
            catch (ShapeException)
            {
                // Blocks that do not fit each other: an image smaller than its windows.
            }
        }
        throw new TestKitException($"Seed {seed} gives no network.");
    }

    private static Graph Make(NetworkBuilder net)
    {
        var draw = net.Draw;
        Dim batch = draw.Chance(0.4) ? Dim.Symbol("n") : draw.Pick(1, 1, 1, 2, 3, 0);
        switch (draw.Int(0, 9))
        {
            case < 5: Image(net, batch); break;
            case < 8: Sequence(net, batch); break;
            default: Vector(net, batch); break;
        }
        return net.Graph;
    }

    private static void Image(NetworkBuilder net, Dim batch)
    {
        var draw = net.Draw;
        bool open = draw.Chance(0.4);
        Dim height = open ? Dim.Symbol("h") : Pixels(draw), width = open && draw.Chance(0.7) ? Dim.Symbol("w")
            : Pixels(draw);
        var x = net.Input("x", DType.F32, batch, draw.Pick(3, 3, 1, draw.Channels()), height, width);
        if (draw.Chance(0.7))
            x = net.Activate(net.Normalize(net.Conv(x, draw.Channels(), draw.Pick(1, 3, 5),
            stride: draw.Pick(1, 1, 2))));
        for (int blocks = draw.Int(1, 4); blocks > 0; blocks--)
        {
            x = draw.Chance(0.15) ? ControlBlocks.Wrap(net, x, ImageBlocks.Keep) : ImageBlocks.Any(net, x);
            if (x.Size(1) > 150) x = net.Conv(x, draw.Channels(), 1);
            if (draw.Chance(0.1)) TailBlocks.OfImage(net, x);
        }
        if (draw.Chance(0.2))
        {
            // Patches become a sequence.
            var rows = net.Transpose(net.Reshape(x, null, x.Size(1), -1), 0, 2, 1);
            TailBlocks.OfSequence(net, SequenceBlocks.Any(net, rows));
        }
        else TailBlocks.OfImage(net, x);
    }

    private static void Vector(NetworkBuilder net, Dim batch)
    {
        var x = net.Input("x", DType.F32, batch, net.Draw.Int(1, 30));
        for (int layers = net.Draw.Int(1, 4); layers > 0; layers--) x = net.Activate(net.Linear(x, net.Draw.Channels()));
        TailBlocks.OfVector(net, x);
    }

    private static Dim Pixels(Draw draw) => draw.Pick(1, 2, 4, 5, 7, 8, 9, 12, 14, 16, draw.Int(1, 20));

    private static void Sequence(NetworkBuilder net, Dim batch)
    {
        var draw = net.Draw;
        Dim rows = draw.Chance(0.5) ? Dim.Symbol("t") : draw.Pick(1, 2, 3, 5, 7, 8, 16, 17, 0, draw.Int(1, 24));
        Value x;
        if (draw.Chance(0.3))
        {
            x = net.Op("Gather", [net.Floats(1, 8, draw.Channels()), net.Input("tokens", DType.I64, batch, rows)]);
            if (draw.Chance(0.5))
                x = net.NormalizeFeatures(net.Op("Add",
                [x, net.Op("Gather", [net.Floats(1, 40, x.Size(-1)), net.Range(net.SizeOf(x, 1))])]));
        }
        else x = net.Input("x", DType.F32, batch, rows, draw.Channels());
        for (int blocks = draw.Int(1, 3); blocks > 0; blocks--)
        {
            x = draw.Chance(0.15) ? ControlBlocks.Wrap(net, x, SequenceBlocks.Keep) : SequenceBlocks.Any(net, x);
            if (draw.Chance(0.1)) TailBlocks.OfSequence(net, x);
        }
        TailBlocks.OfSequence(net, x);
    }
}
