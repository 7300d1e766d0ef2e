using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>A family of operators.</summary>
/// <param name="Name">Lower case with dashes.</param>
/// <param name="Weight">How often it is tried, beside 1.</param>
/// <param name="Make">Adds the operator with its operands; what it gives is the result that others stand
/// behind.</param>
internal sealed record KernelFamily(string Name, double Weight, Func<CaseGraph, Choices, Value> Make);
