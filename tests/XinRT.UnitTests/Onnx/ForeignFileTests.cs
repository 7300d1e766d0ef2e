using System.Text;
using XinRT.Onnx;

namespace XinRT.UnitTests.Onnx;

/// <summary>What is no model is named as what it is, with what to do.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xinrt-foreign").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS pointer", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html><body>404</body></html>", "HTML page", "download the file itself")]
    [InlineData("  \n<html>", "HTML page", "download the file itself")]
    [InlineData("<html></html>", "HTML page", "download the file itself")]
    [InlineData("<p>hi</p>", "text file", "binary .onnx file")]
    [InlineData("../../../blobs/aaaa1111", "the text of a link", "file that it names")]
    [InlineData("model: resnet\n", "text file", "binary .onnx file")]
    [InlineData(":\u0001a", null, null)]
    [InlineData("", "empty", "again")]
    [InlineData("\0\0\0\0\0\0", "filled with zeros", "again")]
    [InlineData("XINRTENG\0\0", "XinRT engine", "ONNX model that the engine was built of")]
    [InlineData("PK\u0003\u0004xx", "zip archive", "unpack")]
    public void A_file_that_is_no_model_is_named(string contents, string? what, string? hint)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(contents));

        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(path));

        Assert.Equal("XIN1001", error.Code);
        if (what is not null) Assert.Contains(what, error.Because, StringComparison.Ordinal);
        if (hint is not null) Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_named_with_the_model_in_it()
    {
        Assert.Contains("holds none", Assert.Throws<ModelException>(() => OnnxModel.Load(_folder)).Hint, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "b.onnx"), [1]);

        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(_folder));

        Assert.Contains("is a folder", error.Because, StringComparison.Ordinal);
        Assert.Contains("b.onnx", error.Hint, StringComparison.Ordinal);
    }
}
