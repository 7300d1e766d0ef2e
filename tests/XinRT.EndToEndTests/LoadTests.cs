using System.Reflection.PortableExecutable;
using System.Text.Json;
using XinRT.Compare.Files;
using XinRT.Onnx;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>What the first engine of a process waits for.</summary>
public sealed class LoadTests
{
    [Theory]
    [InlineData("mobilenet_v2.torchscript", 130)]
    [InlineData("resnet18.torchscript", 130)]
    public void Loading_compiles_few_methods(string name, int most)
    {
        Assert.SkipUnless(IsAheadOfTime(Repository.PathOf("artifacts", "bin", "XinRT.Cli", Configuration, "XinRT.Cli.dll")),
            "the command is compiled ahead of time in Release only, and where .NET has a compiler for that");
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "engine.xin"), input = Path.Combine(folder.Path, "input.npy");
        using (var engine = new EngineBuilder(new() { Tuning = new() { Budget = TimeSpan.Zero } })
            .Build(OnnxModel.Load(ModelHydrator.Model(name)), cancel: TestContext.Current.CancellationToken))
        {
            engine.Save(file);
            NumpyFile.Write(input, Tensor.Zeros(DType.F32, ((TensorType)engine.Inputs[0].Type).Shape!.Select(d => d.Value).ToArray()));
        }

        var run = CommandRun.Xinrt("bench", file, "--json", "--only", "xinrt", "--threads", "2", "--input", $"input={input}");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        // Those that name the processor's instructions, and some of .NET itself, are always compiled.
        Assert.InRange(json.RootElement.GetProperty("load_compiled_methods").GetInt32(), 0, most);
    }

    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static bool IsAheadOfTime(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
