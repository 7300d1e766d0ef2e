using System.Reflection;
using System.Reflection.Emit;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Writes one method: registers are local variables, and memory is reached by pointers.</summary>
/// <remarks>Counts what makes the runtime's compiler give up optimizing.</remarks>
internal sealed class IlWriter
{
    private readonly ILGenerator _il;
    private readonly nint _pool;
    private readonly LocalBuilder?[] _registers = new LocalBuilder?[RegisterSet.Count];
    private readonly List<LocalBuilder?> _slots = [];
    private readonly List<LocalBuilder> _temporaries = [];
    private readonly Dictionary<int, System.Reflection.Emit.Label> _labels = [];
    private LocalBuilder? _dividend;
    private int _instructions;
    private int _references;
    private int _blocks;

    /// <summary>Begins a method.</summary>
    /// <param name="il">Where the code goes.</param>
    /// <param name="methods">Operations on vectors.</param>
    /// <param name="pool">Address of the constant pool.</param>
    public IlWriter(ILGenerator il, LaneMethods methods, nint pool)
    {
        (_il, Methods, _pool) = (il, methods, pool);
    }

    /// <summary>Operations on vectors.</summary>
    public LaneMethods Methods { get; }

    /// <summary>Byte offset from the method's first argument at which slots lie; if null they are local variables.</summary>
    public int? SlotBase { get; init; }

    /// <summary>Size of the method so far.</summary>
    public MethodCost Cost => new(_il.ILOffset, _instructions, _blocks, _references);

    // ---- instructions

    /// <summary>An instruction without operand.</summary>
    public void Op(OpCode code)
    {
        _instructions++;
        _il.Emit(code);
    }

    /// <summary>Puts a number of 32 bits on the stack.</summary>
    public void Int(int value)
    {
        _instructions++;
        if (value is >= -1 and <= 8) _il.Emit(Small[value + 1]);
        else if (value == (sbyte)value) _il.Emit(OpCodes.Ldc_I4_S, (sbyte)value);
        else _il.Emit(OpCodes.Ldc_I4, value);
    }

    /// <summary>Puts a number of 64 bits on the stack.</summary>
    public void Long(long value)
    {
        if (value == (int)value)
        {
            Int((int)value);
            Op(OpCodes.Conv_I8);
            return;
        }
        _instructions++;
        _il.Emit(OpCodes.Ldc_I8, value);
    }

    /// <summary>Calls a method.</summary>
    public void Call(MethodInfo method)
    {
        _instructions++;
        _il.Emit(OpCodes.Call, method);
    }

    /// <summary>Puts an argument of the method on the stack.</summary>
    public void Argument(int index)
    {
        _instructions++;
        _references++;
        _il.Emit(OpCodes.Ldarg, (short)index);
    }

    /// <summary>Puts a local variable on the stack.</summary>
    public void Push(LocalBuilder local)
    {
        _instructions++;
        _references++;
        _il.Emit(OpCodes.Ldloc, local);
    }

    /// <summary>Takes a local variable from the stack.</summary>
    public void Pop(LocalBuilder local)
    {
        _instructions++;
        _references++;
        _il.Emit(OpCodes.Stloc, local);
    }

    /// <summary>Jumps, with a condition on what is on the stack or without.</summary>
    public void Jump(OpCode code, int label)
    {
        _instructions++;
        _blocks++;
        _il.Emit(code, LabelOf(label));
    }

    /// <summary>Jumps to one of the labels by the number on the stack.</summary>
    public void Switch(IEnumerable<int> labels)
    {
        _instructions++;
        _blocks++;
        _il.Emit(OpCodes.Switch, [.. labels.Select(LabelOf)]);
    }

    /// <summary>Puts a label here.</summary>
    public void Mark(int label)
    {
        _blocks++;
        _il.MarkLabel(LabelOf(label));
    }

    /// <summary>The smaller of two numbers of 64 bits on the stack.</summary>
    public void Smaller() => Choose(((Func<long, long, long>)Math.Min).Method);

    /// <summary>The larger of two numbers of 64 bits on the stack.</summary>
    public void Larger() => Choose(((Func<long, long, long>)Math.Max).Method);

    // ---- registers

    /// <summary>The variable of a register by its number in <see cref="RegisterSet"/>.</summary>
    public LocalBuilder Register(int number) => _registers[number] ??=
        _il.DeclareLocal(number is >= RegisterSet.Gprs and < RegisterSet.Masks ? typeof(long) : Methods.Vector);

    /// <summary>A variable of its own.</summary>
    public LocalBuilder NewLocal(Type type) => _il.DeclareLocal(type);

    /// <summary>A variable for a number that is being divided.</summary>
    public LocalBuilder Dividend => _dividend ??= _il.DeclareLocal(typeof(long));

    /// <summary>A variable for a vector within one operation.</summary>
    public LocalBuilder Temporary(int index)
    {
        while (_temporaries.Count <= index) _temporaries.Add(_il.DeclareLocal(Methods.Vector));
        return _temporaries[index];
    }

    /// <summary>Puts a general register on the stack.</summary>
    public void Push(Gpr r) => Push(Register(RegisterSet.Gprs + r.Index));

    /// <summary>Takes a general register from the stack.</summary>
    public void Pop(Gpr r) => Pop(Register(RegisterSet.Gprs + r.Index));

    /// <summary>Puts a vector on the stack.</summary>
    public void Push(Vec v) => Push(Register(v.Index));

    /// <summary>Takes a vector from the stack.</summary>
    public void Pop(Vec v) => Pop(Register(v.Index));

    /// <summary>Puts a mask on the stack.</summary>
    public void Push(Mask m) => Push(Register(RegisterSet.Masks + m.Index));

    /// <summary>Takes a mask from the stack.</summary>
    public void Pop(Mask m) => Pop(Register(RegisterSet.Masks + m.Index));

    /// <summary>Puts a vector on the stack as int32.</summary>
    public void PushInts(Vec v)
    {
        Push(v);
        Call(Methods.AsInt);
    }

    // ---- memory

    /// <summary>Puts an address on the stack.</summary>
    public void Push(Mem m)
    {
        if (m.InPool) Long(_pool + m.Offset);
        else if (m.Base.Index < 0)
        {
            if (SlotBase is { } start) PushState(start + m.Offset);
            else _il.Emit(OpCodes.Ldloca, Slot(m));
        }
        else
        {
            Push(m.Base);
            if (m.Index is { } index)
            {
                Push(index);
                if (m.Scale > 1)
                {
                    Long(m.Scale);
                    Op(OpCodes.Mul);
                }
                Op(OpCodes.Add);
            }
            if (m.Offset != 0)
            {
                Long(m.Offset);
                Op(OpCodes.Add);
            }
        }
        Op(OpCodes.Conv_U);
    }

    /// <summary>Puts the 64 bits at an address on the stack.</summary>
    public void Load64(Mem m)
    {
        if (m.Base.Index >= 0) Push(m);
        else if (SlotBase is { } start) PushState(start + m.Offset);
        else
        {
            Push(Slot(m));
            return;
        }
        Op(OpCodes.Ldind_I8);
    }

    /// <summary>Stores a general register at an address.</summary>
    public void Store64(Mem m, Gpr a)
    {
        if (m.Base.Index >= 0) Push(m);
        else if (SlotBase is { } start) PushState(start + m.Offset);
        else
        {
            Push(a);
            Pop(Slot(m));
            return;
        }
        Push(a);
        Op(OpCodes.Stind_I8);
    }

    /// <summary>Puts an address in the memory of the first argument on the stack.</summary>
    public void PushState(int offset)
    {
        Argument(0);
        Int(offset);
        Op(OpCodes.Conv_I);
        Op(OpCodes.Add);
    }

    private static readonly OpCode[] Small =
    [
        OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4, OpCodes.Ldc_I4_5,
        OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8,
    ];

    private void Choose(MethodInfo method)
    {
        Call(method);
        // It is put in place of the call.
        _blocks += 3;
    }

    private LocalBuilder Slot(Mem m)
    {
        int index = m.Offset / 8;
        while (_slots.Count <= index) _slots.Add(null);
        return _slots[index] ??= _il.DeclareLocal(typeof(long));
    }

    private System.Reflection.Emit.Label LabelOf(int label)
    {
        if (!_labels.TryGetValue(label, out var known)) _labels[label] = known = _il.DefineLabel();
        return known;
    }
}
