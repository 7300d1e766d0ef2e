using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>A kernel as a method of .NET.</summary>
/// <param name="function">The method.</param>
/// <param name="text">What it does, for reports.</param>
/// <param name="constants">Pinned memory that the method reads, to be kept with it.</param>
// SAFETY: the method is kept by the memory that its address is used under.
internal sealed unsafe class ManagedCode(KernelFunction function, string text, int[]? constants = null) : KernelCode
{
    /// <summary>Memory that the method reads.</summary>
    public int[]? Constants => constants;

    /// <inheritdoc/>
    public override string Print() => text;

    /// <inheritdoc/>
    public override delegate* unmanaged<void**, long, long, void*, void> Place(CodeMemory memory)
    {
        memory.Keep(this);
        return (delegate* unmanaged<void**, long, long, void*, void>)Marshal.GetFunctionPointerForDelegate(function);
    }
}

/// <summary>A kernel as a delegate: see <see cref="VectorAssembler"/>.</summary>
internal unsafe delegate void KernelFunction(void** arguments, long begin, long end, void* scratch);
