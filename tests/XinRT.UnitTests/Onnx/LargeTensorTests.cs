using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Import;
using XinRT.Onnx.Proto;

namespace XinRT.UnitTests.Onnx;

/// <summary>What is above the limit of one tensor is refused with its name and size.</summary>
public sealed class LargeTensorTests
{
    [Fact]
    public void A_stored_tensor_says_its_name_and_bytes()
    {
        var proto = new TensorProto { Name = "embedding", DataType = (int)DType.F32, DataLocation = 1 };
        proto.Dims.Add([150_000, 8192]);

        var error = Assert.Throws<ModelException>(() => TensorReader.Read(proto, new ExternalData(Path.GetTempPath())));

        Assert.Equal("XIN2002", error.Code);
        Assert.Contains("tensor 'embedding'", error.Message, StringComparison.Ordinal);
        Assert.Contains("f32[150000,8192] takes 4915200000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = input f32[40000,40000]\ny = Exp(x)\noutput y", "'x'")]
    [InlineData("x = input f32[40000,1]\nz = input f32[1,40000]\ny = Add(x, z)\nr = ReduceSum(y)\noutput r", "'y'")]
    public void A_value_between_operators_says_its_name_and_bytes(string text, string name)
    {
        var error = Assert.Throws<ShapeException>(() => EngineCompiler.Compile(Graph.Parse(text), DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken));

        Assert.Equal("XIN2002", error.Code);
        Assert.Contains($"value {name}", error.Message, StringComparison.Ordinal);
        Assert.Contains("f32[40000,40000] takes 6400000000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_only_a_run_tells_is_refused_in_that_run()
    {
        var plan = EngineCompiler.Compile(Graph.Parse("x = input f32[n,1]\nz = input f32[1,n]\ny = Add(x, z)\nr = ReduceSum(y)\noutput r"), DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;
        using var engine = new Engine(plan, DefaultBackends.Create());
        using var context = engine.CreateContext();
        foreach (int n in (int[])[40000, 4])
        {
            context.SetInput("x", Tensor.Zeros(DType.F32, n, 1));
            context.SetInput("z", Tensor.Zeros(DType.F32, 1, n));
            if (n > 4) Assert.Contains("value 'y'", Assert.Throws<ShapeException>(() => context.Run(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
            else context.Run(TestContext.Current.CancellationToken);
        }
    }
}
