namespace XinRT.Runtime.EngineFile;

/// <summary>Layout of an engine file; <c>FORMAT.md</c> beside this file describes it.</summary>
internal static class EngineFormat
{
    /// <summary>Changes whenever an older reader could not read a newer file.</summary>
    public const int Version = 6;

    /// <summary>Magic, version, number of sections, file length.</summary>
    public const int HeaderBytes = 8 + 4 + 4 + 8;

    /// <summary>Sections with this id and above are optional: a reader skips those that it does not know.</summary>
    public const int FirstOptional = 1000;

    /// <summary>Id, offset, length, hash.</summary>
    public const int EntryBytes = 8 + 8 + 8 + SectionHash.Bytes;

    public static ReadOnlySpan<byte> Magic => "XINRTENG"u8;
}

/// <summary>Sections of an engine file.</summary>
internal enum EngineSection
{
    Weights = 1,
    Graph = 2,
    Plan = 3,
    Originals = 4,
    Sources = 1001,
}
