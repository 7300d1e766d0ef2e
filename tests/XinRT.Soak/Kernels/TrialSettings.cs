using System.Globalization;

namespace XinRT.Soak.Kernels;

/// <summary>How a graph is run: text form <c>avx512 threads=3 choice=5 data=7; x floats -1 1; i whole 0
/// 9</c>.</summary>
/// <param name="Target">What kernels are made for; an instruction set that the processor lacks is replaced by the best
/// it has.</param>
/// <param name="Threads">Threads of the engine.</param>
/// <param name="Choice">Which of the kernels and tactics that take a problem computes it; 0 is the preferred
/// one.</param>
/// <param name="Data">Seed of the inputs' contents.</param>
/// <param name="Inputs">What is special about inputs; others are uniform from -1 to 1, or 0 to 7.</param>
internal sealed record TrialSettings(TrialTarget Target, int Threads, int Choice, int Data,
    ValueArray<InputData> Inputs = default)
{
    /// <summary>Reads the text form.</summary>
    public static TrialSettings Parse(string text)
    {
        string[] parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries);
        string[] words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int Number(string name) => int.Parse(words.First(w =>
            w.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
        return new(Enum.Parse<TrialTarget>(words[0], ignoreCase: true), Number("threads"), Number("choice"), Number("data"),
            new([.. parts[1..].Select(InputData.Parse)]));
    }

    /// <summary>The contents of an input.</summary>
    public Tensor Input(string name, TensorType type, int index)
    {
        var data = Inputs.FirstOrDefault(i => i.Name == name)
            ?? (type.DType.IsFloat() ? new(name, "floats", -1, 1)
                : new(name, "whole", 0, type.DType == DType.Bool ? 1 : 7));
        return data.Make(type.DType, [.. type.Shape!.Select(d => d.Value)], (ulong)(Data * 1000L + index));
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Target.ToString().ToLowerInvariant()} threads={Threads} choice={Choice} data={Data}")
        + string.Concat(Inputs.Select(i => $"; {i}"));
}
