namespace XinRT.Backends.Cpu.Asm;

/// <summary>Code of one kernel before it has an address.</summary>
internal abstract unsafe class KernelCode
{
    /// <summary>The code as text.</summary>
    public abstract string Print();

    /// <summary>Gives the code an address that holds as long as the memory lives, and may be called when that is sealed.</summary>
    public abstract delegate* unmanaged<void**, long, long, void*, void> Place(CodeMemory memory);
}
