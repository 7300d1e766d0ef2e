namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>One operation of a kernel, still to be written as IL.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Reads">Registers that it reads, as <see cref="RegisterSet"/> numbers them.</param>
/// <param name="Writes">Registers that it sets.</param>
/// <param name="Write">Writes the IL.</param>
internal readonly record struct IlStep(string Name, ulong Reads, ulong Writes, Action<IlWriter> Write)
{
    /// <summary>The label that it jumps to, or −1.</summary>
    public int Target { get; init; } = -1;

    /// <summary>Whether it always jumps.</summary>
    public bool Leaves { get; init; }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        string jump = Target < 0 ? "" : $" -> label {Target}";
        string written = Writes == 0 ? "" : $" {RegisterSet.Text(Writes)} =";
        return $"{Name,-20}{written} {RegisterSet.Text(Reads)}{jump}".TrimEnd();
    }
}
