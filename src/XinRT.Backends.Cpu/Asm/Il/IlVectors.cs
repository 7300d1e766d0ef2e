using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Vectors in IL: memory, and what works in each lane by itself.</summary>
/// <remarks>Bits are moved and combined as integers: the runtime's compiler changes the bits of some NaNs that it knows as floats, and
/// takes a float put into a vector out of it as an integer without changing registers.</remarks>
[RequiresDynamicCode(IlProgram.WhyDynamic)]
internal abstract class IlVectors(int vecs, LaneMethods methods) : IlRegisters(vecs, methods)
{
    // ---- memory

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, LaneFormat format = LaneFormat.Bits32) => Vector(d, RegisterSet.Of(m), il =>
    {
        il.Push(m);
        if (format == LaneFormat.Bits32)
        {
            il.Call(Methods.Load);
            return;
        }
        PushBits(il, -1);
        il.Int((int)format);
        il.Call(Methods.LoadLanes);
    });

    /// <inheritdoc/>
    public override void Load(Vec d, Mem m, Mask mask, LaneFormat format = LaneFormat.Bits32) =>
        Vector(d, RegisterSet.Of(m) | RegisterSet.Of(mask), il =>
        {
            il.Push(m);
            il.Push(mask);
            if (format != LaneFormat.Bits32 || Methods.MaskedLoad is null)
            {
                il.Int((int)format);
                il.Call(Methods.LoadLanes);
                return;
            }
            if (Methods.MaskedLoad.GetParameters().Length > 2) PushBits(il, 0);
            il.Call(Methods.MaskedLoad);
        });

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, LaneFormat format = LaneFormat.Bits32) => Memory(RegisterSet.Of(m) | RegisterSet.Of(a), il =>
    {
        if (format == LaneFormat.Bits32)
        {
            il.Push(a);
            il.Push(m);
            il.Call(Methods.Store);
            return;
        }
        il.Push(m);
        PushBits(il, -1);
        il.Push(a);
        il.Int((int)format);
        il.Call(Methods.StoreLanes);
    });

    /// <inheritdoc/>
    public override void Store(Mem m, Vec a, Mask mask, LaneFormat format = LaneFormat.Bits32) =>
        Memory(RegisterSet.Of(m) | RegisterSet.Of(a) | RegisterSet.Of(mask), il =>
        {
            il.Push(m);
            il.Push(mask);
            il.Push(a);
            if (format == LaneFormat.Bits32 && Methods.MaskedStore is { } store)
            {
                il.Call(store);
                return;
            }
            il.Int((int)format);
            il.Call(Methods.StoreLanes);
        });

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Mem m) => Vector(d, RegisterSet.Of(m), il =>
    {
        if (m.InPool)
        {
            PushBits(il, Pool[m.Offset / 4]);
            return;
        }
        il.Push(m);
        il.Op(OpCodes.Ldind_I4);
        il.Call(Methods.CreateInt);
        il.Call(Methods.AsFloat);
    });

    /// <inheritdoc/>
    public override void LoadScalar(Vec d, Mem m) => Vector(d, RegisterSet.Of(m), il =>
    {
        il.Push(m);
        il.Op(OpCodes.Ldind_I4);
        il.Call(Methods.CreateScalar);
        il.Call(Methods.AsFloat);
    });

    /// <inheritdoc/>
    public override void StoreScalar(Mem m, Vec a) => Memory(RegisterSet.Of(m) | RegisterSet.Of(a), il =>
    {
        il.Push(m);
        il.PushInts(a);
        il.Call(Methods.ToScalar);
        il.Op(OpCodes.Stind_I4);
    });

    /// <inheritdoc/>
    public override void Broadcast(Vec d, Gpr a) => Vector(d, RegisterSet.Of(a), il =>
    {
        il.Push(a);
        il.Op(OpCodes.Conv_I4);
        il.Call(Methods.CreateInt);
        il.Call(Methods.AsFloat);
    });

    /// <inheritdoc/>
    public override void Move(Vec d, Vec a) => Vector(d, RegisterSet.Of(a), il => il.Push(a));

    /// <inheritdoc/>
    public override void Zero(Vec d) => Vector(d, 0, il => PushBits(il, 0));

    // ---- float32

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Vec b) => Apply(Methods.Add, d, a, b);

    /// <inheritdoc/>
    public override void Add(Vec d, Vec a, Mem b) => Apply(Methods.Add, d, a, b);

    /// <inheritdoc/>
    public override void Sub(Vec d, Vec a, Vec b) => Apply(Methods.Subtract, d, a, b);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Vec b) => Apply(Methods.Multiply, d, a, b);

    /// <inheritdoc/>
    public override void Mul(Vec d, Vec a, Mem b) => Apply(Methods.Multiply, d, a, b);

    /// <inheritdoc/>
    public override void Div(Vec d, Vec a, Vec b) => Apply(Methods.Divide, d, a, b);

    /// <inheritdoc/>
    public override void Sqrt(Vec d, Vec a) => Apply(Methods.Sqrt, d, a);

    /// <inheritdoc/>
    public override void Min(Vec d, Vec a, Vec b) => Vector(d, RegisterSet.Of(a, b), il => PushLeast(il, x => x.Push(a), x => x.Push(b)));

    /// <inheritdoc/>
    public override void Max(Vec d, Vec a, Vec b) => Vector(d, RegisterSet.Of(a, b), il => PushMost(il, x => x.Push(a), x => x.Push(b)));

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Vec b) => Apply(Methods.MultiplyAdd, acc, a, b, acc);

    /// <inheritdoc/>
    public override void Fma(Vec acc, Vec a, Mem b) => Vector(acc, RegisterSet.Of(acc, a) | RegisterSet.Of(b), il =>
    {
        il.Push(a);
        il.Push(b);
        il.Call(Methods.Load);
        il.Push(acc);
        il.Call(Methods.MultiplyAdd);
    });

    /// <inheritdoc/>
    public override void FmaBroadcast(Vec acc, Vec a, Mem b) => Vector(acc, RegisterSet.Of(acc, a) | RegisterSet.Of(b), il =>
    {
        il.Push(a);
        PushItem(il, b);
        il.Push(acc);
        il.Call(Methods.MultiplyAdd);
    });

    /// <inheritdoc/>
    public override void FmaNegated(Vec acc, Vec a, Vec b) => Vector(acc, RegisterSet.Of(acc, a, b), il =>
    {
        il.Push(a);
        il.Call(Methods.Negate);
        il.Push(b);
        il.Push(acc);
        il.Call(Methods.MultiplyAdd);
    });

    /// <inheritdoc/>
    public override void Horner(Vec d, Vec a, Vec b) => Apply(Methods.MultiplyAdd, d, d, a, b);

    /// <inheritdoc/>
    public override void HornerBroadcast(Vec d, Vec a, Mem b) => Vector(d, RegisterSet.Of(d, a) | RegisterSet.Of(b), il =>
    {
        il.Push(d);
        il.Push(a);
        PushItem(il, b);
        il.Call(Methods.MultiplyAdd);
    });

    /// <inheritdoc/>
    public override void Abs(Vec d, Vec a) => Apply(Methods.And, d, a, int.MaxValue);

    /// <inheritdoc/>
    public override void Neg(Vec d, Vec a) => Apply(Methods.Xor, d, a, int.MinValue);

    /// <inheritdoc/>
    public override void Round(Vec d, Vec a, Rounding rounding) => Apply(rounding switch
    {
        Rounding.Nearest => Methods.Round,
        Rounding.Down => Methods.Floor,
        Rounding.Up => Methods.Ceiling,
        _ => Methods.Truncate,
    }, d, a);

    // ---- bits and int32

    /// <inheritdoc/>
    public override void And(Vec d, Vec a, Vec b) => Ints(Methods.And, d, a, b);

    /// <inheritdoc/>
    public override void Or(Vec d, Vec a, Vec b) => Ints(Methods.Or, d, a, b);

    /// <inheritdoc/>
    public override void Xor(Vec d, Vec a, Vec b) => Ints(Methods.Xor, d, a, b);

    /// <inheritdoc/>
    public override void AddI(Vec d, Vec a, Vec b) => Ints(Methods.AddInt, d, a, b);

    /// <inheritdoc/>
    public override void SubI(Vec d, Vec a, Vec b) => Ints(Methods.SubtractInt, d, a, b);

    /// <inheritdoc/>
    public override void MulI(Vec d, Vec a, Vec b) => Ints(Methods.MultiplyInt, d, a, b);

    /// <inheritdoc/>
    public override void MinI(Vec d, Vec a, Vec b) => Ints(Methods.MinInt, d, a, b);

    /// <inheritdoc/>
    public override void MaxI(Vec d, Vec a, Vec b) => Ints(Methods.MaxInt, d, a, b);

    /// <inheritdoc/>
    public override void ShiftLeft(Vec d, Vec a, int bits)
    {
        if (bits > 31) Zero(d);
        else Shift(Methods.ShiftLeft, d, a, bits);
    }

    /// <inheritdoc/>
    public override void ShiftRight(Vec d, Vec a, int bits)
    {
        if (bits > 31) Zero(d);
        else Shift(Methods.ShiftRight, d, a, bits);
    }

    /// <inheritdoc/>
    public override void ShiftRightSigned(Vec d, Vec a, int bits) => Shift(Methods.ShiftRightSigned, d, a, Math.Min(bits, 31));

    /// <inheritdoc/>
    public override void ToInt(Vec d, Vec a) => Vector(d, RegisterSet.Of(a), il =>
    {
        il.Push(a);
        il.Call(Methods.Round);
        if (Methods.ToIntOfX86 is { } convert)
        {
            il.Call(convert);
            il.Call(Methods.AsFloat);
            return;
        }
        // A float in range is -2³¹ or more and less than 2³¹.
        var rounded = il.Temporary(0);
        int limit = BitConverter.SingleToInt32Bits(2147483648f);
        il.Pop(rounded);
        PushBits(il, limit | int.MinValue);
        il.Push(rounded);
        il.Call(Methods.LessOrEqual);
        il.Call(Methods.AsInt);
        il.Push(rounded);
        PushBits(il, limit);
        il.Call(Methods.Less);
        il.Call(Methods.AsInt);
        il.Call(Methods.And);
        il.Call(Methods.AsFloat);
        il.Push(rounded);
        il.Call(Methods.ToInt);
        il.Call(Methods.AsFloat);
        PushBits(il, int.MinValue);
        il.Call(Methods.Select);
    });

    /// <inheritdoc/>
    public override void ToFloat(Vec d, Vec a) => Vector(d, RegisterSet.Of(a), il =>
    {
        il.PushInts(a);
        il.Call(Methods.ToFloat);
    });

    // ---- forms

    /// <summary>Adds an operation that puts its result, a vector, on the stack.</summary>
    protected void Vector(Vec d, ulong reads, Action<IlWriter> push, [CallerMemberName] string name = "") =>
        Step(new(name, reads, RegisterSet.Of(d), il =>
        {
            push(il);
            il.Pop(d);
        }));

    private void Memory(ulong reads, Action<IlWriter> write, [CallerMemberName] string name = "") => Step(new(name, reads, 0, write));

    private void Apply(MethodInfo method, Vec d, Vec a, [CallerMemberName] string name = "") => Apply(method, d, [a], name);

    private void Apply(MethodInfo method, Vec d, Vec a, Vec b, [CallerMemberName] string name = "") => Apply(method, d, [a, b], name);

    private void Apply(MethodInfo method, Vec d, Vec a, Vec b, Vec c, [CallerMemberName] string name = "") => Apply(method, d, [a, b, c], name);

    private void Apply(MethodInfo method, Vec d, Vec[] operands, string name) => Vector(d, RegisterSet.Of(operands), il =>
    {
        foreach (var v in operands) il.Push(v);
        il.Call(method);
    }, name);

    private void Apply(MethodInfo method, Vec d, Vec a, Mem b, [CallerMemberName] string name = "") => Vector(d, RegisterSet.Of(a) | RegisterSet.Of(b), il =>
    {
        il.Push(a);
        il.Push(b);
        il.Call(Methods.Load);
        il.Call(method);
    }, name);

    private void Apply(MethodInfo method, Vec d, Vec a, int bits, [CallerMemberName] string name = "") => Vector(d, RegisterSet.Of(a), il =>
    {
        il.PushInts(a);
        PushInts(il, bits);
        il.Call(method);
        il.Call(Methods.AsFloat);
    }, name);

    private void Ints(MethodInfo method, Vec d, Vec a, Vec b, [CallerMemberName] string name = "") => Vector(d, RegisterSet.Of(a, b), il =>
    {
        il.PushInts(a);
        il.PushInts(b);
        il.Call(method);
        il.Call(Methods.AsFloat);
    }, name);

    private void Shift(MethodInfo method, Vec d, Vec a, int bits, [CallerMemberName] string name = "") => Vector(d, RegisterSet.Of(a), il =>
    {
        il.PushInts(a);
        il.Int(bits);
        il.Call(method);
        il.Call(Methods.AsFloat);
    }, name);

    /// <summary>Puts a &lt; b ? a : b on the stack.</summary>
    protected void PushLeast(IlWriter il, Action<IlWriter> a, Action<IlWriter> b) => PushLess(il, a, b, a, b, Methods.MinOfX86);

    /// <summary>Puts a &gt; b ? a : b on the stack.</summary>
    protected void PushMost(IlWriter il, Action<IlWriter> a, Action<IlWriter> b) => PushLess(il, b, a, a, b, Methods.MaxOfX86);

    // less < more ? a : b.
    private void PushLess(IlWriter il, Action<IlWriter> less, Action<IlWriter> more, Action<IlWriter> a, Action<IlWriter> b, MethodInfo? atOnce)
    {
        if (atOnce is null)
        {
            less(il);
            more(il);
            il.Call(Methods.Less);
        }
        a(il);
        b(il);
        il.Call(atOnce ?? Methods.Select);
    }

    /// <summary>Puts a vector of equal items on the stack.</summary>
    protected void PushBits(IlWriter il, int bits)
    {
        PushInts(il, bits);
        il.Call(Methods.AsFloat);
    }

    /// <summary>Puts a vector of equal int32 on the stack.</summary>
    protected void PushInts(IlWriter il, int item)
    {
        il.Int(item);
        il.Call(Methods.CreateInt);
    }

    // One item of memory in all lanes, as an operand of arithmetic.
    private void PushItem(IlWriter il, Mem m)
    {
        if (m.InPool)
        {
            PushBits(il, Pool[m.Offset / 4]);
            return;
        }
        il.Push(m);
        il.Op(OpCodes.Ldind_R4);
        il.Call(Methods.Create);
    }
}
