namespace XinRT.Cli.Output;

/// <summary>Exit codes of the command.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotSupported = 3;
    public const int Mismatch = 4;
}
