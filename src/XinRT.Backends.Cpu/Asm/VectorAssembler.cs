namespace XinRT.Backends.Cpu.Asm;

/// <summary>The instruction set that kernel generators are written against: vectors of 32-bit lanes, masks, 64-bit general
/// registers, memory. Each processor family implements it once; a generator never names a register of one.</summary>
/// <remarks>
/// <para>A kernel is one leaf function <c>void kernel(void** arguments, long begin, long end, void* scratch)</c>, reached by
/// <see cref="Argument"/> 0 to 3. It computes tasks <c>begin ≤ t &lt; end</c>. It must end in <see cref="Return"/>, once, at its
/// end.</para>
/// <para>Registers are allocated by hand: <see cref="NewVec"/>, <see cref="NewGpr"/>, <see cref="NewMask"/> and the matching
/// Free. Asking for more than there are throws: a generator looks at <see cref="FreeVecs"/> before it chooses its tile. The
/// destination of an operation may be one of its sources, unless it says otherwise.</para>
/// <para>Arithmetic never takes a mask; loads, stores, selection and reduction do. Lanes that a masked load leaves out are 0.</para>
/// </remarks>
public abstract class VectorAssembler
{
    private readonly bool[] _vecs;
    private readonly bool[] _gprs;
    private readonly bool[] _masks;
    private bool _inlining;

    /// <summary>Prepares pools of the registers.</summary>
    protected VectorAssembler(RegisterFile registers)
    {
        Lanes = registers.Lanes;
        _vecs = new bool[registers.Vecs];
        _gprs = new bool[registers.Gprs];
        _masks = new bool[registers.Masks];
    }

    /// <summary>Number of 32-bit lanes in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Bytes of a vector.</summary>
    public int VectorBytes => Lanes * 4;

    /// <summary>Vector registers not in use.</summary>
    public int FreeVecs => _vecs.Count(used => !used);

    /// <summary>Masks not in use.</summary>
    public virtual int FreeMasks => _masks.Count(used => !used);

    /// <summary>General registers not in use.</summary>
    public int FreeGprs => _gprs.Count(used => !used);

    /// <summary>Takes a vector register; its contents are not defined.</summary>
    public Vec NewVec() => new(Take(_vecs, "vector"));

    /// <summary>Takes several vector registers.</summary>
    public Vec[] NewVecs(int count) => Arrays.Make(count, _ => NewVec());

    /// <summary>Takes a general register.</summary>
    public Gpr NewGpr() => new(Take(_gprs, "general"));

    /// <summary>Takes a mask.</summary>
    public virtual Mask NewMask() => new(Take(_masks, "mask"));

    /// <summary>Gives vector registers back.</summary>
    public void Free(params ReadOnlySpan<Vec> registers)
    {
        foreach (var r in registers) _vecs[r.Index] = false;
    }

    /// <summary>Gives general registers back.</summary>
    public void Free(params ReadOnlySpan<Gpr> registers)
    {
        foreach (var r in registers) _gprs[r.Index] = false;
    }

    /// <summary>Gives a mask back.</summary>
    public virtual void Free(Mask mask) => _masks[mask.Index] = false;

    // ---- control and general registers

    /// <summary>Register of a parameter of the kernel, 0 to 3; taken from the start, may be freed or changed.</summary>
    public abstract Gpr Argument(int index);

    /// <summary>A 64-bit place on the stack, for <see cref="Load64"/> and <see cref="Store64"/>.</summary>
    public abstract Mem NewSlot();

    /// <summary>A label, to be bound once.</summary>
    public abstract Label NewLabel();

    /// <summary>Puts the label here.</summary>
    public abstract void Bind(Label label);

    /// <summary>Puts the label here, at an address that suits the head of a hot loop.</summary>
    public abstract void BindLoop(Label label);

    /// <summary>Jumps always.</summary>
    public abstract void Jump(Label target);

    /// <summary>Jumps if the signed comparison holds.</summary>
    public abstract void JumpIf(Gpr a, Condition condition, Gpr b, Label target);

    /// <summary>Jumps if the signed comparison with a number of 32 bits holds.</summary>
    public abstract void JumpIf(Gpr a, Condition condition, int b, Label target);

    /// <summary>Ends the kernel, or the part of it that <see cref="Inline"/> writes.</summary>
    public void Return()
    {
        if (!_inlining) End();
    }

    /// <summary>Ends the kernel.</summary>
    protected abstract void End();

    /// <summary>The code of the kernel, which has ended.</summary>
    internal abstract KernelCode Finish();

    /// <summary>d = number.</summary>
    public abstract void Set(Gpr d, long value);

    /// <summary>d = a.</summary>
    public abstract void Move(Gpr d, Gpr a);

    /// <summary>d += a.</summary>
    public abstract void Add(Gpr d, Gpr a);

    /// <summary>d += number of 32 bits.</summary>
    public abstract void Add(Gpr d, long value);

    /// <summary>d -= a.</summary>
    public abstract void Sub(Gpr d, Gpr a);

    /// <summary>d = a · number of 32 bits.</summary>
    public abstract void Mul(Gpr d, Gpr a, long value);

    /// <summary>d *= a.</summary>
    public abstract void Mul(Gpr d, Gpr a);

    /// <summary>d = number of bits set in a.</summary>
    public abstract void CountBits(Gpr d, Gpr a);

    /// <summary>quotient = ⌊a / divisor⌋ and remainder of a ≥ 0 by a positive constant; four different registers are not needed,
    /// but quotient ≠ remainder.</summary>
    public abstract void DivRem(Gpr quotient, Gpr remainder, Gpr a, long divisor);

    /// <summary>d = min(a, b), signed.</summary>
    public abstract void Min(Gpr d, Gpr a, Gpr b);

    /// <summary>d = max(a, b), signed.</summary>
    public abstract void Max(Gpr d, Gpr a, Gpr b);

    /// <summary>d = address.</summary>
    public abstract void Address(Gpr d, Mem m);

    /// <summary>Loads 64 bits.</summary>
    public abstract void Load64(Gpr d, Mem m);

    /// <summary>Loads 32 bits with sign.</summary>
    public abstract void Load32(Gpr d, Mem m);

    /// <summary>Loads 8 bits without sign.</summary>
    public abstract void Load8(Gpr d, Mem m);

    /// <summary>Stores 64 bits.</summary>
    public abstract void Store64(Mem m, Gpr a);

    /// <summary>Stores the low 32 bits.</summary>
    public abstract void Store32(Mem m, Gpr a);

    /// <summary>Stores the low 8 bits.</summary>
    public abstract void Store8(Mem m, Gpr a);

    /// <summary>Asks for a cache line.</summary>
    public abstract void Prefetch(Mem m, PrefetchTarget target);

    // ---- constant pool

    /// <summary>32-bit items in the constant pool, aligned to a vector; equal items share their place.</summary>
    public abstract Mem Table(ReadOnlySpan<int> items);

    /// <summary>Floats in the constant pool, aligned to a vector.</summary>
    public Mem Table(ReadOnlySpan<float> items) => Table(System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(items));

    // ---- vectors: memory

    /// <summary>Loads all lanes.</summary>
    public abstract void Load(Vec d, Mem m, LaneFormat format = LaneFormat.Bits32);

    /// <summary>Loads the lanes of the mask, zeros elsewhere; touches no other memory.</summary>
    public abstract void Load(Vec d, Mem m, Mask mask, LaneFormat format = LaneFormat.Bits32);

    /// <summary>Stores all lanes.</summary>
    public abstract void Store(Mem m, Vec a, LaneFormat format = LaneFormat.Bits32);

    /// <summary>Stores the lanes of the mask; touches no other memory.</summary>
    public abstract void Store(Mem m, Vec a, Mask mask, LaneFormat format = LaneFormat.Bits32);

    /// <summary>Loads one 32-bit item into all lanes.</summary>
    public abstract void Broadcast(Vec d, Mem m);

    /// <summary>Loads one item into lane 0 and zeros into the others.</summary>
    public abstract void LoadScalar(Vec d, Mem m);

    /// <summary>Stores lane 0.</summary>
    public abstract void StoreScalar(Mem m, Vec a);

    /// <summary>The low 32 bits of a general register in all lanes.</summary>
    public abstract void Broadcast(Vec d, Gpr a);

    /// <summary>A float in all lanes.</summary>
    public void Broadcast(Vec d, float value)
    {
        if (BitConverter.SingleToInt32Bits(value) == 0) Zero(d);
        else Broadcast(d, Table([value]));
    }

    /// <summary>An int32 in all lanes.</summary>
    public void Broadcast(Vec d, int value)
    {
        if (value == 0) Zero(d);
        else Broadcast(d, Table([value]));
    }

    /// <summary>d = a.</summary>
    public abstract void Move(Vec d, Vec a);

    /// <summary>d = 0.</summary>
    public abstract void Zero(Vec d);

    // ---- vectors: float32

    /// <summary>d = a + b.</summary>
    public abstract void Add(Vec d, Vec a, Vec b);

    /// <summary>d = a + memory.</summary>
    public abstract void Add(Vec d, Vec a, Mem b);

    /// <summary>d = a − b.</summary>
    public abstract void Sub(Vec d, Vec a, Vec b);

    /// <summary>d = a · b.</summary>
    public abstract void Mul(Vec d, Vec a, Vec b);

    /// <summary>d = a · memory.</summary>
    public abstract void Mul(Vec d, Vec a, Mem b);

    /// <summary>d = a / b.</summary>
    public abstract void Div(Vec d, Vec a, Vec b);

    /// <summary>d = √a.</summary>
    public abstract void Sqrt(Vec d, Vec a);

    /// <summary>d = a &lt; b ? a : b; b if either is NaN.</summary>
    public abstract void Min(Vec d, Vec a, Vec b);

    /// <summary>d = a &gt; b ? a : b; b if either is NaN.</summary>
    public abstract void Max(Vec d, Vec a, Vec b);

    /// <summary>Whether there is <see cref="ClampMagnitude"/>.</summary>
    public virtual bool HasClampMagnitude => false;

    /// <summary>x = x between -bound and bound, either of them if x is NaN; one instruction in place of two.</summary>
    public virtual void ClampMagnitude(Vec x, float bound) => throw new NotSupportedException();

    /// <summary>acc += a · b, rounded once.</summary>
    public abstract void Fma(Vec acc, Vec a, Vec b);

    /// <summary>acc += a · memory.</summary>
    public abstract void Fma(Vec acc, Vec a, Mem b);

    /// <summary>acc += a · (one item of memory in all lanes).</summary>
    public abstract void FmaBroadcast(Vec acc, Vec a, Mem b);

    /// <summary>acc −= a · b, rounded once.</summary>
    public abstract void FmaNegated(Vec acc, Vec a, Vec b);

    /// <summary>d = d · a + b, rounded once: a step of Horner's rule.</summary>
    public abstract void Horner(Vec d, Vec a, Vec b);

    /// <summary>d = d · a + (one item of memory in all lanes).</summary>
    public abstract void HornerBroadcast(Vec d, Vec a, Mem b);

    /// <summary>d = |a|.</summary>
    public abstract void Abs(Vec d, Vec a);

    /// <summary>d = −a.</summary>
    public abstract void Neg(Vec d, Vec a);

    /// <summary>d = a rounded to an integer.</summary>
    public abstract void Round(Vec d, Vec a, Rounding rounding);

    // ---- vectors: bits and int32

    /// <summary>d = a and b.</summary>
    public abstract void And(Vec d, Vec a, Vec b);

    /// <summary>d = a or b.</summary>
    public abstract void Or(Vec d, Vec a, Vec b);

    /// <summary>d = a xor b.</summary>
    public abstract void Xor(Vec d, Vec a, Vec b);

    /// <summary>d = a + b, wrapping.</summary>
    public abstract void AddI(Vec d, Vec a, Vec b);

    /// <summary>d = a − b, wrapping.</summary>
    public abstract void SubI(Vec d, Vec a, Vec b);

    /// <summary>d = low 32 bits of a · b.</summary>
    public abstract void MulI(Vec d, Vec a, Vec b);

    /// <summary>d = min(a, b), signed.</summary>
    public abstract void MinI(Vec d, Vec a, Vec b);

    /// <summary>d = max(a, b), signed.</summary>
    public abstract void MaxI(Vec d, Vec a, Vec b);

    /// <summary>d = a shifted left.</summary>
    public abstract void ShiftLeft(Vec d, Vec a, int bits);

    /// <summary>d = a shifted right, zeros coming in.</summary>
    public abstract void ShiftRight(Vec d, Vec a, int bits);

    /// <summary>d = a shifted right, the sign coming in.</summary>
    public abstract void ShiftRightSigned(Vec d, Vec a, int bits);

    /// <summary>d = int32 nearest to the float a; int.MinValue out of range.</summary>
    public abstract void ToInt(Vec d, Vec a);

    /// <summary>d = float of the int32 a.</summary>
    public abstract void ToFloat(Vec d, Vec a);

    // ---- vectors: masks

    /// <summary>A new mask of the first lanes.</summary>
    public abstract Mask FirstLanes(int count);

    /// <summary>A new mask of the first lanes; a count below 0 counts as 0, one above <see cref="Lanes"/> as all.</summary>
    public abstract Mask FirstLanes(Gpr count);

    /// <summary>m = comparison of floats.</summary>
    public abstract void Compare(Mask m, Vec a, Condition condition, Vec b);

    /// <summary>m = comparison of int32.</summary>
    public abstract void CompareI(Mask m, Vec a, Condition condition, Vec b);

    /// <summary>d = m ? a : b.</summary>
    public abstract void Select(Vec d, Mask m, Vec a, Vec b);

    /// <summary>d = bit i set where lane i of the mask is true.</summary>
    public abstract void MaskBits(Gpr d, Mask m);

    // ---- vectors: across lanes

    /// <summary>d = lanes of a chosen by the low bits of index. d may not be index or a.</summary>
    public abstract void Permute(Vec d, Vec a, Vec index);

    /// <summary>d = items of a vector in memory chosen by the low bits of index. d may not be index.</summary>
    public abstract void Permute(Vec d, Mem a, Vec index);

    /// <summary>d = lanes of the pair (low, high) chosen by the low bits of index. d may not be a source.</summary>
    public abstract void Permute2(Vec d, Vec low, Vec high, Vec index);

    /// <summary>d = the lanes of a whose bits are set, moved to the first ones; the others hold anything. d may not be a. Takes a
    /// free general register.</summary>
    public abstract void Compress(Vec d, Vec a, Gpr bits);

    /// <summary>Transposes a square of <see cref="Lanes"/> vectors in place; takes half as many free registers, or fewer.</summary>
    public abstract void Transpose(ReadOnlySpan<Vec> rows);

    /// <summary>Lane i of row 0 = sum of the lanes of row i, added as a fixed tree, for each of at most
    /// <see cref="Lanes"/> rows. Lanes beyond hold anything, and the other rows lose their contents.</summary>
    /// <remarks>Rows are merged in pairs that share the lanes of one, so that each sum takes about one addition rather
    /// than a whole tree.</remarks>
    public void SumRows(ReadOnlySpan<Vec> rows)
    {
        Vec[] left = rows.ToArray();
        for (int distance = 1; distance < Lanes; distance *= 2)
        {
            int last = left.Length - 1;
            for (int i = 0; i <= last; i += 2) MergeSums(left[i], left[Math.Min(i + 1, last)], distance);
            left = [.. left.Where((_, i) => i % 2 == 0)];
        }
    }

    /// <summary>A step of <see cref="SumRows"/>: lanes of a become sums of two lanes of a where their number lacks the
    /// bit of the distance, of two of b where it has it. Which two is the same for all a and b. The two may be the
    /// same.</summary>
    protected abstract void MergeSums(Vec a, Vec b, int distance);

    /// <summary>d = sum of the lanes of a, in all lanes, added as a fixed tree.</summary>
    public abstract void SumAcross(Vec d, Vec a);

    /// <summary>d = largest lane of a, in all lanes.</summary>
    public abstract void MaxAcross(Vec d, Vec a);

    /// <summary>d = smallest lane of a, in all lanes.</summary>
    public abstract void MinAcross(Vec d, Vec a);

    // ---- vectors: dot products of narrow types

    /// <summary>Each int32 lane of acc += the dot product of four unsigned bytes of a with four signed bytes of b; exact. acc may
    /// not be a source.</summary>
    public abstract void DotU8I8(Vec acc, Vec a, Vec b);

    /// <summary>Each float lane of acc += the dot product of two bfloat16 of a with two of b. acc may not be a
    /// source.</summary>
    public abstract void DotBF16(Vec acc, Vec a, Vec b);

    // ---- macros

    /// <summary>Address from a register.</summary>
    public static Mem At(Gpr b, long offset = 0) => new(b, null, 1, checked((int)offset));

    /// <summary>Address from two registers.</summary>
    public static Mem At(Gpr b, Gpr index, int scale = 1, long offset = 0) => new(b, index, scale, checked((int)offset));

    /// <summary>Runs the body while counter &gt; 0, taking step off after each pass; none if it is not positive at first.</summary>
    public void While(Gpr counter, int step, Action body)
    {
        Label head = NewLabel(), end = NewLabel();
        JumpIf(counter, Condition.LessOrEqual, 0, end);
        BindLoop(head);
        body();
        Add(counter, -step);
        JumpIf(counter, Condition.Greater, 0, head);
        Bind(end);
    }

    /// <summary>Runs the body a constant number of times with a counter of its own; unrolls a single pass.</summary>
    public void Repeat(long count, Action body)
    {
        if (count <= 0) return;
        if (count == 1)
        {
            body();
            return;
        }
        var counter = NewGpr();
        Set(counter, count);
        var head = NewLabel();
        BindLoop(head);
        body();
        Add(counter, -1);
        JumpIf(counter, Condition.Greater, 0, head);
        Free(counter);
    }

    /// <summary>Runs the body for each task of <c>begin ≤ t &lt; end</c>: parameters 1 and 2 of the kernel. The body must not
    /// change the register it is given.</summary>
    public void ForEachTask(Action<Gpr> body)
    {
        Gpr task = Argument(1), end = Argument(2);
        Label head = NewLabel(), done = NewLabel();
        JumpIf(task, Condition.GreaterOrEqual, end, done);
        BindLoop(head);
        body(task);
        Add(task, 1);
        JumpIf(task, Condition.Less, end, head);
        Bind(done);
    }

    /// <summary>Writes a whole kernel as a part of this one: it finds its parameters in the registers where it expects them, and goes
    /// on behind its end. No register may be in use, and none keeps its contents.</summary>
    /// <param name="kernel">Writes the kernel; it may leave registers taken.</param>
    /// <param name="parameters">Slots with the values of its four parameters.</param>
    public void Inline(Action<VectorAssembler> kernel, params ReadOnlySpan<Mem> parameters)
    {
        if (_inlining || _vecs.Contains(true) || _gprs.Contains(true) || _masks.Contains(true))
            throw new InvalidOperationException("A kernel needs all registers.");
        for (int i = 0; i < parameters.Length; i++)
        {
            _gprs[Argument(i).Index] = true;
            Load64(Argument(i), parameters[i]);
        }
        _inlining = true;
        kernel(this);
        _inlining = false;
        foreach (bool[] pool in (bool[][])[_vecs, _gprs, _masks]) Array.Clear(pool);
    }

    private static int Take(bool[] pool, string kind)
    {
        int free = Array.IndexOf(pool, false);
        if (free < 0) throw new InvalidOperationException($"All {pool.Length} {kind} registers are taken.");
        pool[free] = true;
        return free;
    }

    /// <summary>Whether a general register is in use.</summary>
    protected bool IsTaken(Gpr register) => _gprs[register.Index];

    /// <summary>Whether a vector register is in use.</summary>
    protected bool IsTaken(Vec register) => _vecs[register.Index];

    /// <summary>Takes one certain general register.</summary>
    protected Gpr TakeGpr(int index)
    {
        _gprs[index] = true;
        return new(index);
    }
}
