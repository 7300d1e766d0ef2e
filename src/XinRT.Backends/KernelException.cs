namespace XinRT.Backends;

/// <summary>A kernel cannot be made because its generator failed (code XIN7008). A build takes another one; see
/// <see cref="DeviceSet.WithoutFailing{T}"/>.</summary>
/// <param name="backend">The backend of the generator.</param>
/// <param name="generator">Name of the generator, as in <see cref="KernelSpec"/>.</param>
/// <param name="problem">What it was asked for.</param>
/// <param name="inner">What it threw.</param>
public sealed class KernelException(string backend, string generator, KernelProblem problem, Exception inner)
    : XinException("XIN7008", problem.Node.ToString(), $"the generator of the kernel '{generator}' failed: {inner.Message}",
        facts: null, hint: "build the engine again, which takes another kernel, and report the model", inner)
{
    /// <summary>The backend of the generator.</summary>
    public string Backend => backend;

    /// <summary>Name of the generator.</summary>
    public string Generator => generator;

    /// <summary>What it was asked for.</summary>
    public KernelProblem Problem => problem;
}
