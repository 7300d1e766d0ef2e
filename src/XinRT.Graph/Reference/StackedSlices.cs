using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Collects one tensor per iteration of a loop and stacks them along a new axis.</summary>
internal sealed class StackedSlices(EvalContext ctx, int output)
{
    // What a slice takes besides its elements, about.
    private const long Overhead = 128;

    private readonly List<Tensor> _slices = [];
    private long _bytes;

    /// <summary>Adds the tensor of one iteration; all must have the same type and sizes.</summary>
    public void Add(Datum value)
    {
        if (value is not Tensor slice) throw ctx.Error($"scan output {output} must be a tensor, but it is {value.Type}").AsRunError();
        if (_slices.Count > 0 && (slice.DType != _slices[0].DType || !slice.Dims.SequenceEqual(_slices[0].Dims)))
        {
            throw ctx.Error($"scan output {output} must have the same sizes in all iterations, but it is {_slices[0].Type} and then {slice.Type}")
                .AsRunError();
        }
        // Fail while the loop still runs, not when memory is gone.
        _bytes += Overhead + (long)slice.Count * Math.Max(1, slice.DType.SizeInBytes());
        long most = Math.Min(Tensor.MaxBytes, ctx.MaxTensorBytes);
        if (_bytes > most)
            throw ctx.Error($"scan output {output} may take {most} bytes, but it takes more after {_slices.Count} iterations").AsRunError();
        _slices.Add(slice);
    }

    /// <summary>Writes the output. Without any iteration the sizes come from the type, unknown ones as 0.</summary>
    public void Write(IrType element, long axis, bool backwards)
    {
        if (!ctx.Wants(output)) return;
        var type = element as TensorType ?? new TensorType(DType.Undefined, null);
        long[] dims = _slices.Count > 0 ? _slices[0].Dims.ToArray()
            : [.. (type.Shape ?? Shape.Scalar).Select(d => d.IsConstant ? Math.Max(0, d.Value) : 0)];
        int at = ctx.Axis(axis, dims.Length + 1);
        long[] whole = [.. dims[..at], _slices.Count, .. dims[at..]];
        var result = ctx.Output(output, _slices.Count > 0 ? _slices[0].DType : type.DType, whole);
        var strides = Strides.Of(whole);
        long step = strides[at];
        long[] target = [.. strides[..at], .. strides[(at + 1)..]];
        for (int i = 0; i < _slices.Count; i++)
        {
            int place = backwards ? _slices.Count - 1 - i : i;
            StridedCopy.Run(_slices[i], 0, Strides.Of(dims), result, place * step, target, dims);
        }
    }
}
