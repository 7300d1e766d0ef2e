using System.IO.Compression;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>Small models out of the ONNX node tests.</summary>
internal static class NodeTests
{
    public static string Suite => Repository.PathOf("tests", "data", "onnx-node-tests.zip");

    /// <summary>Writes the model of a case into a folder and returns its path.</summary>
    public static string Model(string name, string folder)
    {
        using var zip = ZipFile.OpenRead(Suite);
        string path = Path.Combine(folder, "model.onnx");
        zip.GetEntry($"{name}/model.onnx")!.ExtractToFile(path);
        return path;
    }
}
