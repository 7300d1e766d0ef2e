using System.Globalization;
using System.Runtime.InteropServices;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

public sealed unsafe class CodeMemoryTests
{
    // mov rax, [rdi]; mov qword [rax], number; ret — with the other first register on Windows.
    // On ARM64: ldr x0, [x0]; mov w1, number; str x1, [x0]; ret.
    private static byte[] Store(int number, int bytes = 0)
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64)
        {
            uint[] instructions = new uint[Math.Max(4, bytes / 4)];
            new uint[] { 0xF9400000, 0x52800001 | (uint)number << 5, 0xF9000001, 0xD65F03C0 }.CopyTo(instructions, 0);
            return MemoryMarshal.AsBytes(instructions.AsSpan()).ToArray();
        }
        var code = new List<byte> { 0x48, 0x8B, (byte)(OperatingSystem.IsWindows() ? 0x01 : 0x07), 0x48, 0xC7, 0x00 };
        code.AddRange(BitConverter.GetBytes(number));
        code.Add(0xC3);
        while (code.Count < bytes) code.Add(0xCC);
        return [.. code];
    }

    [Fact]
    public void Kernels_run_after_each_seal()
    {
        using var memory = new CodeMemory();
        var entries = new List<nint>();
        for (int seal = 0; seal < 3; seal++)
        {
            for (int i = 0; i < 5; i++) entries.Add((nint)memory.Write(Store(entries.Count)));
            memory.Seal();
            for (int i = 0; i < entries.Count; i++) Assert.Equal(i, Run(entries[i]));
        }
        Assert.All(entries, e => Assert.Equal(0, e % 64));
    }

    [Fact]
    public void Kernels_of_any_size_find_room()
    {
        using var memory = new CodeMemory();
        int[] sizes = [100, 1_000_000, 900_000, 300_000, 5_000_000, 64, 2 << 20];
        var entries = sizes.Select((size, i) => (nint)memory.Write(Store(i, size))).ToList();
        memory.Seal();

        for (int i = 0; i < entries.Count; i++) Assert.Equal(i, Run(entries[i]));
        Assert.Equal(sizes.Sum(), memory.Used);
    }

    [Fact]
    public void No_page_can_be_written_and_executed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The map of memory is read from the proc file system.");
        using var memory = new CodeMemory();
        nint first = (nint)memory.Write(Store(1));
        Assert.Equal("rw-", Access(first));
        memory.Seal();
        nint second = (nint)memory.Write(Store(2));

        Assert.Equal("r-x", Access(first));
        Assert.Equal("rw-", Access(second));
        memory.Seal();
        Assert.Equal("r-x", Access(second));
        memory.Seal();
        Assert.Equal(2, Run(second));
    }

    private static string Access(nint place)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line.Split(' ', 2)[0].Split('-');
            if (long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= place
                && place < long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) return line.Split(' ')[1][..3];
        }
        return "none";
    }

    private static long Run(nint entry)
    {
        long result = -1;
        long* place = &result;
        ((delegate* unmanaged<void**, long, long, void*, void>)entry)((void**)&place, 0, 1, null);
        return result;
    }
}
