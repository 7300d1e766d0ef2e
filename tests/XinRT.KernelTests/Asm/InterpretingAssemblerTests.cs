using CsCheck;
using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

/// <summary>Generated code against the interpreter of the same operations.</summary>
public sealed class InterpretingAssemblerTests
{
    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Random_programs_give_the_same_bits(CodeKind kind) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        byte[] expected = RandomProgram.Run(seed, null, AssembledCode.Lanes(kind)), actual = RandomProgram.Run(seed, kind, AssembledCode.Lanes(kind));
        int first = expected.AsSpan().CommonPrefixLength(actual);

        Assert.True(first == expected.Length, $"seed {seed}: byte {first} of {expected.Length} differs\n{RandomProgram.Text(seed, AssembledCode.Lanes(kind))}");
    }, iter: 400, threads: 1);

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Dot_products_of_bfloat16_are_near(CodeKind kind)
    {
        var random = new Random(5);
        float[] input = new float[3 * 16];
        for (int i = 0; i < 32; i++)
        {
            int pair = random.Next();
            input[i] = BitConverter.Int32BitsToSingle((pair & 0x7FFF7FFF & ~0x40004000) | 0x3F003F00);
        }
        void Emit(VectorAssembler asm, Gpr source, Gpr target)
        {
            Vec a = asm.NewVec(), b = asm.NewVec(), sum = asm.NewVec();
            asm.Load(a, At(source));
            asm.Load(b, At(source, 64));
            asm.Load(sum, At(source, 128));
            asm.DotBF16(sum, a, b);
            asm.Store(At(target), sum);
        }
        int lanes = AssembledCode.Lanes(kind);
        float[] actual = AssembledCode.Run<float, float>(kind, input, lanes, Emit), expected = Interpret(lanes, input, lanes, Emit);

        for (int i = 0; i < lanes; i++) Assert.InRange(actual[i] / expected[i], 1 - 1e-6f, 1 + 1e-6f);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Loops_slots_tails_and_division_work(int lanes)
    {
        const int Count = 37;
        float[] input = [.. Enumerable.Range(1, Count).Select(i => (float)i)];

        float[] result = Interpret(lanes, input, Count + 2, (asm, source, target) =>
        {
            Vec v = asm.NewVec(), sum = asm.NewVec();
            Gpr left = asm.NewGpr(), quotient = asm.NewGpr(), rest = asm.NewGpr();
            var slot = asm.NewSlot();
            asm.Set(left, Count);
            asm.DivRem(quotient, rest, left, 10);
            asm.Store64(slot, rest);
            asm.Store32(At(target, Count * 4), quotient);
            asm.Load64(rest, slot);
            asm.Store32(At(target, Count * 4 + 4), rest);
            asm.Zero(sum);
            asm.While(left, asm.Lanes, () =>
            {
                var tail = asm.FirstLanes(left);
                asm.Load(v, At(source), tail);
                asm.Add(sum, sum, v);
                asm.SumAcross(v, sum);
                asm.Store(At(target), v, tail);
                asm.Free(tail);
                asm.Add(source, asm.VectorBytes);
                asm.Add(target, asm.VectorBytes);
            });
        });

        for (int i = 0; i < Count; i++)
        {
            int seen = Math.Min(Count, (i / lanes + 1) * lanes);
            Assert.Equal(seen * (seen + 1) / 2, result[i]);
        }
        Assert.Equal(3, BitConverter.SingleToInt32Bits(result[Count]));
        Assert.Equal(7, BitConverter.SingleToInt32Bits(result[Count + 1]));
    }

    private static unsafe float[] Interpret(int lanes, float[] input, int outputs, Action<VectorAssembler, Gpr, Gpr> emit)
    {
        var asm = new InterpretingAssembler(lanes);
        Gpr source = asm.NewGpr(), target = asm.NewGpr();
        asm.Load64(source, At(asm.Argument(0)));
        asm.Load64(target, At(asm.Argument(0), 8));
        emit(asm, source, target);
        asm.Return();
        float[] result = new float[outputs];
        fixed (float* from = input)
        fixed (float* to = result)
        {
            nint* pointers = stackalloc nint[] { (nint)from, (nint)to };
            asm.Run((void**)pointers, 0, 1, null);
        }
        return result;
    }
}
