using System.Text;

namespace XinRT.Onnx;

/// <summary>What is often given as an ONNX model but is none, told by its first bytes.</summary>
/// <param name="Is">What it is.</param>
/// <param name="Hint">What to do.</param>
internal sealed record ForeignFile(string Is, string Hint)
{
    /// <summary>Bytes from the start that are looked at.</summary>
    public const int HeadBytes = 1024;

    private const string Export = "export the network to ONNX from the framework that made it";

    private static readonly (string Start, int At, ForeignFile File)[] Signatures =
    [
        ("version https://git-lfs", 0, new("a Git LFS pointer, which only names the real file", "fetch the real file: 'git lfs pull', or download it again")),
        ("XINRTENG", 0, new("an XinRT engine, built of a model", "give the ONNX model that the engine was built of")),
        ("PK\u0003\u0004", 0, new("a zip archive", "unpack it and give the .onnx file; a PyTorch checkpoint (.pt, .pth) has to be exported to ONNX")),
        ("\u0093NUMPY", 0, new("a NumPy array", "give it as an input: --input NAME=FILE")),
        ("\u0089HDF", 0, new("an HDF5 file (Keras)", Export)),
        ("TFL3", 4, new("a TensorFlow Lite model", Export)),
        ("GGUF", 0, new("a GGUF file", "give an ONNX export of the network")),
        ("\u001f\u008b", 0, new("a gzip archive", "unpack it and give the .onnx file")),
        ("%PDF", 0, new("a PDF document", "give the .onnx file")),
        ("\u0089PNG", 0, new("a picture", "give it as an input: --input NAME=FILE")),
        ("\u00ff\u00d8\u00ff", 0, new("a picture", "give it as an input: --input NAME=FILE")),
        ("\u0080\u0002", 0, new("a Python pickle", Export)),
    ];

    /// <summary>What the file is, or null if it is not known.</summary>
    /// <param name="head">Its first <see cref="HeadBytes"/>, or all if it is shorter.</param>
    public static ForeignFile? Recognize(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return new("empty", "download or export the model again");
        foreach (var (start, at, file) in Signatures)
            if (head.Length > at && head[at..].StartsWith(Encoding.Latin1.GetBytes(start))) return file;
        if (!IsText(head)) return head.ContainsAnyExcept((byte)0) ? null : new("filled with zeros", "the download was cut off; download the model again");
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return new("an HTML page, perhaps of the site the model was to come from", "download the file itself, not the page that shows it");
        // A path has no spaces, and does not begin as markup does.
        return head.Length < HeadBytes && text.Contains('/', StringComparison.Ordinal) && text[0] != '<' && !text.TrimEnd().Any(char.IsWhiteSpace)
            ? new($"the text of a link ('{text.TrimEnd()}'), which was lost when the file was copied", "give the file that it names")
            : new("a text file", "give the binary .onnx file");
    }

    /// <summary>What a folder holds that could be meant, as a hint.</summary>
    public static string HintFor(string folder)
    {
        string? model = null;
        try
        {
            model = Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal).FirstOrDefault();
        }
        catch (UnauthorizedAccessException)
        {
        }
        return model is null ? "give the path of a .onnx file; the folder holds none" : $"give the file in it: '{model}'";
    }

    // The last bytes may cut a character of several bytes.
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head)
            if (b < 32 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 12)) return false;
        return Encoding.UTF8.GetString(head).TrimEnd('\uFFFD').IndexOf('\uFFFD', StringComparison.Ordinal) < 0;
    }
}
