namespace XinRT.Backends;

/// <summary>What it takes to make a kernel again at load: data, never code.</summary>
/// <param name="Backend">Backend id.</param>
/// <param name="Name">Kernel name within the backend.</param>
/// <param name="Parameters">Tunable parameters in the kernel's own order, as <c>name=value</c>.</param>
public sealed record KernelSpec(string Backend, string Name, ValueArray<string> Parameters = default)
{
    /// <summary>For example <c>reference/Conv</c>.</summary>
    public override string ToString() => Parameters.IsEmpty ? $"{Backend}/{Name}" : $"{Backend}/{Name}({string.Join(' ', Parameters)})";
}
