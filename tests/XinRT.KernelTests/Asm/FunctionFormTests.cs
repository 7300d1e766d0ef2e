using Iced.Intel;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using static Iced.Intel.AssemblerRegisters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class FunctionFormTests
{
    public static TheoryData<CpuIsa> EachIsa => [.. new[] { CpuIsa.Avx2, CpuIsa.Avx512 }.Where(KernelHarness.Runs)];

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void The_convention_of_Linux_is_kept(CpuIsa isa) => KeepsRegisters(isa, windows: false);

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void The_convention_of_Windows_is_kept(CpuIsa isa) => KeepsRegisters(isa, windows: true);

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void A_small_kernel_saves_nothing(CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows: false);
        asm.Return();

        byte[] code = asm.Finish().Bytes;

        Assert.Equal([0xC5, 0xF8, 0x77, 0xC3], code);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void A_kernel_within_another_does_not_end_it(CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows: false);
        Mem[] parameters = [asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot()];
        Assert.Throws<InvalidOperationException>(() => asm.Inline(_ => { }, parameters));
        asm.Free(asm.Argument(0), asm.Argument(1), asm.Argument(2), asm.Argument(3));
        int free = asm.FreeGprs;

        asm.Inline(inner =>
        {
            Assert.Equal(free - 4, inner.FreeGprs);
            inner.NewVec();
            inner.Return();
        }, parameters);

        Assert.Equal(free, asm.FreeGprs);
        Assert.Throws<InvalidOperationException>(() => { asm.Finish(); });
        asm.Return();
        Assert.NotEmpty(asm.Finish().Bytes);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Heads_of_loops_and_tables_are_aligned(CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows: false);
        var all = Enumerable.Range(0, asm.FreeGprs).Select(_ => asm.NewGpr()).ToArray();
        foreach (var r in all) asm.Set(r, 1);
        var head = asm.NewLabel();
        asm.BindLoop(head);
        asm.Add(all[0], 77);
        asm.JumpIf(all[0], Condition.Less, 0, head);
        var v = asm.NewVec();
        asm.Load(v, asm.Table([1, 2, 3]));
        asm.Broadcast(v, 5);
        asm.Load(v, asm.Table([4, 5, 6]));
        asm.Return();

        string[] lines = asm.Finish().Print().Split('\n');

        Assert.Equal(0, Offset(lines.First(l => l.Contains(", 0x4D", StringComparison.Ordinal))) % 64);
        Assert.All((string[])["00000001 00000002 00000003", "00000004 00000005 00000006"],
            items => Assert.Equal(0, Offset(lines.First(l => l.Contains(items, StringComparison.Ordinal))) % 64));
        static int Offset(string line) => Convert.ToInt32(line[..6], 16);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Equal_constants_share_their_place(CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows: false);

        Assert.Equal(asm.Table([1.5f]), asm.Table([1.5f]));
        Assert.Equal(asm.Table([1, 2, 3]), asm.Table([1, 2, 3]));
        Assert.NotEqual(asm.Table([1, 2, 3]), asm.Table([1, 2]));
        Assert.NotEqual(asm.Table([0f]), asm.Table([-0f]));
        Assert.Equal(4, Math.Abs(asm.Table([0f]).Offset - asm.Table([-0f]).Offset));
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Constants_are_read_whatever_their_number(CpuIsa isa)
    {
        const int count = 500;
        int[] result = AssembledCode.Run<int, int>(isa == CpuIsa.Avx2 ? CodeKind.Avx2 : CodeKind.Avx512, [0], count * 2, (asm, _, target) =>
        {
            Vec v = asm.NewVec();
            var address = asm.NewGpr();
            for (int i = 0; i < count; i++)
            {
                asm.LoadScalar(v, asm.Table([i * 3]));
                asm.StoreScalar(At(target, i * 8), v);
                asm.Address(address, asm.Table([i, i + 1, i + 2]) + 4);
                asm.Load32(address, At(address, 4));
                asm.Store32(At(target, i * 8 + 4), address);
            }
        });

        for (int i = 0; i < count; i++) Assert.Equal((i * 3, i + 2), (result[2 * i], result[2 * i + 1]));
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Assert.Contains("no end", Message(_ => { }), StringComparison.Ordinal);
        Assert.Contains("has no place", Message(asm =>
        {
            asm.Jump(asm.NewLabel());
            asm.Return();
        }), StringComparison.Ordinal);
        Assert.Contains("has a place already", Message(asm =>
        {
            var label = asm.NewLabel();
            asm.Bind(label);
            asm.Bind(label);
        }), StringComparison.Ordinal);
        Assert.Contains("an end already", Message(asm =>
        {
            asm.Return();
            asm.Return();
        }), StringComparison.Ordinal);
        var portable = KernelHarness.Target(CpuIsa.Portable);
        Assert.Throws<ArgumentOutOfRangeException>(() => Assemblers.Create(portable, windows: false));

        static string Message(Action<X86Assembler> emit) => Assert.Throws<InvalidOperationException>(() =>
        {
            var asm = Assemblers.Create(KernelHarness.Target(CpuIsa.Avx2), windows: false);
            emit(asm);
            asm.Finish();
        }).Message;
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Code_is_listed_with_its_constants(CpuIsa isa)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows: false);
        var v = asm.NewVec();
        asm.Broadcast(v, 1f);
        asm.StoreScalar(At(asm.Argument(3), 8), v);
        asm.Return();

        string text = asm.Finish().Print();

        Assert.Contains("vbroadcastss", text, StringComparison.Ordinal);
        Assert.Contains("[rcx+8]", text, StringComparison.Ordinal);
        Assert.Contains("ret\n", text, StringComparison.Ordinal);
        Assert.Contains(".int 3f800000", text, StringComparison.Ordinal);
    }

    // Calls a kernel that uses everything from code that fills what a callee must keep, and checks it afterwards.
    private static unsafe void KeepsRegisters(CpuIsa isa, bool windows)
    {
        var asm = Assemblers.Create(KernelHarness.Target(isa), windows);
        var results = asm.NewSlot();
        asm.Store64(results, asm.Argument(3));
        var sum = asm.NewGpr();
        asm.Move(sum, asm.Argument(0));
        asm.Add(sum, asm.Argument(1));
        asm.Add(sum, asm.Argument(2));
        asm.Store64(At(asm.Argument(3)), sum);
        var all = Enumerable.Range(0, asm.FreeGprs).Select(_ => asm.NewGpr()).ToArray();
        foreach (var r in all) asm.Set(r, -1);
        var vecs = asm.NewVecs(asm.FreeVecs);
        foreach (var v in vecs) asm.Broadcast(v, -1);
        asm.Transpose(vecs.AsSpan(0, asm.Lanes));
        asm.Return();

        using var memory = new CodeMemory();
        nint kernel = (nint)memory.Write(asm.Finish().Bytes);
        var caller = (delegate* unmanaged<void**, long, long, void*, void>)(nint)memory.Write(Caller(kernel, windows));
        memory.Seal();
        var result = new long[32];
        fixed (long* place = result) caller((void**)100, 20, 3, place);

        Assert.Equal(123, result[0]);
        var kept = windows ? Enumerable.Range(0, 8 + 10) : Enumerable.Range(0, 6);
        Assert.All(kept, i => Assert.Equal(5000 + i, result[1 + i]));
    }

    private static byte[] Caller(nint kernel, bool windows)
    {
        var c = new Assembler(64);
        AssemblerRegister64[] saved = windows ? [rbx, rbp, r12, r13, r14, r15, rdi, rsi] : [rbx, rbp, r12, r13, r14, r15];
        AssemblerRegisterXMM[] vectors = windows ? [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15] : [];
        foreach (var r in saved[..6]) c.push(r);
        c.push(rcx);
        // Room for the callee's copies of the arguments, 16-aligned.
        c.sub(rsp, 0x20);
        for (int i = 0; i < vectors.Length; i++)
        {
            c.mov(rax, 5000 + saved.Length + i);
            c.vmovq(vectors[i], rax);
        }
        if (windows)
        {
            c.mov(r9, rcx);
            c.mov(r8, rdx);
            c.mov(rdx, rsi);
            c.mov(rcx, rdi);
        }
        for (int i = 0; i < saved.Length; i++) c.mov(saved[i], 5000 + i);
        c.mov(rax, kernel);
        c.call(rax);
        c.mov(rax, __[rsp + 0x20]);
        for (int i = 0; i < saved.Length; i++) c.mov(__[rax + 8 * (1 + i)], saved[i]);
        for (int i = 0; i < vectors.Length; i++) c.vmovq(__[rax + 8 * (1 + saved.Length + i)], vectors[i]);
        c.add(rsp, 0x28);
        foreach (var r in Enumerable.Reverse(saved[..6])) c.pop(r);
        c.ret();
        using var stream = new MemoryStream();
        c.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }
}
