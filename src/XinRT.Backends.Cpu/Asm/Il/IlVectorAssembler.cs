using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Translates kernels to methods of .NET over its vectors of 4, 8 or 16 lanes, which the runtime compiles for whatever
/// processor it runs on.</summary>
/// <remarks>A mask is a vector with all bits of its lanes set. Reciprocals are quotients. A product and a sum are rounded once
/// where the processor has an instruction for both, else twice.</remarks>
[RequiresDynamicCode(IlProgram.WhyDynamic)]
internal sealed class IlVectorAssembler(int vecs, LaneMethods methods) : IlVectors(vecs, methods)
{
    // ---- masks

    /// <inheritdoc/>
    public override Mask FirstLanes(int count)
    {
        var mask = NewMask();
        // All bits for as many lanes as wanted, then none.
        var table = AllThenNone() + (Lanes - Math.Clamp(count, 0, Lanes)) * 4;
        Step(new("FirstLanes", 0, RegisterSet.Of(mask), il =>
        {
            il.Push(table);
            il.Call(Methods.Load);
            il.Pop(mask);
        }));
        return mask;
    }

    /// <inheritdoc/>
    public override Mask FirstLanes(Gpr count)
    {
        var mask = NewMask();
        var table = AllThenNone() + Lanes * 4;
        Step(new("FirstLanes", RegisterSet.Of(count), RegisterSet.Of(mask), il =>
        {
            il.Push(table);
            il.Push(count);
            il.Long(0);
            il.Larger();
            il.Long(Lanes);
            il.Smaller();
            il.Long(4);
            il.Op(OpCodes.Mul);
            il.Op(OpCodes.Conv_U);
            il.Op(OpCodes.Sub);
            il.Call(Methods.Load);
            il.Pop(mask);
        }));
        return mask;
    }

    /// <inheritdoc/>
    public override void Compare(Mask m, Vec a, Condition condition, Vec b) =>
        Compare(m, a, condition, b, (Methods.Equal, Methods.Less, Methods.LessOrEqual), (il, v) => il.Push(v), Methods.AsInt);

    /// <inheritdoc/>
    public override void CompareI(Mask m, Vec a, Condition condition, Vec b) =>
        Compare(m, a, condition, b, (Methods.EqualInt, Methods.LessInt, Methods.LessOrEqualInt), (il, v) => il.PushInts(v), null);

    /// <inheritdoc/>
    public override void Select(Vec d, Mask m, Vec a, Vec b) => Vector(d, RegisterSet.Of(a, b) | RegisterSet.Of(m), il =>
    {
        il.Push(m);
        il.Push(a);
        il.Push(b);
        il.Call(Methods.Select);
    });

    /// <inheritdoc/>
    public override void MaskBits(Gpr d, Mask m) => Step(new("MaskBits", RegisterSet.Of(m), RegisterSet.Of(d), il =>
    {
        il.Push(m);
        il.Call(Methods.SignBits);
        il.Op(OpCodes.Conv_U8);
        il.Pop(d);
    }));

    // ---- across lanes

    /// <inheritdoc/>
    public override void Permute(Vec d, Vec a, Vec index) => Vector(d, RegisterSet.Of(a, index), il =>
    {
        il.Push(a);
        PushIndex(il, index);
        il.Call(Methods.ShuffleInRange);
    });

    /// <inheritdoc/>
    public override void Permute(Vec d, Mem a, Vec index) => Vector(d, RegisterSet.Of(a) | RegisterSet.Of(index), il =>
    {
        il.Push(a);
        il.Call(Methods.Load);
        PushIndex(il, index);
        il.Call(Methods.ShuffleInRange);
    });

    /// <inheritdoc/>
    public override void Permute2(Vec d, Vec low, Vec high, Vec index) => Vector(d, RegisterSet.Of(low, high, index), il =>
    {
        if (Methods.Permute2 is { } permute)
        {
            il.Push(low);
            il.PushInts(index);
            il.Push(high);
            il.Call(permute);
            return;
        }
        il.PushInts(index);
        PushInts(il, Lanes);
        il.Call(Methods.And);
        PushInts(il, 0);
        il.Call(Methods.EqualInt);
        il.Call(Methods.AsFloat);
        foreach (var half in (ReadOnlySpan<Vec>)[low, high])
        {
            il.Push(half);
            PushIndex(il, index);
            il.Call(Methods.ShuffleInRange);
        }
        il.Call(Methods.Select);
    });

    /// <inheritdoc/>
    public override void Compress(Vec d, Vec a, Gpr bits) => Vector(d, RegisterSet.Of(a) | RegisterSet.Of(bits), il =>
    {
        il.Push(a);
        il.Push(bits);
        il.Call(Methods.Compress);
    });

    /// <inheritdoc/>
    /// <remarks>For each power of two below the number of lanes, rows that far apart exchange the blocks of lanes beside the
    /// diagonal (Eklundh 1972).</remarks>
    public override void Transpose(ReadOnlySpan<Vec> rows)
    {
        if (rows.Length != Lanes) throw new ArgumentException($"{Lanes} rows are a square, but {rows.Length} were given.", nameof(rows));
        Vec[] square = rows.ToArray();
        for (int distance = Lanes / 2; distance > 0; distance /= 2)
            for (int i = 0; i < Lanes; i++)
                if ((i & distance) == 0) Exchange(square[i], square[i + distance], distance);
    }

    /// <inheritdoc/>
    protected override void MergeSums(Vec a, Vec b, int distance) => Vector(a, RegisterSet.Of(a, b), il =>
    {
        Choose(a, b);
        Choose(b, a);
        PushLanes(il, i => i ^ distance);
        il.Call(Methods.Shuffle);
        il.Call(Methods.Add);

        void Choose(Vec without, Vec with)
        {
            PushLanes(il, i => (i & distance) == 0 ? -1 : 0);
            il.Call(Methods.AsFloat);
            il.Push(without);
            il.Push(with);
            il.Call(Methods.Select);
        }
    });

    /// <inheritdoc/>
    public override void SumAcross(Vec d, Vec a) => Across(d, a, (il, x, y) =>
    {
        x(il);
        y(il);
        il.Call(Methods.Add);
    });

    /// <inheritdoc/>
    public override void MaxAcross(Vec d, Vec a) => Across(d, a, PushMost);

    /// <inheritdoc/>
    public override void MinAcross(Vec d, Vec a) => Across(d, a, PushLeast);

    // ---- dot products of narrow types

    /// <inheritdoc/>
    public override void DotU8I8(Vec acc, Vec a, Vec b) => Vector(acc, RegisterSet.Of(acc, a, b), il =>
    {
        il.PushInts(acc);
        for (int i = 0; i < 4; i++)
        {
            Byte(a, i, Methods.ShiftRight);
            Byte(b, i, Methods.ShiftRightSigned);
            il.Call(Methods.MultiplyInt);
            il.Call(Methods.AddInt);
        }
        il.Call(Methods.AsFloat);

        void Byte(Vec v, int index, MethodInfo shift)
        {
            il.PushInts(v);
            il.Int(24 - index * 8);
            il.Call(Methods.ShiftLeft);
            il.Int(24);
            il.Call(shift);
        }
    });

    /// <inheritdoc/>
    public override void DotBF16(Vec acc, Vec a, Vec b) => Vector(acc, RegisterSet.Of(acc, a, b), il =>
    {
        Lower(a);
        Lower(b);
        Upper(a);
        Upper(b);
        il.Push(acc);
        il.Call(Methods.MultiplyAdd);
        il.Call(Methods.MultiplyAdd);

        void Upper(Vec v)
        {
            il.PushInts(v);
            PushInts(il, unchecked((int)0xFFFF0000));
            il.Call(Methods.And);
            il.Call(Methods.AsFloat);
        }

        void Lower(Vec v)
        {
            il.PushInts(v);
            il.Int(16);
            il.Call(Methods.ShiftLeft);
            il.Call(Methods.AsFloat);
        }
    });

    // ---- forms

    private void Compare(Mask m, Vec a, Condition condition, Vec b, (MethodInfo Equal, MethodInfo Less, MethodInfo LessOrEqual) methods,
        Action<IlWriter, Vec> push, MethodInfo? asInts, [CallerMemberName] string name = "")
    {
        bool swapped = condition is Condition.Greater or Condition.GreaterOrEqual;
        Step(new($"{name} {condition}", RegisterSet.Of(a, b), RegisterSet.Of(m), il =>
        {
            push(il, swapped ? b : a);
            push(il, swapped ? a : b);
            il.Call(condition switch
            {
                Condition.Equal or Condition.NotEqual => methods.Equal,
                Condition.Less or Condition.Greater => methods.Less,
                _ => methods.LessOrEqual,
            });
            if (condition == Condition.NotEqual)
            {
                if (asInts is not null) il.Call(asInts);
                PushInts(il, -1);
                il.Call(Methods.Xor);
                il.Call(Methods.AsFloat);
            }
            else if (asInts is null) il.Call(Methods.AsFloat);
            il.Pop(m);
        }));
    }

    // Each step combines lanes with those at a distance of half the last one.
    private void Across(Vec d, Vec a, Action<IlWriter, Action<IlWriter>, Action<IlWriter>> combine, [CallerMemberName] string name = "") =>
        Vector(d, RegisterSet.Of(a), il =>
        {
            LocalBuilder sum = il.Temporary(0), other = il.Temporary(1);
            il.Push(a);
            for (int distance = Lanes / 2; distance > 0; distance /= 2)
            {
                il.Pop(sum);
                il.Push(sum);
                PushLanes(il, i => i ^ distance);
                il.Call(Methods.Shuffle);
                il.Pop(other);
                combine(il, x => x.Push(sum), x => x.Push(other));
            }
        }, name);

    // Lanes whose number has the bit of the distance change sides.
    private void Exchange(Vec low, Vec high, int distance)
    {
        ulong both = RegisterSet.Of(low, high);
        Mem ofLow = default, ofHigh = default;
        if (Methods.Permute2 is not null)
        {
            ofLow = Table(Arrays.Make(Lanes, i => (i & distance) == 0 ? i : Lanes + i - distance));
            ofHigh = Table(Arrays.Make(Lanes, i => (i & distance) == 0 ? i + distance : Lanes + i));
        }
        Step(new("Exchange", both, both, il =>
        {
            var kept = il.Temporary(0);
            il.Push(low);
            il.Pop(kept);
            if (Methods.Permute2 is { } permute)
            {
                PushPermuted(il, permute, kept, ofLow, high);
                il.Pop(low);
                PushPermuted(il, permute, kept, ofHigh, high);
                il.Pop(high);
                return;
            }
            PushLanes(il, i => (i & distance) == 0 ? -1 : 0);
            il.Call(Methods.AsFloat);
            il.Push(kept);
            il.Push(high);
            PushLanes(il, i => i ^ distance);
            il.Call(Methods.Shuffle);
            il.Call(Methods.Select);
            il.Pop(low);
            PushLanes(il, i => (i & distance) == 0 ? -1 : 0);
            il.Call(Methods.AsFloat);
            il.Push(kept);
            PushLanes(il, i => i ^ distance);
            il.Call(Methods.Shuffle);
            il.Push(high);
            il.Call(Methods.Select);
            il.Pop(high);
        }));
    }

    private void PushPermuted(IlWriter il, MethodInfo permute, LocalBuilder low, Mem index, Vec high)
    {
        il.Push(low);
        il.Push(index);
        il.Call(Methods.Load);
        il.Call(Methods.AsInt);
        il.Push(high);
        il.Call(permute);
    }

    // The low bits of an index that count.
    private void PushIndex(IlWriter il, Vec index)
    {
        il.PushInts(index);
        PushInts(il, Lanes - 1);
        il.Call(Methods.And);
    }

    private void PushLanes(IlWriter il, Func<int, int> item)
    {
        for (int i = 0; i < Lanes; i++) il.Int(item(i));
        il.Call(Methods.CreateInts);
    }

    private Mem AllThenNone() => Table([.. Enumerable.Repeat(-1, Lanes), .. new int[Lanes]]);
}
