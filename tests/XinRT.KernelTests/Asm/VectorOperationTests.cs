using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class VectorOperationTests
{
    public static TheoryData<CpuIsa> EachIsa => AssembledCode.EachIsa;

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Transpose_swaps_rows_and_columns(CpuIsa isa)
    {
        int lanes = isa == CpuIsa.Avx512 ? 16 : 8;
        float[] square = [.. Enumerable.Range(0, lanes * lanes).Select(i => (float)i)];

        float[] result = AssembledCode.Run<float, float>(isa, square, square.Length, (asm, source, target) =>
        {
            var rows = asm.NewVecs(lanes);
            for (int i = 0; i < lanes; i++) asm.Load(rows[i], At(source, i * asm.VectorBytes));
            asm.Transpose(rows);
            for (int i = 0; i < lanes; i++) asm.Store(At(target, i * asm.VectorBytes), rows[i]);
        });

        for (int i = 0; i < lanes; i++)
            for (int j = 0; j < lanes; j++) Assert.Equal(square[i * lanes + j], result[j * lanes + i]);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void A_loop_adds_numbers(CpuIsa isa)
    {
        float[] items = [.. Enumerable.Range(0, 160).Select(i => (float)i)];

        float[] result = AssembledCode.Run<float, float>(isa, items, 1, (asm, source, target) =>
        {
            Vec sum = asm.NewVec(), item = asm.NewVec();
            asm.Zero(sum);
            asm.Repeat(items.Length / asm.Lanes, () =>
            {
                asm.Load(item, At(source));
                asm.Add(sum, sum, item);
                asm.Add(source, asm.VectorBytes);
            });
            asm.SumAcross(sum, sum);
            asm.StoreScalar(At(target), sum);
        });

        Assert.Equal(items.Sum(), result[0]);
    }
}
