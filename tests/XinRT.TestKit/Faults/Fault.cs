using XinRT.Backends;
using XinRT.Passes;
using XinRT.Planning;

namespace XinRT.TestKit.Faults;

/// <summary>A mended fault that can be put back, in its former condition, by wrapping what was mended. Searches prove
/// with it that
/// they find such a fault; tests inject it.</summary>
public abstract class Fault
{
    /// <summary>Nothing is put back.</summary>
    public static Fault None { get; } = new NoFault();

    /// <summary>Name for switches: that of the class.</summary>
    public string Name => GetType().Name;

    /// <summary>What goes wrong with it, in one sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Names of the searches that must find it.</summary>
    public virtual IReadOnlyList<string> Searches => ["kernels"];

    /// <summary>The passes with the fault in them.</summary>
    public virtual Pipeline Pipeline(Pipeline pipeline) => pipeline;

    /// <summary>A backend with the fault in it.</summary>
    public virtual IBackend Backend(IBackend backend) => backend;

    /// <summary>A plan with the fault in it.</summary>
    public virtual ProgramPlan Plan(ProgramPlan plan) => plan;

    /// <summary>All backends of a registry with the fault in them.</summary>
    public BackendRegistry Backends(BackendRegistry registry)
    {
        var result = new BackendRegistry();
        foreach (var backend in registry.Backends) result.Add(Backend(backend));
        return result;
    }

    private sealed class NoFault : Fault
    {
        public override string Summary => "nothing is undone";

        public override IReadOnlyList<string> Searches => [];
    }
}
