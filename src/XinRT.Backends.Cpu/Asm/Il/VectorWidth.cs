using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>The types of one width of vectors, and the methods that go with them.</summary>
/// <param name="Lanes">Number of lanes.</param>
/// <param name="Methods">The class whose static methods compute with these vectors.</param>
/// <param name="Masked">The class of instructions that access the lanes of a mask; null if the processor has
/// none.</param>
/// <param name="Floats">The type of a vector of floats.</param>
/// <param name="Ints">The type of a vector of int32.</param>
internal sealed record VectorWidth(int Lanes,
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type Methods,
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type? Masked,
    Type Floats, Type Ints)
{
    /// <summary>The types for 4, 8 or 16 lanes.</summary>
    public static VectorWidth Of(int lanes) => lanes switch
    {
        4 => new(4, typeof(Vector128), Avx.IsSupported ? typeof(Avx) : null,
            typeof(Vector128<float>), typeof(Vector128<int>)),
        8 => new(8, typeof(Vector256), Avx.IsSupported ? typeof(Avx) : null,
            typeof(Vector256<float>), typeof(Vector256<int>)),
        16 => new(16, typeof(Vector512), Avx512F.IsSupported ? typeof(Avx512F) : null,
            typeof(Vector512<float>), typeof(Vector512<int>)),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "A vector has 4, 8 or 16 lanes."),
    };

    /// <summary>The method of <see cref="Methods"/> with these parameters.</summary>
    [RequiresDynamicCode(IlProgram.WhyDynamic)]
    public MethodInfo Method(string name, params Type[] parameters) => Find(Methods, name, parameters);

    /// <summary>The method of <see cref="LaneAccess"/> with these parameters.</summary>
    [RequiresDynamicCode(IlProgram.WhyDynamic)]
    public MethodInfo LaneByLane(string name, params Type[] parameters) => Find(typeof(LaneAccess), name, parameters);

    /// <summary>The instruction of <see cref="Masked"/> with these parameters; null if there is none.</summary>
    [RequiresDynamicCode(IlProgram.WhyDynamic)]
    public MethodInfo? Instruction(string name, params Type[] parameters) =>
        Masked is null ? null : Find(Masked, name, parameters);

    // Generic methods are closed over what an item or a vector is.
    [RequiresDynamicCode(IlProgram.WhyDynamic)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "No member of a type argument is looked up.")]
    private MethodInfo Find([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type,
        string name, Type[] parameters)
    {
        Type[] arguments = [typeof(float), typeof(int), Floats];
        var overloads = type.GetMethods().Where(m => m.Name == name).OrderBy(m => m.IsGenericMethod);
        return overloads.SelectMany(m => m.IsGenericMethod ? arguments.Select(a => m.MakeGenericMethod(a)) : [m])
            .First(m => m.GetParameters().Select(p => p.ParameterType).SequenceEqual(parameters));
    }
}
