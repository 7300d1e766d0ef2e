using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>An open device: says which problems it takes with which kernels, and makes them. Safe to use from many
/// threads.</summary>
public interface IDevice : IDisposable
{
    /// <summary>Names everything that kernel times depend on, for caches of such times.</summary>
    string Fingerprint { get; }

    /// <summary>Why no kernel takes the problem, or null if <see cref="Offer"/> has one. Looks at operators, types,
    /// sizes and constants, not at layouts, which can be changed.</summary>
    Refusal? WhyNot(KernelProblem problem);

    /// <summary>What the device would compute of some nodes, the best first. By default each node that it takes; a
    /// device may put regions before them. A node of several candidates goes to the first. Views and joins are no
    /// candidates by themselves: where strides cannot say one, the first device that takes it computes it.</summary>
    /// <param name="graph">The graph, with static types where they are known.</param>
    /// <param name="nodes">Nodes of it that no backend before this one took, in order.</param>
    IEnumerable<Candidate> Candidates(Graph graph, IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes)
            if (node.Op is not (IViewOp or IJoinOp) && WhyNot(KernelProblem.Of(node)) is null) yield return new([node]);
    }

    /// <summary>Kernels for the problem, fastest first by rule of thumb, found out one by one as they are asked for;
    /// empty if <see cref="WhyNot"/> gives a reason.</summary>
    IEnumerable<KernelSpec> Offer(KernelProblem problem);

    /// <summary>What a kernel needs for the problem, or null if that kernel does not take it.</summary>
    KernelPlan? Plan(KernelSpec spec, KernelProblem problem);

    /// <summary>Does what the first kernel of a process would wait for, such as loading the code that makes kernels.</summary>
    void WarmUp()
    {
    }

    /// <summary>Begins to make a kernel that <see cref="Load"/> will be asked for, while the caller goes on. A hint: a device may
    /// wait for <see cref="Load"/>, which also is the one that complains.</summary>
    void Prepare(KernelSpec spec, KernelProblem problem)
    {
    }

    /// <summary>Takes <see cref="Prepare"/> back: the program of the kernel will not be loaded.</summary>
    void Abandon(KernelSpec spec, KernelProblem problem)
    {
    }

    /// <summary>Finds out whether kernels can be made, without keeping them: a <see cref="KernelException"/> if one cannot.</summary>
    void Prove(IReadOnlyList<KernelRequest> requests)
    {
    }

    /// <summary>Offers nothing more of a generator that failed, for problems of the same operator and sizes. False if it was refused
    /// already.</summary>
    bool Refuse(KernelException failure) => false;

    /// <summary>The generators that were refused for a problem, each with the reason.</summary>
    IReadOnlyList<string> Failures(KernelProblem problem) => [];

    /// <summary>Makes the kernels of a program at once. <see cref="BackendException"/> if a specification is not one this
    /// device offers for its problem.</summary>
    /// <param name="requests">A kernel each, with the operands' final layouts and its packed constants.</param>
    IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests);

    /// <summary>Code of a kernel as text, for reports; null if there is none to show.</summary>
    string? Print(KernelRequest request) => null;

    /// <summary>What one context needs of the device to run kernels.</summary>
    IDeviceContext CreateContext();
}

/// <summary>A kernel to be made.</summary>
public sealed record KernelRequest(KernelSpec Spec, KernelProblem Problem, IReadOnlyList<Tensor> Packed);
