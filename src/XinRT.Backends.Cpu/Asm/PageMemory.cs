using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>What code may do with pages of memory.</summary>
internal enum PageAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read and write.</summary>
    ReadWrite,

    /// <summary>Read and execute.</summary>
    ReadExecute,
}

/// <summary>Memory in whole pages, straight from the operating system.</summary>
internal static partial class PageMemory
{
    /// <summary>Bytes of a page.</summary>
    public static int PageBytes => Environment.SystemPageSize;

    /// <summary>The number of bytes rounded up to whole pages.</summary>
    public static long WholePages(long bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;

    /// <summary>New pages, zeroed, to read and write; 0 if refused.</summary>
    public static nint Reserve(long bytes)
    {
        if (OperatingSystem.IsWindows()) return Windows.VirtualAlloc(0, (nuint)bytes, Windows.CommitAndReserve, Windows.ReadWrite);
        nint place = Unix.Map(0, (nuint)bytes, Unix.Read | Unix.Write, Unix.Private | Unix.Anonymous, -1, 0);
        return place == -1 ? 0 : place;
    }

    /// <summary>Changes what may be done with whole pages; false if refused. Code that was written is what processors see when its
    /// pages become executable.</summary>
    public static bool Protect(nint place, long bytes, PageAccess access)
    {
        bool done = OperatingSystem.IsWindows()
            ? Windows.VirtualProtect(place, (nuint)bytes, access switch
            {
                PageAccess.None => Windows.NoAccess,
                PageAccess.ReadWrite => Windows.ReadWrite,
                _ => Windows.ExecuteRead,
            }, out _)
            : Unix.Protect(place, (nuint)bytes, access switch
            {
                PageAccess.None => 0,
                PageAccess.ReadWrite => Unix.Read | Unix.Write,
                _ => Unix.Read | Unix.Execute,
            }) == 0;
        if (done && access == PageAccess.ReadExecute) InstructionCache.Flush(place, bytes);
        return done;
    }

    /// <summary>The system's number of the last refusal.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Gives pages back, all that one <see cref="Reserve"/> gave.</summary>
    public static void Release(nint place, long bytes)
    {
        if (OperatingSystem.IsWindows()) Windows.VirtualFree(place, 0, Windows.ReleaseAll);
        else _ = Unix.Unmap(place, (nuint)bytes);
    }

    private static partial class Unix
    {
        public const int Read = 1, Write = 2, Execute = 4, Private = 2;

        public static int Anonymous => OperatingSystem.IsLinux() ? 0x20 : 0x1000;

        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        public static partial nint Map(nint place, nuint bytes, int access, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
        public static partial int Protect(nint place, nuint bytes, int access);

        [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
        public static partial int Unmap(nint place, nuint bytes);
    }

    private static partial class Windows
    {
        public const uint CommitAndReserve = 0x3000, ReleaseAll = 0x8000, NoAccess = 0x01, ReadWrite = 0x04, ExecuteRead = 0x20;

        [LibraryImport("kernel32", SetLastError = true)]
        public static partial nint VirtualAlloc(nint place, nuint bytes, uint kind, uint access);

        [LibraryImport("kernel32", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static partial bool VirtualProtect(nint place, nuint bytes, uint access, out uint old);

        [LibraryImport("kernel32", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static partial bool VirtualFree(nint place, nuint bytes, uint kind);
    }
}
