using XinRT.Backends.Cpu;

namespace XinRT.KernelTests;

/// <summary>How <see cref="KernelHarness"/> checks a kernel.</summary>
internal sealed record KernelCheck
{
    /// <summary>Largest difference from the reference, relative to the largest finite element of the output.</summary>
    public double Relative { get; init; } = 1e-5;

    /// <summary>If set, the largest difference of each float in units of the last place instead; 0 also tells −0 from +0.</summary>
    public long? Ulps { get; init; }

    /// <summary>Instruction sets; those that the processor lacks are left out.</summary>
    public IReadOnlyList<CpuIsa> Isas { get; init; } = [CpuIsa.Avx2, CpuIsa.Avx512, CpuIsa.Portable];

    /// <summary>Layout in which an input of the node (by index and sizes) is at hand; null for row-major.</summary>
    public Func<int, long[], TensorLayout?>? Layout { get; init; }

    /// <summary>Contents of graph inputs by name; random otherwise.</summary>
    public IReadOnlyDictionary<string, Tensor> Inputs { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Range of random floats.</summary>
    public (float Low, float High) Range { get; init; } = (-1, 1);

    /// <summary>Whether some elements of graph inputs are NaN, zeros of both signs, infinities, denormals and large numbers.</summary>
    public bool SpecialValues { get; init; }

    /// <summary>Where random numbers start.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The only tactic to try; null for all that the generator offers.</summary>
    public Tactic? Tactic { get; init; }

    /// <summary>Memory speed that kernels are told of: with little, small problems are divided among tasks.</summary>
    public double BytesPerSecond { get; init; } = 20e9;

    /// <summary>Whether outputs are also written into parts of larger tensors where the kernel can do so.</summary>
    public bool Strided { get; init; } = true;

    /// <summary>Whether the output also takes the place of an input where the kernel can do so.</summary>
    public bool InPlace { get; init; } = true;

    /// <summary>Every input with channels innermost.</summary>
    public static Func<int, long[], TensorLayout?> ChannelsLast { get; } = (_, dims) => TensorLayout.ChannelsLast(dims);
}
