using System.Runtime.InteropServices;

namespace XinRT.Compare.Golden;

/// <summary>An engine with one context, by names of inputs and outputs. Outputs are those of the context: valid until the next
/// run.</summary>
public sealed class EngineRunner(Engine engine) : IRaceRunner
{
    private readonly InferenceContext _context = engine.CreateContext();
    private readonly Dictionary<string, Datum> _outputs = [];

    /// <inheritdoc/>
    public string Name => "XinRT";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs)
    {
        for (int i = 0; i < engine.Inputs.Count; i++)
        {
            var input = engine.Inputs[i];
            if (!inputs.TryGetValue(input.Name, out var value))
                throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a value of type {input.Type} is wanted, but none was given");
            if (!TryFill(input, value)) _context.SetInput(input.Name, value);
        }
        _context.Run();
        for (int i = 0; i < engine.Outputs.Count; i++) _outputs[engine.Outputs[i].Name] = _context.Output(i);
        return _outputs;
    }

    /// <summary>As <see cref="Run(IReadOnlyDictionary{string, Datum})"/>, with values inside the optimized graph beside the
    /// outputs.</summary>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs, IEnumerable<string> taps)
    {
        string[] names = [.. taps];
        foreach (string name in names) _context.Tap(name);
        var values = Run(inputs).ToDictionary();
        foreach (string name in names) values[name] = _context.Tapped(name);
        return values;
    }

    /// <inheritdoc/>
    public void Repeat() => _context.Run();

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    // Writes into the context's own memory, so that a repeated run copies nothing.
    private bool TryFill(EngineTensor input, Datum value)
    {
        if (value is not Tensor { DType: not DType.String } tensor || input.Type is not TensorType { IsStatic: true } type
            || type.DType != tensor.DType || type.Shape!.Rank != tensor.Rank) return false;
        for (int axis = 0; axis < tensor.Rank; axis++)
            if (type.Shape[axis].Value != tensor.Dims[axis]) return false;
        Span<byte> own = tensor.DType.SizeInBytes() switch
        {
            1 => _context.Input<byte>(input.Name),
            2 => MemoryMarshal.AsBytes(_context.Input<ushort>(input.Name)),
            4 => MemoryMarshal.AsBytes(_context.Input<uint>(input.Name)),
            8 => MemoryMarshal.AsBytes(_context.Input<ulong>(input.Name)),
            _ => default,
        };
        if (own.Length != tensor.Bytes.Length) return false;
        tensor.Bytes.Span.CopyTo(own);
        return true;
    }
}
