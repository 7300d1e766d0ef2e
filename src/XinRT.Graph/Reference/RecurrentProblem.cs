using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Sizes, parameters and initial states of a recurrent node, in the working type.</summary>
internal sealed class RecurrentProblem
{
    public required int Steps { get; init; }

    public required int Batch { get; init; }

    public required int Inputs { get; init; }

    public required int Hidden { get; init; }

    public required int Directions { get; init; }

    /// <summary>Whether the (first) direction runs from the last step to the first.</summary>
    public required bool Reverse { get; init; }

    /// <summary>Whether the batch is the outermost axis of X and Y.</summary>
    public required bool BatchFirst { get; init; }

    public required Tensor X { get; init; }

    public required Tensor W { get; init; }

    public required Tensor R { get; init; }

    public required Tensor? Bias { get; init; }

    public required Tensor? Peepholes { get; init; }

    /// <summary>Length of each sequence of the batch.</summary>
    public required long[] Lengths { get; init; }

    public required Tensor? InitialHidden { get; init; }

    public required Tensor? InitialCell { get; init; }

    /// <summary>Activations of all directions, one direction after the other.</summary>
    public required RecurrentActivation[] Activations { get; init; }

    /// <summary>Bound on the input of each activation; 0 is none.</summary>
    public required float Clip { get; init; }

    public required Workers Threads { get; init; }

    /// <summary>Reads and checks the inputs of a node with so many gates. Peepholes and initial cell are inputs 7 and 6.</summary>
    public static RecurrentProblem Read(EvalContext ctx, int gates, string direction, bool batchFirst, float? clip,
        RecurrentActivation[] activations)
    {
        Tensor x = ctx.Input(0), w = ctx.Input(1), r = ctx.Input(2);
        if (x.Rank != 3 || w.Rank != 3 || r.Rank != 3)
            throw ctx.Error($"X, W and R have 3 axes, but the ranks are {x.Rank}, {w.Rank}, {r.Rank}").AsRunError();
        var working = WorkingFloat.For(x.DType);
        int batch = (int)x.Dims[batchFirst ? 0 : 1], steps = (int)x.Dims[batchFirst ? 1 : 0], inputs = (int)x.Dims[2];
        int directions = direction == "bidirectional" ? 2 : 1, hidden = (int)r.Dims[2];
        Check(ctx, w, "W", directions, gates * hidden, inputs);
        Check(ctx, r, "R", directions, gates * hidden, hidden);
        if (ctx.OptionalInput(3) is { } b) Check(ctx, b, "B", directions, 2 * gates * hidden);
        for (int i = 5; i <= 6; i++)
            if (ctx.OptionalInput(i) is { } s) Check(ctx, s, "the initial state", batchFirst ? [batch, directions, hidden] : [directions, batch, hidden]);
        if (ctx.OptionalInput(7) is { } p) Check(ctx, p, "P", directions, 3 * hidden);
        long[] lengths = ctx.OptionalInput(4)?.ToInt64s() ?? [.. Enumerable.Repeat((long)steps, batch)];
        if (lengths.Length != batch || Array.Exists(lengths, l => l < 0 || l > steps))
        {
            throw ctx.Error($"sequence_lens must have {batch} values from 0 to {steps}, but it is [{string.Join(',', lengths)}]")
                .AsRunError();
        }
        Tensor? Open(int input) => ctx.OptionalInput(input) is { } t ? WorkingFloat.Open(t, working) : null;
        return new()
        {
            Steps = steps, Batch = batch, Inputs = inputs, Hidden = hidden, Directions = directions,
            Reverse = direction == "reverse", BatchFirst = batchFirst,
            X = WorkingFloat.Open(x, working), W = WorkingFloat.Open(w, working), R = WorkingFloat.Open(r, working),
            Bias = Open(3), InitialHidden = Open(5), InitialCell = Open(6), Peepholes = Open(7),
            Lengths = lengths, Activations = activations, Clip = clip ?? 0, Threads = ctx.Threads,
        };
    }

    private static void Check(EvalContext ctx, Tensor tensor, string name, params ReadOnlySpan<long> dims)
    {
        if (tensor.Dims.SequenceEqual(dims)) return;
        throw ctx.Error($"{name} must be [{string.Join(',', dims.ToArray())}], but it is [{string.Join(',', tensor.Dims.ToArray())}]")
            .AsRunError();
    }
}
