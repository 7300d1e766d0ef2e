using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;

namespace XinRT.UnitTests.Runtime;

/// <summary>Sizes that a build does not know refuse no model that the inputs fit.</summary>
public sealed class OpenSizesTests
{
    private const string Dense = """
        im = input f32[b,1,h,w]
        p = MaxPool(im) {kernel_shape=[2,2], strides=[2,2]}
        f = Flatten(p)
        y = Gemm(f, const f32[15,3])
        """;

    [Fact]
    public void A_model_that_no_guess_fits_runs_with_inputs_that_fit()
    {
        using var engine = Compile(Dense);
        using var context = engine.CreateContext();

        Assert.Null(engine.TypicalProgram());
        var e = Assert.Throws<InferenceException>(() => engine.TypicalInputs());
        Assert.Contains("guessed", e.Because, StringComparison.Ordinal);
        Assert.Contains(e.Facts, f => f.Name == "im" && f.Value == "f32[b,1,h,w]");
        context.SetInput("im", SyntheticTensor.Make(DType.F32, [1, 1, 6, 10], 1));
        context.Run(TestContext.Current.CancellationToken);
        Assert.Equal([1L, 3L], ((Tensor)context.Output(0)).Dims.ToArray());
    }

    [Fact]
    public void A_guess_whose_tensors_are_too_large_is_withdrawn()
    {
        // With images of 64 x 64 a product of pairs of pixels takes 3 GiB.
        using var engine = Compile("""
            im = input f32[b,48,h,w]
            flat = Reshape(im, const i64[3](0,48,-1))
            rows = Transpose(flat) {perm=[0,2,1]}
            pairs = MatMul(rows, flat)
            many = Expand(pairs, const i64[4](48,1,1,1))
            y = Softmax(many)
            """);
        using var context = engine.CreateContext();

        Assert.Equal("f32[1,48,16,16]", engine.TypicalInputs()[0].ToString());
        context.SetInput("im", SyntheticTensor.Make(DType.F32, [1, 48, 3, 2], 1));
        context.Run(TestContext.Current.CancellationToken);
        Assert.Equal([48L, 1L, 6L, 6L], ((Tensor)context.Output(0)).Dims.ToArray());
    }

    [Fact]
    public void A_loop_that_never_runs_need_not_fit_the_inputs()
    {
        using var engine = Compile("""
            x = input f32[n,m]
            end, slices = Loop(const i64[](0), const bool[](1), x) body {
                i = input i64[]
                c = input bool[]
                v = input f32[n,m]
                w = MatMul(v, const f32[2,5])
                output c
                output v
                output w
            }
            output end
            output slices
            """);
        using var context = engine.CreateContext();

        context.SetInput("x", SyntheticTensor.Make(DType.F32, [3, 4], 1));
        context.Run(TestContext.Current.CancellationToken);

        Assert.Equal([3L, 4L], ((Tensor)context.Output(0)).Dims.ToArray());
        Assert.Equal(0, ((Tensor)context.Output(1)).Count);
    }

    [Fact]
    public void A_mask_is_as_long_as_what_a_cache_holds_and_what_is_new()
    {
        using var engine = Compile("""
            x = input f32[b,new,8]
            past = input f32[b,old,8]
            mask = input f32[b,all]
            keys = Concat(past, x) {axis=1}
            k = Transpose(keys) {perm=[0,2,1]}
            a = MatMul(x, k)
            m = Unsqueeze(mask, const i64[1](1))
            y = Add(a, m)
            """);

        long[] Dims(int i) => [.. ((TensorType)engine.TypicalInputs()[i]).Shape!.Select(d => d.Value)];
        Assert.Equal(Dims(2)[1], Dims(0)[1] + Dims(1)[1]);
    }

    [Fact]
    public void Known_sizes_are_planned_for()
    {
        using var engine = Compile(Dense, new() { ["b"] = 2, ["h"] = 6, ["w"] = 10 });

        Assert.Contains(engine.Plan.Kernels, k => k.Spec.Name.Length > 0);
    }

    private static Engine Compile(string text, Dictionary<string, long>? known = null)
    {
        var backends = new BackendRegistry().Add(new ReferenceBackend());
        return new Engine(EngineCompiler.Compile(Graph.Parse(text), backends, [], [], known: known).Plan, backends);
    }
}
