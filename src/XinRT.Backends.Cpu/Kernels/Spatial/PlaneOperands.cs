using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Operands of an epilogue whose results are rows of planes: lanes are columns, neighbors or the same
/// element.</summary>
internal sealed class PlaneOperands
{
    private readonly VectorAssembler _asm;
    private readonly (int Input, PixelStrides Strides, Mem Pointer)[] _operands;

    /// <summary>Takes a slot for each operand.</summary>
    public PlaneOperands(VectorAssembler asm, KernelProblem problem, AnchoredForm node)
    {
        _asm = asm;
        int rank = problem.Outputs[0]!.Layout.Rank;
        _operands = [.. node.Epilogue.Operands.Select(i =>
            (i, PixelStrides.Of(problem.Inputs[i]!.Layout, rank), asm.NewSlot()))];
    }

    /// <summary>The layout itself if elements of a row are adjacent, else a row-major one.</summary>
    public static TensorLayout Readable(TensorLayout layout) =>
        layout.Rank == 0 || layout.Dims[^1] == 1 || layout.Strides[^1] == 1 ? layout
            : TensorLayout.RowMajor(layout.Dims.Span);

    /// <summary>Layouts of images and operands: planes one after the other.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm node)
    {
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        foreach (int i in node.Epilogue.Operands.Append(node.AnchorInputs[0])) inputs[i] = Readable(inputs[i]!);
        var outputs = new TensorLayout?[problem.Outputs.Count];
        outputs[0] = TensorLayout.RowMajor(problem.Outputs[0]!.Layout.Dims.Span);
        return new() { Inputs = inputs, Outputs = outputs, WritesStrided = true };
    }

    /// <summary>Points every operand at a row, at a column if it is given.</summary>
    public void Begin(TaskLoop loop, PlaneRow row, Gpr? column = null)
    {
        var p = _asm.NewGpr();
        foreach (var o in _operands)
        {
            loop.Argument(p, KernelArguments.Input(o.Input));
            row.AddTo(loop, p, o.Strides);
            if (column is { } c) loop.AddMultiple(p, c, o.Strides.W);
            _asm.Store64(o.Pointer, p);
        }
        _asm.Free(p);
    }

    /// <summary>Loads what belongs to a vector of results.</summary>
    /// <param name="d">Where to.</param>
    /// <param name="input">Input of the node.</param>
    /// <param name="column">Bytes from the row's start, in a register and beyond.</param>
    /// <param name="channel">Channels from that of the row.</param>
    /// <param name="mask">Lanes that exist; null for all.</param>
    public void Load(Vec d, int input, (Gpr? Register, long Bytes) column, long channel, Mask? mask)
    {
        var (_, strides, slot) = Array.Find(_operands, o => o.Input == input);
        var p = _asm.NewGpr();
        _asm.Load64(p, slot);
        long offset = channel * strides.C;
        if (strides.W == 0) _asm.Broadcast(d, VectorAssembler.At(p, offset));
        else if (mask is { } m) _asm.Load(d, PlaneRow.At(p, column.Register, offset + column.Bytes), m);
        else _asm.Load(d, PlaneRow.At(p, column.Register, offset + column.Bytes));
        _asm.Free(p);
    }
}
