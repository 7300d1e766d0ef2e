using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Recurrent layers.</summary>
internal static class RecurrentFamily
{
    public static Value Make(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        string op = choices.Pick("cell", "LSTM", "GRU", "RNN");
        int gates = op == "LSTM" ? 4 : op == "GRU" ? 3 : 1;
        long steps = choices.Range("steps", 1, 8), batch = choices.Range("batch", 1, 5), inputs =
            choices.Channels("inputs", 60), hidden = choices.Channels("hidden", 70);
        string direction = choices.Pick("direction", "forward", "reverse", "bidirectional");
        long directions = direction == "bidirectional" ? 2 : 1;
        bool lengths = choices.Chance("lengths", 0.25), state = choices.Chance("state", 0.4);
        // Weights as small as trained ones, so that states do not grow without bound.
        Value Weights(long columns) => graph.Add("Mul",
            [graph.Const(directions, gates * hidden, columns), graph.Scalar((float)(1 / Math.Sqrt(columns)))]);
        List<Value?> operands = [graph.Source(choices, steps, batch, inputs), Weights(inputs), Weights(hidden),
            choices.Chance("bias", 0.6) ? graph.Const(directions, 2 * gates * hidden) : null,
            lengths ? graph.Input(DType.I32, [batch], "whole", 1, steps) : null, state
                ? graph.Source(choices, directions, batch, hidden) : null];
        List<(string, object)> attributes = [("hidden_size", hidden), ("direction", direction)];
        if (op == "LSTM")
        {
            operands.Add(state ? graph.Source(choices, directions, batch, hidden) : null);
            if (choices.Chance("peepholes", 0.2)) operands.Add(graph.Const(directions, 3 * hidden));
            if (choices.Chance("one gate for both", 0.1)) attributes.Add(("input_forget", 1));
        }
        if (op == "GRU") attributes.Add(("linear_before_reset", choices.Chance("linear before reset", 0.5) ? 1 : 0));
        if (choices.Chance("clip", 0.15)) attributes.Add(("clip", 0.5f));
        var node = graph.AddNode(op, op == "LSTM" ? 3 : 2, [.. operands], [.. attributes]);
        for (int i = 1; i < node.Outputs.Count; i++) graph.Graph.AddOutput(node.Outputs[i]!);
        return node.Outputs[0]!;
    }
}
