using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>What a task of a <see cref="RowSweep"/> keeps on the stack.</summary>
internal sealed class SweepSlots(VectorAssembler asm, Mem vectorTable)
{
    /// <summary>Where the input begins.</summary>
    public Mem Input { get; } = asm.NewSlot();

    /// <summary>Where the output begins.</summary>
    public Mem Output { get; } = asm.NewSlot();

    /// <summary>Constants of the vector at hand.</summary>
    public Mem Weights { get; } = asm.NewSlot();

    /// <summary>First row of the task.</summary>
    public Mem Row { get; } = asm.NewSlot();

    /// <summary>Rows of the task.</summary>
    public Mem Rows { get; } = asm.NewSlot();

    /// <summary>Vectors left of the task.</summary>
    public Mem Left { get; } = asm.NewSlot();

    /// <summary>Vectors left to the last one of the image.</summary>
    public Mem LeftInImage { get; } = asm.NewSlot();

    /// <summary>Planes of the window that exist.</summary>
    public Mem Planes { get; } = asm.NewSlot();

    /// <summary>The kernel's own number for the plane.</summary>
    public Mem PlaneFactor { get; } = asm.NewSlot();

    /// <summary>Constants of the first plane that exists.</summary>
    public Mem PlaneWeights { get; } = asm.NewSlot();

    /// <summary>Where the current plane of the window begins in the input.</summary>
    public Mem PlaneInput { get; } = asm.NewSlot();

    /// <summary>Where it begins in the constants.</summary>
    public Mem PlaneTaps { get; } = asm.NewSlot();

    /// <summary>Planes of the window left.</summary>
    public Mem PlanesLeft { get; } = asm.NewSlot();

    /// <summary>Rows of the table of vectors.</summary>
    public Mem VectorTable => vectorTable;
}
