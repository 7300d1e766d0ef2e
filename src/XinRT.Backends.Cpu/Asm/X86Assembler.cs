using System.Numerics;
using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>General registers, control and constants on x86-64, for every vector extension.</summary>
/// <remarks>
/// <para>rax is for inner use, rsp holds the frame; the generator has the other 14, those first that a caller does not expect
/// back. The body is written first: then it is known which registers the prologue must save.</para>
/// <para>Frame, from rsp upwards: slots, saved vector registers (Windows only), pushed general registers.</para>
/// </remarks>
internal abstract class X86Assembler : VectorAssembler
{
    /// <summary>The general register that no generator has.</summary>
    protected const Register Inner = Register.RAX;

    private static readonly Register[] SystemV =
    [
        Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9, Register.R10, Register.R11,
        Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15,
    ];

    private static readonly Register[] Windows =
    [
        Register.RCX, Register.RDX, Register.R8, Register.R9, Register.R10, Register.R11,
        Register.RBX, Register.RBP, Register.RDI, Register.RSI, Register.R12, Register.R13, Register.R14, Register.R15,
    ];

    private static readonly Gpr StackPointer = new(-1);

    private readonly CodeBuffer _code = new();
    private readonly Register[] _gprs;
    private readonly int _firstSaved;
    private readonly bool _windows;
    private Mem? _divisionSlots;
    private uint _usedGprs;
    private uint _usedVecs;
    private int _slotBytes;
    private bool _returned;

    /// <summary>Takes the registers of the parameters.</summary>
    protected X86Assembler(bool windows, RegisterFile registers) : base(registers)
    {
        _windows = windows;
        _gprs = windows ? Windows : SystemV;
        _firstSaved = windows ? 6 : 8;
        for (int i = 0; i < 4; i++) TakeGpr(i);
    }

    /// <summary>The machine code of the kernel with its constants, for any address that is a multiple of 64.</summary>
    internal override MachineCode Finish()
    {
        if (!_returned) throw new InvalidOperationException("The kernel has no end.");
        int[] pushed = Array.FindAll(Arrays.Indices(_gprs.Length), i => i >= _firstSaved && (_usedGprs >> i & 1) != 0);
        int[] saved = _windows ? Array.FindAll(Arrays.Indices(16), i => i >= 6 && (_usedVecs >> i & 1) != 0) : [];
        int frame = _slotBytes + saved.Length * 16;
        // Calls leave rsp 8 off a multiple of 16; what is pushed and the frame make up for it.
        if (frame > 0) frame += (frame + pushed.Length * 8 + 8) % 16;
        var prologue = new CodeBuffer();
        foreach (int i in pushed) prologue.Add(Instruction.Create(Code.Push_r64, _gprs[i]));
        if (frame > 0) prologue.Add(Adjusted(Code.Sub_rm64_imm8, Code.Sub_rm64_imm32, Register.RSP, frame));
        for (int i = 0; i < saved.Length; i++)
            prologue.Add(Instruction.Create(Code.VEX_Vmovups_xmmm128_xmm, Stack(_slotBytes + i * 16), Register.XMM0 + saved[i]));
        for (int i = 0; i < saved.Length; i++)
            Emit(Instruction.Create(Code.VEX_Vmovups_xmm_xmmm128, Register.XMM0 + saved[i], Stack(_slotBytes + i * 16)));
        Emit(Instruction.Create(Code.VEX_Vzeroupper));
        if (frame > 0) Emit(Adjusted(Code.Add_rm64_imm8, Code.Add_rm64_imm32, Register.RSP, frame));
        for (int i = pushed.Length; i-- > 0;) Emit(Instruction.Create(Code.Pop_r64, _gprs[pushed[i]]));
        Emit(Instruction.Create(Code.Retnq));
        return new(_code.Finish(prologue));
    }

    // ---- control

    /// <inheritdoc/>
    public override Gpr Argument(int index) => index is >= 0 and < 4 ? new(index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override Mem NewSlot() => NewSlots(8);

    /// <inheritdoc/>
    public override Label NewLabel() => new(_code.NewLabel());

    /// <inheritdoc/>
    public override void Bind(Label label) => _code.Bind(label.Index);

    /// <inheritdoc/>
    public override void BindLoop(Label label)
    {
        _code.Align();
        _code.Bind(label.Index);
    }

    /// <inheritdoc/>
    public override void Jump(Label target) => _code.Jump(target.Index, Code.Jmp_rel8_64, Code.Jmp_rel32_64);

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, Gpr b, Label target)
    {
        Emit(Instruction.Create(Code.Cmp_r64_rm64, R(a), R(b)));
        JumpIf(condition, target);
    }

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, int b, Label target)
    {
        if (b == 0) Emit(Instruction.Create(Code.Test_rm64_r64, R(a), R(a)));
        else Emit(Adjusted(Code.Cmp_rm64_imm8, Code.Cmp_rm64_imm32, R(a), b));
        JumpIf(condition, target);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_returned) throw new InvalidOperationException("The kernel has an end already.");
        _returned = true;
    }

    // ---- general registers

    /// <inheritdoc/>
    public override void Set(Gpr d, long value) => Set(R(d), value);

    /// <inheritdoc/>
    public override void Move(Gpr d, Gpr a) => Move(R(d), R(a));

    /// <inheritdoc/>
    public override void Add(Gpr d, Gpr a) => Emit(Instruction.Create(Code.Add_r64_rm64, R(d), R(a)));

    /// <inheritdoc/>
    public override void Add(Gpr d, long value)
    {
        int number = checked((int)value);
        // 128 does not fit a signed byte, but -128 does.
        if (number == 128) Emit(Adjusted(Code.Sub_rm64_imm8, Code.Sub_rm64_imm32, R(d), -128));
        else if (number != 0) Emit(Adjusted(Code.Add_rm64_imm8, Code.Add_rm64_imm32, R(d), number));
    }

    /// <inheritdoc/>
    public override void Sub(Gpr d, Gpr a) => Emit(Instruction.Create(Code.Sub_r64_rm64, R(d), R(a)));

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a, long value)
    {
        int number = checked((int)value);
        if (number > 0 && BitOperations.IsPow2(number))
        {
            Move(d, a);
            if (number > 1) Emit(Instruction.Create(Code.Shl_rm64_imm8, R(d), BitOperations.Log2((uint)number)));
        }
        else if (number is 3 or 5 or 9) Emit(Instruction.Create(Code.Lea_r64_m, R(d), Operand(At(a, a, number - 1))));
        else if (number == 0) Set(d, 0);
        else Emit(Instruction.Create(number == (sbyte)number ? Code.Imul_r64_rm64_imm8 : Code.Imul_r64_rm64_imm32, R(d), R(a), number));
    }

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a) => Emit(Instruction.Create(Code.Imul_r64_rm64, R(d), R(a)));

    /// <inheritdoc/>
    public override void CountBits(Gpr d, Gpr a) => Emit(Instruction.Create(Code.Popcnt_r64_rm64, R(d), R(a)));

    /// <inheritdoc/>
    public override void DivRem(Gpr quotient, Gpr remainder, Gpr a, long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        if (BitOperations.IsPow2(divisor)) DivRemPower(R(quotient), R(remainder), R(a), divisor);
        else DivRemMultiply(R(quotient), R(remainder), R(a), divisor);
    }

    /// <inheritdoc/>
    public override void Min(Gpr d, Gpr a, Gpr b) => Choose(d, a, b, Code.Cmovg_r64_rm64);

    /// <inheritdoc/>
    public override void Max(Gpr d, Gpr a, Gpr b) => Choose(d, a, b, Code.Cmovl_r64_rm64);

    /// <inheritdoc/>
    public override void Address(Gpr d, Mem m)
    {
        if (m is { InPool: false, Index: null, Offset: 0 }) Move(R(d), R(m.Base));
        else Emit(Instruction.Create(Code.Lea_r64_m, R(d), Operand(m)));
    }

    /// <inheritdoc/>
    public override void Load64(Gpr d, Mem m) => Emit(Instruction.Create(Code.Mov_r64_rm64, R(d), Operand(m)));

    /// <inheritdoc/>
    public override void Load32(Gpr d, Mem m) => Emit(Instruction.Create(Code.Movsxd_r64_rm32, R(d), Operand(m)));

    /// <inheritdoc/>
    public override void Load8(Gpr d, Mem m) => Emit(Instruction.Create(Code.Movzx_r32_rm8, Low(R(d)), Operand(m)));

    /// <inheritdoc/>
    public override void Store64(Mem m, Gpr a) => Emit(Instruction.Create(Code.Mov_rm64_r64, Operand(m), R(a)));

    /// <inheritdoc/>
    public override void Store32(Mem m, Gpr a) => Emit(Instruction.Create(Code.Mov_rm32_r32, Operand(m), Low(R(a))));

    /// <inheritdoc/>
    public override void Store8(Mem m, Gpr a) => Emit(Instruction.Create(Code.Mov_rm8_r8, Operand(m), Byte(R(a))));

    /// <inheritdoc/>
    public override void Prefetch(Mem m, PrefetchTarget target) => Emit(Instruction.Create(target switch
    {
        PrefetchTarget.L1 => Code.Prefetcht0_m8,
        PrefetchTarget.L2 => Code.Prefetcht1_m8,
        _ => Code.Prefetchw_m8,
    }, Operand(m)));

    /// <inheritdoc/>
    public override Mem Table(ReadOnlySpan<int> items) => new(default, null, 1, _code.Constants(items), InPool: true);

    // ---- for vector extensions

    /// <summary>Adds an instruction.</summary>
    protected void Emit(in Instruction instruction) => _code.Add(instruction);

    /// <summary>Bytes on the stack.</summary>
    protected Mem NewSlots(int bytes)
    {
        int offset = _slotBytes;
        _slotBytes += bytes;
        return At(StackPointer, offset);
    }

    /// <summary>The general register.</summary>
    protected Register R(Gpr r)
    {
        if (r == StackPointer) return Register.RSP;
        _usedGprs |= 1u << r.Index;
        return _gprs[r.Index];
    }

    // The numbers of low bytes leave room for the second bytes of the first four registers.
    private static Register Byte(Register r) => r <= Register.RBX ? r - Register.RAX + Register.AL : r - Register.RSP + Register.SPL;

    /// <summary>The lower half of a general register.</summary>
    protected static Register Low(Register r) => r - Register.RAX + Register.EAX;

    /// <summary>Number of the vector register in the processor, noted as used.</summary>
    protected int Number(Vec v)
    {
        _usedVecs |= 1u << v.Index;
        return v.Index;
    }

    /// <summary>Notes that the inner vector register is used.</summary>
    protected void UseVec(int number) => _usedVecs |= 1u << number;

    /// <summary>The address as an operand.</summary>
    protected MemoryOperand Operand(Mem m, bool broadcast = false)
    {
        if (m.InPool) return new(Register.RIP, Register.None, 1, m.Offset, 8, broadcast, Register.None);
        var index = m.Index is { } i ? R(i) : Register.None;
        return new(R(m.Base), index, m.Scale, m.Offset, m.Offset == 0 ? 0 : 1, broadcast, Register.None);
    }

    /// <summary>Sets the inner register to the count, at least 0 and at most <see cref="VectorAssembler.Lanes"/>.</summary>
    protected void LimitedCount(Gpr count)
    {
        Emit(Instruction.Create(Code.Xor_r32_rm32, Low(Inner), Low(Inner)));
        Emit(Instruction.Create(Code.Test_rm64_r64, R(count), R(count)));
        Emit(Instruction.Create(Code.Cmovg_r64_rm64, Inner, R(count)));
        Emit(Instruction.Create(Code.Cmp_rm64_imm8, Inner, Lanes));
        Emit(Instruction.Create(Code.Cmovg_r64_rm64, Inner, Operand(Table([Lanes, 0]))));
    }

    /// <summary>Jumps if the last test gave zero.</summary>
    protected void JumpIfZero(Label target) => JumpIf(Condition.Equal, target);

    /// <summary>Sets a register to a number.</summary>
    protected void Set(Register d, long value)
    {
        if (value == 0) Emit(Instruction.Create(Code.Xor_r32_rm32, Low(d), Low(d)));
        else if (value == (uint)value) Emit(Instruction.Create(Code.Mov_r32_imm32, Low(d), (uint)value));
        else if (value == (int)value) Emit(Instruction.Create(Code.Mov_rm64_imm32, d, (int)value));
        else Emit(Instruction.Create(Code.Mov_r64_imm64, d, value));
    }

    /// <summary>The form with a byte if the number fits.</summary>
    protected static Instruction Adjusted(Code small, Code large, Register d, int number) =>
        Instruction.Create(number == (sbyte)number ? small : large, d, number);

    private static MemoryOperand Stack(int offset) => new(Register.RSP, Register.None, 1, offset, offset == 0 ? 0 : 1);

    private void JumpIf(Condition condition, Label target)
    {
        var (near, far) = condition switch
        {
            Condition.Equal => (Code.Je_rel8_64, Code.Je_rel32_64),
            Condition.NotEqual => (Code.Jne_rel8_64, Code.Jne_rel32_64),
            Condition.Less => (Code.Jl_rel8_64, Code.Jl_rel32_64),
            Condition.LessOrEqual => (Code.Jle_rel8_64, Code.Jle_rel32_64),
            Condition.Greater => (Code.Jg_rel8_64, Code.Jg_rel32_64),
            _ => (Code.Jge_rel8_64, Code.Jge_rel32_64),
        };
        _code.Jump(target.Index, near, far);
    }

    private void Move(Register d, Register a)
    {
        if (d != a) Emit(Instruction.Create(Code.Mov_r64_rm64, d, a));
    }

    private void Choose(Gpr d, Gpr a, Gpr b, Code replace)
    {
        if (d == b) (a, b) = (b, a);
        Move(d, a);
        if (a == b) return;
        Emit(Instruction.Create(Code.Cmp_r64_rm64, R(d), R(b)));
        Emit(Instruction.Create(replace, R(d), R(b)));
    }

    private void DivRemPower(Register quotient, Register remainder, Register a, long divisor)
    {
        // The result that overwrites a comes last.
        if (quotient == a) Rest();
        Move(quotient, a);
        if (divisor > 1) Emit(Instruction.Create(Code.Shr_rm64_imm8, quotient, BitOperations.Log2((ulong)divisor)));
        if (quotient != a) Rest();

        void Rest()
        {
            if (divisor - 1 <= int.MaxValue)
            {
                Move(remainder, a);
                Emit(Adjusted(Code.And_rm64_imm8, Code.And_rm64_imm32, remainder, (int)(divisor - 1)));
                return;
            }
            Set(Inner, divisor - 1);
            Move(remainder, a);
            Emit(Instruction.Create(Code.And_r64_rm64, remainder, Inner));
        }
    }

    // Multiplication by the reciprocal, rounded up to 64 bits (Granlund and Montgomery 1994): exact for 63-bit dividends.
    private void DivRemMultiply(Register quotient, Register remainder, Register a, long divisor)
    {
        int bits = 64 - BitOperations.LeadingZeroCount((ulong)divisor);
        ulong factor = Reciprocal(divisor, bits);
        // mul leaves the high half in rdx: its old value may be wanted later, and a may be lost on the way.
        bool keepRdx = quotient != Register.RDX && remainder != Register.RDX && (a == Register.RDX || InUse(Register.RDX));
        bool keepA = a == quotient || a == Register.RDX;
        var keptRdx = keepRdx || (keepA && a == Register.RDX) ? Operand(NewDivisionSlot(0)) : default;
        var keptA = keepA ? a == Register.RDX ? keptRdx : Operand(NewDivisionSlot(8)) : default;
        if (keepRdx || a == Register.RDX) Emit(Instruction.Create(Code.Mov_rm64_r64, keptRdx, Register.RDX));
        if (keepA && a != Register.RDX) Emit(Instruction.Create(Code.Mov_rm64_r64, keptA, a));
        Set(Inner, (long)factor);
        Emit(Instruction.Create(Code.Mul_rm64, a));
        Move(quotient, Register.RDX);
        Emit(Instruction.Create(Code.Shr_rm64_imm8, quotient, bits - 1));
        if (divisor == (int)divisor) Emit(Instruction.Create(Code.Imul_r64_rm64_imm32, Inner, quotient, (int)divisor));
        else
        {
            Set(Inner, divisor);
            Emit(Instruction.Create(Code.Imul_r64_rm64, Inner, quotient));
        }
        if (keepA) Emit(Instruction.Create(Code.Mov_r64_rm64, remainder, keptA));
        else Move(remainder, a);
        Emit(Instruction.Create(Code.Sub_r64_rm64, remainder, Inner));
        if (keepRdx) Emit(Instruction.Create(Code.Mov_r64_rm64, Register.RDX, keptRdx));
    }

    // 2^(63 + bits) over a divisor of so many bits that is no power of 2, rounded up, by long division: plain numbers, because
    // .NET compiles each method of its 128-bit ones anew in each process.
    private static ulong Reciprocal(long divisor, int bits)
    {
        ulong rest = 1ul << (bits - 1), quotient = 0;
        for (int i = 0; i < 64; i++)
        {
            rest <<= 1;
            quotient <<= 1;
            if (rest < (ulong)divisor) continue;
            rest -= (ulong)divisor;
            quotient |= 1;
        }
        return quotient + 1;
    }

    private Mem NewDivisionSlot(int offset) => (_divisionSlots ??= NewSlots(16)) + offset;

    private bool InUse(Register r) => IsTaken(new Gpr(Array.IndexOf(_gprs, r)));
}
