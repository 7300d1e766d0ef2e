namespace XinRT.Backends.Cpu.Asm;

/// <summary>Instructions of an x86-64 processor, for any address that is a multiple of 64.</summary>
/// <param name="bytes">The instructions and the constants behind them.</param>
internal sealed unsafe class MachineCode(byte[] bytes) : KernelCode
{
    /// <summary>The instructions and the constants behind them.</summary>
    public byte[] Bytes => bytes;

    /// <inheritdoc/>
    public override string Print() => Disassembly.Print(bytes);

    /// <inheritdoc/>
    public override delegate* unmanaged<void**, long, long, void*, void> Place(CodeMemory memory) => memory.Write(bytes);
}
