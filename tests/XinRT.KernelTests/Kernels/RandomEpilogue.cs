using System.Globalization;
using System.Text;

namespace XinRT.KernelTests.Kernels;

/// <summary>Random element-wise operators after an anchor, as lines of a body's text.</summary>
internal static class RandomEpilogue
{
    // Without jumps, at which the rounding of what came before decides.
    private static readonly string[] Functions =
    [
        "Relu({0})", "Sigmoid({0})", "Elu({0}) {{alpha=1.5}}", "Selu({0})", "Softplus({0})", "ThresholdedRelu({0}) {{alpha=0.0}}",
        "LeakyRelu({0}) {{alpha=-0.4}}", "LeakyRelu({0}) {{alpha=1.5}}", "HardSwish({0})", "HardSigmoid({0})", "Mish({0})",
        "Celu({0})", "Gelu({0})", "Gelu({0}) {{approximate=\"tanh\"}}", "Tanh({0})", "Sin({0})", "Cos({0})", "Atan({0})",
        "Erf({0})", "Softsign({0})", "Abs({0})", "Neg({0})",
    ];

    /// <summary>Lines that make <c>y</c> of a value named <c>a</c> and of operands of the body, each of which is read.</summary>
    public static string Of(Random random, int most, params ReadOnlySpan<string> operands)
    {
        var text = new StringBuilder();
        var names = new List<string> { "a" };
        foreach (string operand in operands) Add($"{random.Of("Add", "Mul", "Sub", "Max", "PRelu")}({names[^1]}, {operand})");
        for (int steps = 1 + random.Next(most); steps > 0; steps--)
        {
            // A value that is read again later keeps its register.
            string last = names[^1], earlier = names[random.Next(names.Count)];
            Add(random.Next(4) == 0 ? $"{random.Of("Add", "Mul", "Sub", "Min")}({last}, {earlier})"
                : string.Format(CultureInfo.InvariantCulture, random.Of<string>(Functions), last));
        }
        return text.ToString();

        void Add(string value)
        {
            names.Add($"v{names.Count}");
            text.Append(CultureInfo.InvariantCulture, $"{names[^1]} = {value}\n");
        }
    }

    /// <summary>The name of the last value of such lines.</summary>
    public static string Last(string lines) => lines.TrimEnd().Split('\n')[^1].Split(' ')[0];
}
