using System.Runtime.CompilerServices;

namespace XinRT.TestKit;

/// <summary>Compares a text with a verified file beside the test: <c>Type.Method.verified.txt</c>.</summary>
/// <remarks>On a difference the text goes to <c>.received.txt</c> and the test fails. With the environment variable
/// <c>XINRT_ACCEPT=1</c> the received text becomes the verified one; where <c>CI</c> is set that is refused.</remarks>
public static class Snapshot
{
    private static bool Accepts => Environment.GetEnvironmentVariable("XINRT_ACCEPT") == "1"
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Fails unless the verified file holds this text. Line ends and white space at the end do not count.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="name">Tells several snapshots of one test apart.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    public static void Match(string actual, string name = "", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(file)!,
            $"{Path.GetFileNameWithoutExtension(file)}.{method}{(name.Length == 0 ? "" : "." + name)}");
        Match(actual, stem + ".verified.txt", stem + ".received.txt", Accepts);
    }

    /// <summary>The same for a file of the repository that is generated, such as a table of a document.</summary>
    public static void MatchFile(string actual, string path) =>
        Match(actual, path, Path.ChangeExtension(path, ".received.txt"), Accepts);

    /// <summary>As above with both files named.</summary>
    public static void Match(string actual, string verified, string received, bool accept)
    {
        string text = Normalize(actual);
        string wanted = File.Exists(verified) ? Normalize(File.ReadAllText(verified)) : "";
        if (text == wanted && File.Exists(verified))
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(accept ? verified : received, text);
        if (accept) File.Delete(received);
        else throw new TestKitException(Describe(wanted, text, verified, received));
    }

    private static string Describe(string wanted, string text, string verified, string received)
    {
        string[] a = wanted.Split('\n'), b = text.Split('\n');
        int line = 0;
        while (line < a.Length && line < b.Length && a[line] == b[line]) line++;
        string Line(string[] lines) => line < lines.Length ? lines[line] : "(end)";
        return $"""
            The snapshot differs at line {line + 1}:
              verified  {Line(a)}
              received  {Line(b)}
              files     {verified}
                        {received}
              try       run the test with XINRT_ACCEPT=1 if the new text is right
            """;
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd() + "\n";
}
