namespace XinRT.Backends.Cpu.Kernels;

/// <summary>An operand of a kernel that works row by row.</summary>
/// <param name="Argument">Byte offset of its pointer in the kernel's arguments.</param>
/// <param name="Layout">Where its elements lie; it broadcasts to the sizes of the row space.</param>
internal readonly record struct RowOperand(int Argument, TensorLayout Layout);
