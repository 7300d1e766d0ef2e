using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Operations on several vectors side by side: each is emitted once for every member of the batch.</summary>
/// <remarks>A function is one long chain of operations that wait for each other; several chains side by side keep the units busy
/// without help of the processor's window. Constants are loaded once for all members into a register of the batch; for a single
/// member they are operands in memory and take no register. An operand is one register for each member.</remarks>
internal sealed class VectorBatch
{
    private readonly Vec? _constant;

    /// <summary>A batch of so many vectors; more than one take a register until <see cref="Release"/>.</summary>
    public VectorBatch(VectorAssembler asm, int count)
    {
        (Asm, Count) = (asm, count);
        _constant = count > 1 ? asm.NewVec() : null;
    }

    /// <summary>Where the code goes.</summary>
    public VectorAssembler Asm { get; }

    /// <summary>Number of members.</summary>
    public int Count { get; }

    /// <summary>Vector registers of a batch besides those of its members.</summary>
    public static int Registers(int count) => count > 1 ? 1 : 0;

    /// <summary>Gives the register for constants back.</summary>
    public void Release()
    {
        if (_constant is { } constant) Asm.Free(constant);
    }

    // ---- constants

    /// <summary>d = number.</summary>
    public void Broadcast(Vec[] d, float value) => Broadcast(d, BitConverter.SingleToInt32Bits(value));

    /// <summary>d = number of 32 bits.</summary>
    public void Broadcast(Vec[] d, int value)
    {
        if (_constant is not { } constant || value == 0)
        {
            Each(i => Asm.Broadcast(d[i], value));
            return;
        }
        Asm.Broadcast(constant, value);
        Each(i => Asm.Move(d[i], constant));
    }

    /// <summary>d = a + number.</summary>
    public void Add(Vec[] d, Vec[] a, float value)
    {
        if (Constant(value) is { } c) Each(i => Asm.Add(d[i], a[i], c));
        else Asm.Add(d[0], a[0], Full(value));
    }

    /// <summary>d = a · number.</summary>
    public void Mul(Vec[] d, Vec[] a, float value)
    {
        if (Constant(value) is { } c) Each(i => Asm.Mul(d[i], a[i], c));
        else Asm.Mul(d[0], a[0], Full(value));
    }

    /// <summary>d += a · number.</summary>
    public void Fma(Vec[] d, Vec[] a, float value)
    {
        if (Constant(value) is { } c) Each(i => Asm.Fma(d[i], a[i], c));
        else Asm.FmaBroadcast(d[0], a[0], Asm.Table([value]));
    }

    /// <summary>d = d · a + number.</summary>
    public void Horner(Vec[] d, Vec[] a, float value)
    {
        if (Constant(value) is { } c) Each(i => Asm.Horner(d[i], a[i], c));
        else Asm.HornerBroadcast(d[0], a[0], Asm.Table([value]));
    }

    /// <summary>d = c₀ + c₁·x + c₂·x² + …, by Horner's rule.</summary>
    public void Polynomial(Vec[] d, Vec[] x, ReadOnlySpan<float> coefficients)
    {
        Broadcast(d, coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) Horner(d, x, coefficients[i]);
    }

    /// <summary>d = items of a table of as many as there are lanes, chosen by the low bits of the index. d may not be the
    /// index.</summary>
    public void Lookup(Vec[] d, ReadOnlySpan<float> table, Vec[] index)
    {
        var items = Asm.Table(table);
        if (_constant is not { } constant)
        {
            Asm.Permute(d[0], items, index[0]);
            return;
        }
        Asm.Load(constant, items);
        Each(i => Asm.Permute(d[i], constant, index[i]));
    }

    /// <summary>d = items of a table of twice as many as there are lanes, chosen by the low bits of the index, whose highest is in the
    /// mask. t is overwritten.</summary>
    public void Lookup(Vec[] d, ReadOnlySpan<float> table, Vec[] index, Mask[] upper, Vec[] t)
    {
        Lookup(d, table[..Asm.Lanes], index);
        Lookup(t, table[Asm.Lanes..], index);
        Select(d, upper, t, d);
    }

    /// <summary>x = x where it is below the bound; a NaN stays. t is overwritten.</summary>
    public void ClampAbove(Vec[] x, float high, Vec[] t) => WithConstant(high, t, (i, c) => Asm.Min(x[i], c, x[i]));

    /// <summary>x = x where it is above the bound; a NaN stays. t is overwritten.</summary>
    public void ClampBelow(Vec[] x, float low, Vec[] t) => WithConstant(low, t, (i, c) => Asm.Max(x[i], c, x[i]));

    /// <summary>x = x within the bounds; a NaN stays. t is overwritten.</summary>
    public void Clamp(Vec[] x, float low, float high, Vec[] t)
    {
        ClampAbove(x, high, t);
        ClampBelow(x, low, t);
    }

    /// <summary>x = x between -bound and bound, any of these numbers if x is NaN. t is overwritten.</summary>
    public void ClampMagnitude(Vec[] x, float bound, Vec[] t)
    {
        if (Asm.HasClampMagnitude) Each(i => Asm.ClampMagnitude(x[i], bound));
        else Clamp(x, -bound, bound, t);
    }

    /// <summary>m = comparison of a with a number. t is overwritten.</summary>
    public void Compare(Mask[] m, Vec[] a, Condition condition, float value, Vec[] t) =>
        WithConstant(value, t, (i, c) => Asm.Compare(m[i], a[i], condition, c));

    /// <summary>d = m ? number : a. t is overwritten.</summary>
    public void Select(Vec[] d, Mask[] m, float value, Vec[] a, Vec[] t) =>
        WithConstant(value, t, (i, c) => Asm.Select(d[i], m[i], c, a[i]));

    // ---- registers

    /// <summary>Emits for each member.</summary>
    public void Each(Action<int> emit)
    {
        for (int i = 0; i < Count; i++) emit(i);
    }

    /// <summary>d = a.</summary>
    public void Move(Vec[] d, Vec[] a) => Each(i => Asm.Move(d[i], a[i]));

    /// <summary>d = a + b.</summary>
    public void Add(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Add(d[i], a[i], b[i]));

    /// <summary>d = a − b.</summary>
    public void Sub(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Sub(d[i], a[i], b[i]));

    /// <summary>d = a · b.</summary>
    public void Mul(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Mul(d[i], a[i], b[i]));

    /// <summary>d = a / b.</summary>
    public void Div(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Div(d[i], a[i], b[i]));

    /// <summary>d = a &lt; b ? a : b; b if either is NaN.</summary>
    public void Min(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Min(d[i], a[i], b[i]));

    /// <summary>d = a &gt; b ? a : b; b if either is NaN.</summary>
    public void Max(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Max(d[i], a[i], b[i]));

    /// <summary>d += a · b.</summary>
    public void Fma(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Fma(d[i], a[i], b[i]));

    /// <summary>d −= a · b.</summary>
    public void FmaNegated(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.FmaNegated(d[i], a[i], b[i]));

    /// <summary>d = d · a + b.</summary>
    public void Horner(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Horner(d[i], a[i], b[i]));

    /// <summary>d = |a|.</summary>
    public void Abs(Vec[] d, Vec[] a) => Each(i => Asm.Abs(d[i], a[i]));

    /// <summary>d = −a.</summary>
    public void Neg(Vec[] d, Vec[] a) => Each(i => Asm.Neg(d[i], a[i]));

    /// <summary>d = √a.</summary>
    public void Sqrt(Vec[] d, Vec[] a) => Each(i => Asm.Sqrt(d[i], a[i]));

    /// <summary>d = a rounded to an integer.</summary>
    public void Round(Vec[] d, Vec[] a, Rounding rounding) => Each(i => Asm.Round(d[i], a[i], rounding));

    /// <summary>d = a or b, bit by bit.</summary>
    public void Or(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Or(d[i], a[i], b[i]));

    /// <summary>d = a xor b, bit by bit.</summary>
    public void Xor(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.Xor(d[i], a[i], b[i]));

    /// <summary>d = a + b as int32.</summary>
    public void AddI(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.AddI(d[i], a[i], b[i]));

    /// <summary>d = a − b as int32.</summary>
    public void SubI(Vec[] d, Vec[] a, Vec[] b) => Each(i => Asm.SubI(d[i], a[i], b[i]));

    /// <summary>d = a shifted left.</summary>
    public void ShiftLeft(Vec[] d, Vec[] a, int bits) => Each(i => Asm.ShiftLeft(d[i], a[i], bits));

    /// <summary>d = a shifted right, the sign coming in.</summary>
    public void ShiftRightSigned(Vec[] d, Vec[] a, int bits) => Each(i => Asm.ShiftRightSigned(d[i], a[i], bits));

    /// <summary>d = int32 nearest to the float a.</summary>
    public void ToInt(Vec[] d, Vec[] a) => Each(i => Asm.ToInt(d[i], a[i]));

    /// <summary>d = float of the int32 a.</summary>
    public void ToFloat(Vec[] d, Vec[] a) => Each(i => Asm.ToFloat(d[i], a[i]));

    /// <summary>A new mask for each member.</summary>
    public Mask[] NewMasks() => Arrays.Make(Count, _ => Asm.NewMask());

    /// <summary>Gives masks back.</summary>
    public void Free(Mask[] masks) => Each(i => Asm.Free(masks[i]));

    /// <summary>m = comparison of floats.</summary>
    public void Compare(Mask[] m, Vec[] a, Condition condition, Vec[] b) => Each(i => Asm.Compare(m[i], a[i], condition, b[i]));

    /// <summary>d = m ? a : b.</summary>
    public void Select(Vec[] d, Mask[] m, Vec[] a, Vec[] b) => Each(i => Asm.Select(d[i], m[i], a[i], b[i]));

    // The number in a register that all members share, or null for a single member.
    private Vec? Constant(float value)
    {
        if (_constant is { } c) Asm.Broadcast(c, value);
        return _constant;
    }

    private void WithConstant(float value, Vec[] t, Action<int, Vec> emit)
    {
        var c = _constant ?? t[0];
        Asm.Broadcast(c, value);
        Each(i => emit(i, c));
    }

    private Mem Full(float value)
    {
        Span<float> lanes = stackalloc float[Asm.Lanes];
        lanes.Fill(value);
        return Asm.Table(lanes);
    }
}
