using XinRT.Backends;

namespace XinRT.TestKit.Faults;

/// <summary>A device around another one; what is not overridden is passed on.</summary>
public abstract class DeviceShell(IDevice inner) : IDevice
{
    /// <summary>The device within.</summary>
    protected IDevice Inner => inner;

    /// <inheritdoc/>
    public virtual string Fingerprint => inner.Fingerprint;

    /// <inheritdoc/>
    public virtual Refusal? WhyNot(KernelProblem problem) => inner.WhyNot(problem);

    /// <inheritdoc/>
    public virtual IEnumerable<KernelSpec> Offer(KernelProblem problem) => inner.Offer(problem);

    /// <inheritdoc/>
    public virtual KernelPlan? Plan(KernelSpec spec, KernelProblem problem) => inner.Plan(spec, problem);

    /// <inheritdoc/>
    public virtual void WarmUp() => inner.WarmUp();

    /// <inheritdoc/>
    public virtual void Prepare(KernelSpec spec, KernelProblem problem) => inner.Prepare(spec, problem);

    /// <inheritdoc/>
    public virtual void Abandon(KernelSpec spec, KernelProblem problem) => inner.Abandon(spec, problem);

    /// <inheritdoc/>
    public virtual void Prove(IReadOnlyList<KernelRequest> requests) => inner.Prove(requests);

    /// <inheritdoc/>
    public virtual bool Refuse(KernelException failure) => inner.Refuse(failure);

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Failures(KernelProblem problem) => inner.Failures(problem);

    /// <inheritdoc/>
    public virtual IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) => inner.Load(requests);

    /// <inheritdoc/>
    public virtual string? Print(KernelRequest request) => inner.Print(request);

    /// <inheritdoc/>
    public virtual IDeviceContext CreateContext() => inner.CreateContext();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the device within.</summary>
    protected virtual void Dispose(bool disposing) => inner.Dispose();
}
