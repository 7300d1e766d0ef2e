using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>Sorts numbers of 64 bits by their upper words as int32, rising; the lower words travel with them, and equal
/// ones keep their order.</summary>
/// <remarks>A radix sort from the lowest byte. One pass counts all four bytes; a byte that all numbers share takes no
/// round. A few numbers are put in their places one by one instead.</remarks>
internal sealed class NumberSort(VectorAssembler asm)
{
    /// <summary>Bytes of memory for the counts.</summary>
    public const int CountBytes = 4 * Digits * 8;

    private const int Digits = 256, Few = 24;

    /// <summary>Slot with the address of the numbers; in the end that of the sorted ones.</summary>
    public Mem From { get; } = asm.NewSlot();

    /// <summary>Slot with the address of as much other memory.</summary>
    public Mem To { get; } = asm.NewSlot();

    /// <summary>Slot with eight times the count.</summary>
    public Mem Bytes { get; } = asm.NewSlot();

    /// <summary>Slot with the address of memory for counts.</summary>
    public Mem Counts { get; } = asm.NewSlot();

    /// <summary>Stores a vector of numbers that sort before others where the key is larger.</summary>
    public static void StoreNumbers(VectorAssembler asm, Vec low, Vec key, Mem to)
    {
        var ones = asm.NewVec();
        asm.Broadcast(ones, -1);
        asm.Xor(key, key, ones);
        asm.Free(ones);
        TypedLanes.StorePairs(asm, low, key, to, asm.Lanes);
    }

    /// <summary>Sorts.</summary>
    public void Emit()
    {
        Label many = asm.NewLabel(), done = asm.NewLabel();
        Gpr at = asm.NewGpr(), end = asm.NewGpr(), a = asm.NewGpr(), b = asm.NewGpr(), c = asm.NewGpr();
        asm.Load64(at, From);
        asm.Load64(end, Bytes);
        asm.JumpIf(end, Condition.Greater, 8 * Few, many);
        asm.Add(end, at);
        OneByOne(at, end, a, b, c, done);
        asm.Bind(many);
        Count(at, end, a, b, c);
        for (int digit = 0; digit < 4; digit++) Round(digit, at, end, a, b, c);
        asm.Bind(done);
        asm.Free(at, end, a, b, c);
    }

    private void OneByOne(Gpr at, Gpr end, Gpr number, Gpr key, Gpr place, Label done)
    {
        Label next = asm.NewLabel(), shift = asm.NewLabel(), found = asm.NewLabel();
        Gpr other = asm.NewGpr(), start = asm.NewGpr();
        asm.Move(start, at);
        asm.Bind(next);
        asm.Add(at, 8);
        asm.JumpIf(at, Condition.GreaterOrEqual, end, done);
        asm.Load64(number, At(at));
        asm.Load32(key, At(at, 4));
        asm.Move(place, at);
        asm.Bind(shift);
        asm.Load32(other, At(place, -4));
        asm.JumpIf(other, Condition.LessOrEqual, key, found);
        asm.Load64(other, At(place, -8));
        asm.Store64(At(place), other);
        asm.Add(place, -8);
        asm.JumpIf(place, Condition.Greater, start, shift);
        asm.Bind(found);
        asm.Store64(At(place), number);
        asm.Jump(next);
        asm.Free(other, start);
    }

    private void Count(Gpr at, Gpr end, Gpr counts, Gpr digit, Gpr value)
    {
        var zero = asm.NewVec();
        asm.Zero(zero);
        asm.Load64(counts, Counts);
        asm.Repeat(CountBytes / asm.VectorBytes, () =>
        {
            asm.Store(At(counts), zero);
            asm.Add(counts, asm.VectorBytes);
        });
        asm.Free(zero);
        asm.Load64(counts, Counts);
        asm.Add(end, at);
        var next = asm.NewLabel();
        asm.BindLoop(next);
        for (int i = 0; i < 4; i++)
        {
            var count = At(counts, digit, 8, i * Digits * 8);
            asm.Load8(digit, At(at, 4 + i));
            asm.Load64(value, count);
            asm.Add(value, 8);
            asm.Store64(count, value);
        }
        asm.Add(at, 8);
        asm.JumpIf(at, Condition.Less, end, next);
    }

    private void Round(int byteOfKey, Gpr at, Gpr end, Gpr counts, Gpr digit, Gpr value)
    {
        Label skip = asm.NewLabel(), next = asm.NewLabel();
        var place = asm.NewGpr();
        long own = byteOfKey * Digits * 8;
        asm.Load64(counts, Counts);
        asm.Load64(at, From);
        asm.Load64(end, Bytes);
        asm.Load8(digit, At(at, 4 + byteOfKey));
        asm.Load64(value, At(counts, digit, 8, own));
        asm.JumpIf(value, Condition.Equal, end, skip);
        // Counts become addresses. In the highest byte those of negative numbers come first.
        asm.Load64(value, To);
        int first = byteOfKey == 3 ? Digits / 2 : 0;
        Addresses(own + 8 * first, Digits - first);
        Addresses(own, first);
        asm.Add(end, at);
        asm.BindLoop(next);
        asm.Load8(digit, At(at, 4 + byteOfKey));
        asm.Load64(place, At(counts, digit, 8, own));
        asm.Load64(value, At(at));
        asm.Store64(At(place), value);
        asm.Add(place, 8);
        asm.Store64(At(counts, digit, 8, own), place);
        asm.Add(at, 8);
        asm.JumpIf(at, Condition.Less, end, next);
        asm.Load64(at, From);
        asm.Load64(end, To);
        asm.Store64(From, end);
        asm.Store64(To, at);
        asm.Bind(skip);
        asm.Free(place);

        void Addresses(long from, int count)
        {
            asm.Address(place, At(counts, from));
            asm.Repeat(count, () =>
            {
                asm.Load64(digit, At(place));
                asm.Store64(At(place), value);
                asm.Add(value, digit);
                asm.Add(place, 8);
            });
        }
    }
}
