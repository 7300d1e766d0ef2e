using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Recurrent;

namespace XinRT.KernelTests.Kernels.Recurrent;

public sealed class RecurrentKernelTests
{
    private static readonly RecurrentKernel Kernel = new();
    private static readonly string[] Operators = ["LSTM", "GRU", "RNN"];

    [Theory]
    [InlineData(1), InlineData(3), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(33), InlineData(50), InlineData(64)]
    public void States_of_every_size(int hidden)
    {
        foreach (string op in Operators) Check(Layer(op, 4, 2, 5, hidden, "forward"));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(6), InlineData(7), InlineData(13)]
    public void Batches_of_every_size(int batch)
    {
        foreach (string op in Operators) Check(Layer(op, 3, batch, 4, 19, "bidirectional"));
    }

    [Theory]
    [InlineData("forward"), InlineData("reverse"), InlineData("bidirectional")]
    public void Directions_and_layouts(string direction)
    {
        foreach (string op in Operators)
        {
            Check(Layer(op, 5, 3, 4, 18, direction, initial: true));
            Check(Layer(op, 5, 3, 4, 18, direction, "layout=1", initial: true));
            Check(Layer(op, 1, 3, 4, 18, direction));
        }
    }

    [Theory]
    [InlineData("forward"), InlineData("reverse"), InlineData("bidirectional")]
    public void Sequences_of_different_lengths(string direction)
    {
        var lengths = new Dictionary<string, Tensor> { ["n"] = Tensor.From<int>([3, 5, 0, 1, 4]) };
        foreach (string op in Operators)
        {
            Check(Layer(op, 5, 5, 4, 18, direction, initial: true, lengths: true), new() { Inputs = lengths });
            Check(Layer(op, 5, 5, 4, 18, direction, "layout=1", lengths: true), new() { Inputs = lengths });
        }
    }

    [Theory]
    [InlineData("linear_before_reset=1"), InlineData("linear_before_reset=1,clip=0.3"), InlineData("clip=0.3")]
    public void Forms_of_the_gated_unit(string attributes)
    {
        Check(Layer("GRU", 4, 5, 6, 21, "bidirectional", attributes, initial: true));
        Check(Layer("GRU", 4, 1, 6, 40, "forward", attributes));
        var lengths = new Dictionary<string, Tensor> { ["n"] = Tensor.From<int>([3, 2]) };
        Check(Layer("GRU", 4, 2, 6, 17, "reverse", attributes, lengths: true), new() { Inputs = lengths });
    }

    [Theory]
    [InlineData(""), InlineData("input_forget=1"), InlineData("clip=0.4")]
    public void Peepholes(string attributes)
    {
        Check(Layer("LSTM", 4, 3, 6, 21, "bidirectional", attributes, initial: true, peepholes: true));
        Check(Layer("LSTM", 4, 1, 6, 9, "forward", attributes, peepholes: true));
    }

    [Theory]
    [InlineData("Relu"), InlineData("Affine"), InlineData("ScaledTanh"), InlineData("HardSigmoid"), InlineData("LeakyRelu")]
    [InlineData("ThresholdedRelu"), InlineData("Elu"), InlineData("Softsign"), InlineData("Softplus"), InlineData("sigmoid")]
    public void Other_activations(string name)
    {
        Check(Layer("RNN", 3, 2, 3, 10, "forward", $"activations=[\"{name}\"],activation_alpha=[0.3],activation_beta=[0.2]"));
        Check(Layer("LSTM", 3, 2, 3, 10, "forward", $"activations=[\"{name}\",\"Tanh\",\"{name}\"]"));
        Check(Layer("GRU", 3, 2, 3, 10, "bidirectional", $"activations=[\"Sigmoid\",\"Tanh\",\"HardSigmoid\",\"{name}\"]"));
    }

    [Theory]
    [InlineData("_, h, c"), InlineData("y"), InlineData("_, _, c"), InlineData("y, _, c"), InlineData("_, h")]
    public void Outputs_that_nobody_wants_are_left_out(string results)
    {
        Check(Layer("LSTM", 3, 2, 3, 17, "bidirectional").Replace("y, h, c", results));
        if (!results.Contains('c')) Check(Layer("GRU", 3, 2, 3, 17, "forward").Replace("y, h", results));
    }

    [Fact]
    public void Inputs_may_lie_anywhere() => Check(Layer("LSTM", 6, 3, 5, 12, "forward"),
        new() { Layout = (i, dims) => i == 0 ? TensorLayout.InOrder(dims, [1, 2, 0]) : null });

    [Fact]
    public void Many_units()
    {
        Check(Layer("LSTM", 3, 1, 24, 260, "forward"), new() { Relative = 3e-5 });
        Check(Layer("GRU", 3, 8, 24, 130, "forward", "linear_before_reset=1"), new() { Relative = 3e-5 });
    }

    [Fact]
    public void No_step_leaves_the_initial_state() => Check(Layer("LSTM", 0, 2, 3, 5, "forward", initial: true));

    [Fact]
    public void Weights_must_be_constant() => Assert.NotNull(KernelHarness.WhyNot(Kernel,
        "x = input f32[2,1,3] w = input f32[1,4,3] r = input f32[1,4,1] y = LSTM(x, w, r) {hidden_size=1}"));

    private static void Check(string graph, KernelCheck? options = null) =>
        KernelHarness.Check(Kernel, graph, (options ?? new()) with { Relative = Math.Max(options?.Relative ?? 0, 1e-5) });

    private static string Layer(string op, int steps, int batch, int inputs, int hidden, string direction, string attributes = "",
        bool initial = false, bool lengths = false, bool peepholes = false)
    {
        int gates = op switch { "LSTM" => 4, "GRU" => 3, _ => 1 }, directions = direction == "bidirectional" ? 2 : 1;
        bool batchFirst = attributes.Contains("layout=1", StringComparison.Ordinal);
        string state = batchFirst ? $"f32[{batch},{directions},{hidden}]" : $"f32[{directions},{batch},{hidden}]";
        string x = batchFirst ? $"f32[{batch},{steps},{inputs}]" : $"f32[{steps},{batch},{inputs}]";
        string result = op == "LSTM" ? "y, h, c" : "y, h";
        string given = $"x = input {x}" + (lengths ? $" n = input i32[{batch}]" : "") + (initial ? $" h0 = input {state}" : "")
            + (initial && op == "LSTM" ? $" c0 = input {state}" : "");
        string c0 = op == "LSTM" ? initial ? ", c0" : ", _" : "";
        string p = peepholes ? $", const f32[{directions},{3 * hidden}]({Numbers(directions * 3 * hidden, 9, 0.5f)})" : "";
        return $"{given} {result} = {op}(x, const f32[{directions},{gates * hidden},{inputs}]({Numbers(directions * gates * hidden * inputs, 1, 0.6f)}), "
            + $"const f32[{directions},{gates * hidden},{hidden}]({Numbers(directions * gates * hidden * hidden, 2, 1.5f / MathF.Sqrt(hidden))}), "
            + $"const f32[{directions},{2 * gates * hidden}]({Numbers(directions * 2 * gates * hidden, 3, 0.5f)}), {(lengths ? "n" : "_")}, "
            + $"{(initial ? "h0" : "_")}{c0}{p}) {{hidden_size={hidden},direction=\"{direction}\"{(attributes.Length > 0 ? "," + attributes : "")}}}";
    }

    private static string Numbers(int count, int seed, float scale)
    {
        var random = new Random(seed);
        return string.Join(',', Enumerable.Range(0, count)
            .Select(_ => ((random.NextSingle() * 2 - 1) * scale).ToString("G5", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
