using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>The constants of a recurrent layer in the form its kernel reads them.</summary>
/// <remarks>
/// <para>0: W in panels of a <see cref="ContractionProblem"/> whose columns are <c>[direction][gate][unit]</c>. 1: the biases of
/// these columns. 2: R as <c>[direction][stage][block of units][k][gate of the stage][unit of the block]</c>, so that a step
/// streams it in order. 3: peepholes <c>[direction][3][unit]</c> of an LSTM, or the recurrent biases <c>[direction][unit]</c> of
/// the last gate where the reset gate scales them.</para>
/// <para>Units are filled up with zeros to whole vectors. A state's product has as many terms as there are real units, so what the
/// others hold does not matter.</para>
/// </remarks>
internal static class RecurrentPacking
{
    /// <summary>Types of the constants.</summary>
    public static IReadOnlyList<TensorType> Types(RecurrentForm form)
    {
        List<TensorType> types = [PanelPacking.Type(1, form.Inputs, (int)form.Columns, form.Lanes), Vector(form.Columns), Vector(form.Directions * form.WeightsOfDirection)];
        if (ExtraRows(form) is > 0 and var rows) types.Add(Vector(form.Directions * rows * form.Width));
        return types;

        static TensorType Vector(long count) => new(DType.F32, Shape.Of([count]));
    }

    /// <summary>The constants; the panels of W are so many vectors wide.</summary>
    public static IReadOnlyList<Tensor> Pack(RecurrentForm form, IReadOnlyList<KernelOperand?> inputs, int vectors)
    {
        float[] w = inputs[RecurrentForm.W]!.Constant!.Span<float>().ToArray(), r = inputs[RecurrentForm.R]!.Constant!.Span<float>().ToArray();
        float[] b = form.Has(RecurrentForm.B) ? inputs[RecurrentForm.B]!.Constant!.Span<float>().ToArray() : new float[form.Directions * 2 * form.Gates * form.Hidden];
        float Bias(long direction, int part, long gate, long unit) => b[((direction * 2 + part) * form.Gates + gate) * form.Hidden + unit];

        var biases = Tensor.Zeros(DType.F32, form.Columns);
        for (int n = 0; n < form.Columns; n++)
        {
            var (direction, gate, unit) = Column(form, n);
            if (unit < form.Hidden) biases.Span<float>()[n] = Bias(direction, 0, gate, unit) + (IsScaled(form, gate) ? 0 : Bias(direction, 1, gate, unit));
        }
        List<Tensor> packed =
        [
            PanelPacking.Pack(1, form.Inputs, (int)form.Columns, vectors, form.Lanes, (_, k, n) =>
            {
                var (direction, gate, unit) = Column(form, n);
                return unit < form.Hidden ? w[((direction * form.Gates + gate) * form.Hidden + unit) * form.Inputs + k] : 0;
            }),
            biases,
            Recurrent(form, r),
        ];
        if (ExtraRows(form) is not (> 0 and var rows)) return packed;
        var extra = Tensor.Zeros(DType.F32, form.Directions * rows * form.Width);
        float[]? peepholes = form.Has(RecurrentForm.Peepholes) ? inputs[RecurrentForm.Peepholes]!.Constant!.Span<float>().ToArray() : null;
        for (long i = 0; i < form.Directions * rows; i++)
            for (long unit = 0; unit < form.Hidden; unit++)
                extra.Span<float>()[(int)(i * form.Width + unit)] = peepholes is null ? Bias(i, 1, form.Gates - 1, unit) : peepholes[i * form.Hidden + unit];
        packed.Add(extra);
        return packed;
    }

    private static int ExtraRows(RecurrentForm form) => form.Attributes.Cell switch
    {
        RecurrentCell.GruLinear => 1,
        RecurrentCell.Lstm when form.Has(RecurrentForm.Peepholes) => 3,
        _ => 0,
    };

    // Whether the reset gate scales the recurrent bias.
    private static bool IsScaled(RecurrentForm form, long gate) => form.Attributes.Cell == RecurrentCell.GruLinear && gate == 2;

    private static (long Direction, long Gate, long Unit) Column(RecurrentForm form, long n) =>
        (n / form.Width / form.Gates, n / form.Width % form.Gates, n % form.Width);

    private static Tensor Recurrent(RecurrentForm form, float[] r)
    {
        var packed = Tensor.Zeros(DType.F32, form.Directions * form.WeightsOfDirection);
        var items = packed.Span<float>();
        int to = 0;
        for (int d = 0; d < form.Directions; d++)
        {
            foreach (var (first, count) in form.Attributes.Stages)
            {
                for (long block = 0; block < form.Width; block += form.Lanes)
                {
                    int real = (int)Math.Min(form.Lanes, form.Hidden - block);
                    for (long k = 0; k < form.Hidden; k++)
                    {
                        for (int g = first; g < first + count; g++, to += form.Lanes)
                            for (int n = 0; n < real; n++) items[to + n] = r[((d * form.Gates + g) * form.Hidden + block + n) * form.Hidden + k];
                    }
                }
            }
        }
        return packed;
    }
}
