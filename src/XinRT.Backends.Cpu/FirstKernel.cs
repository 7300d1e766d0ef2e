using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu;

/// <summary>A small matrix product that is made and never run: .NET loads the code of generators, emitters and assembler at its first
/// use, which takes a hundred times as long as the second.</summary>
internal static class FirstKernel
{
    /// <summary>Its kernel.</summary>
    public static KernelSpec Spec { get; } = new("cpu", "matmul", [new("outputs", 4), new("vectors", 2)]);

    /// <summary>What it computes: [8,8] times a constant [8,32].</summary>
    public static KernelProblem Problem()
    {
        var b = Tensor.Zeros(DType.F32, 8, 32);
        Value x = new("x", new TensorType(DType.F32, Shape.Of([8, 8]))), y = new("y", new TensorType(DType.F32, Shape.Of([8, 32])));
        return new(new Node("first", new MatMulOp(), [x, new Value("b", b)], [y]),
            [Operand([8, 8]), Operand([8, 32]) with { Constant = b }], [Operand([8, 32])]);
    }

    private static KernelOperand Operand(long[] dims) => new(DType.F32, TensorLayout.RowMajor(dims));
}
