using System.Globalization;
using XinRT.Backends;
using XinRT.Backends.Cpu;

namespace XinRT.KernelTests;

public sealed class CpuContextTests
{
    private const string Attention = "q = input f32[1,2,33,64]\nk = input f32[1,2,40,64]\nv = input f32[1,2,40,64]\ny = Attention(q, k, v)\noutput y";

    public static TheoryData<CpuIsa> Isas => [.. CpuProbe.Detect().Isas, CpuIsa.Portable];

    [Theory]
    [MemberData(nameof(Isas))]
    public unsafe void A_kernel_loaded_during_a_run_has_scratch_memory_for_every_worker(CpuIsa isa)
    {
        const int Threads = 3;
        var subject = new KernelSubject(Attention, new());
        var target = KernelHarness.Target(isa);
        using var device = new CpuDevice(target, "test", new() { Threads = Threads });
        using var context = (CpuContext)device.CreateContext();
        context.BeginRun();
        Assert.Equal(0, context.Scratch);
        var spec = device.Offer(subject.Problem).First();
        var kernel = (IMemoryKernel)device.Load([new(spec, subject.Problem, device.Plan(spec, subject.Problem)!.Packing?.Make() ?? [])])[0];
        var result = Tensor.Zeros(DType.F32, 1, 2, 33, 64);
        using var workspace = new GuardedBuffer(device.Plan(spec, subject.Problem)!.WorkspaceBytes, alignment: 64);
        var pins = subject.Inputs.Append(result).Select(t => t!.Bytes.Pin()).ToList();
        nint[] addresses = [.. pins.Select(p => (nint)p.Pointer)];

        var bound = kernel.Bind(context, new(addresses[..^1], addresses[^1..], [], workspace.Address));

        var generator = KernelTable.All.Single(g => g.Name == spec.Name);
        var phases = generator.Emit(subject.Problem, generator.TacticOf(spec, subject.Problem), target);
        long bytes = phases.Max(p => p.ScratchBytes);
        Assert.InRange(bytes, 64, int.MaxValue);
        Assert.InRange(context.ScratchBytes, Threads * bytes, int.MaxValue);
        // Each of as many workers as there are may take part, and writes its own memory up to the end.
        new Span<byte>((void*)context.Scratch, (int)context.ScratchBytes).Fill(0xFF);
        bound.Run();
        context.EndRun();
        float[] expected = subject.Expected[0]!.Span<float>().ToArray(), found = result.Span<float>().ToArray();
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-4f));
        pins.ForEach(p => p.Dispose());
    }

    [Fact]
    public unsafe void Scratch_memory_grows_to_what_is_asked_and_ends_before_a_page_that_may_not_be_touched()
    {
        using var memory = new ScratchMemory();
        nint before = 0;
        foreach (long bytes in (long[])[1, 4096, 100, 4097, 1 << 20])
        {
            memory.Reserve(bytes);
            Assert.InRange(memory.Bytes, bytes, long.MaxValue);
            Assert.Equal(0, memory.Start % Environment.SystemPageSize);
            new Span<byte>((void*)memory.Start, (int)memory.Bytes).Fill(0xFF);
            if (bytes == 100) Assert.Equal(before, memory.Start);
            before = memory.Start;
            if (OperatingSystem.IsLinux()) Assert.Equal("---p", AccessOf(memory.Start + (nint)memory.Bytes));
        }
    }

    [Fact]
    public void Memory_that_the_system_does_not_give_is_an_error_and_what_was_there_stays()
    {
        using var memory = new ScratchMemory();
        memory.Reserve(5000);
        var (start, bytes) = (memory.Start, memory.Bytes);

        Assert.Equal("XIN6107", Assert.Throws<InferenceException>(() => memory.Reserve(1L << 60)).Code);
        Assert.Equal((start, bytes), (memory.Start, memory.Bytes));
    }

    private static string AccessOf(nint place)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= place
                && place < long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) return line.Split(' ')[1];
        }
        return "none";
    }
}
