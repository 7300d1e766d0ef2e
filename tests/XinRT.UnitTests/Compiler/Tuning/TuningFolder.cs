using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;

namespace XinRT.UnitTests.Compiler.Tuning;

/// <summary>A small model with several kernels to choose from, and a folder for the files of tuning.</summary>
internal sealed class TuningFolder : IDisposable
{
    public const string Model = """
        x = input f32[1,16,20,20]
        c = Conv(x, const f32[24,16,3,3]) {pads=[1,1,1,1]}
        r = Relu(c)
        p = MaxPool(r) {kernel_shape=[2,2], strides=[2,2]}
        f = Flatten(p)
        m = MatMul(f, const f32[2400,10])
        y = Softmax(m)
        output y
        """;

    private readonly string _path = Directory.CreateTempSubdirectory("xinrt-tuning-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    public static CompiledEngine Compile(TuningOptions options, string model = Model) => EngineCompiler.Compile(Graph.Parse(model), DefaultBackends.Create(), [], [],
        new EngineOptions { Threads = 1 }, options, cancel: TestContext.Current.CancellationToken);

    public static byte[] Bytes(EnginePlan plan)
    {
        using var stream = new MemoryStream();
        EngineWriter.Write(plan, stream);
        return stream.ToArray();
    }
}
