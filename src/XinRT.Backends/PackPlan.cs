namespace XinRT.Backends;

/// <summary>Constants in the form in which a kernel reads them. They are made once, at build or when other sizes need another
/// kernel, from constants that stay in the engine.</summary>
/// <param name="Inputs">Indices of the inputs that the kernel does not read, because it has packed copies of them.</param>
/// <param name="Types">Types of the packed constants. Code trusts them, so those of an engine file are compared with
/// these.</param>
/// <param name="Make">Makes the packed constants, one for each type.</param>
public sealed record PackPlan(IReadOnlyList<int> Inputs, IReadOnlyList<TensorType> Types, Func<IReadOnlyList<Tensor>> Make);
