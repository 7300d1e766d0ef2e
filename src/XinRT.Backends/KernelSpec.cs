namespace XinRT.Backends;

/// <summary>What it takes to make a kernel again at load: data, never code.</summary>
/// <param name="Backend">Backend id.</param>
/// <param name="Name">Kernel name within the backend.</param>
/// <param name="Parameters">Tunable parameters in the kernel's own order.</param>
public sealed record KernelSpec(string Backend, string Name, ValueArray<KernelParameter> Parameters = default)
{
    /// <summary>For example <c>reference/Conv</c> or <c>cpu/pool(rows=1)</c>, as in files.</summary>
    public override string ToString() => Parameters.IsEmpty ? $"{Backend}/{Name}" : $"{Backend}/{Name}({string.Join(' ', Parameters)})";
}
