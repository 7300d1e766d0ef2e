using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

/// <summary>Conv and ConvTranspose against the definition, one output at a time, over axes, strides, dilations, paddings and
/// groups; depthwise shapes take another way than the rest.</summary>
public sealed class ConvolutionTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Problems()
    {
        foreach (string attributes in (string[])["", "strides=[2]", "dilations=[3],pads=[4,1]", "strides=[3],dilations=[2],pads=[0,5]"])
        {
            yield return new("f32[2,4,19]", "f32[6,4,3]", attributes);
            yield return new("f32[2,4,19]", "f32[8,1,3]", Join(attributes, "group=4"));
        }
        string[] plane =
        [
            "", "pads=[1,1,1,1]", "strides=[2,2],pads=[1,0,1,2]", "strides=[1,2],dilations=[2,1]", "strides=[3,1],pads=[2,3,0,1]",
            "auto_pad=\"SAME_UPPER\",strides=[2,2]", "auto_pad=\"SAME_LOWER\",strides=[1,3]", "auto_pad=\"VALID\"",
        ];
        foreach (string attributes in plane)
        {
            yield return new("f32[1,6,13,37]", "f32[7,6,3,2]", attributes);
            yield return new("f32[2,6,9,8]", "f32[4,3,3,3]", Join(attributes, "group=2"));
            yield return new("f32[2,5,14,21]", "f32[5,1,3,3]", Join(attributes, "group=5"));
            yield return new("f64[1,3,9,40]", "f64[6,1,2,3]", Join(attributes, "group=3"));
        }
        yield return new("f32[1,8,6,7]", "f32[9,8,1,1]", "");
        yield return new("f32[1,8,6,7]", "f32[9,8,1,1]", "strides=[2,2]");
        yield return new("f32[1,2,3,3]", "f32[3,2,1,1]", "pads=[0,2,1,0]");
        yield return new("f32[1,3,7,7]", "f32[3,1,7,7]", "group=3,pads=[3,3,3,3]");
        yield return new("f32[1,2,5,6,7]", "f32[4,2,2,3,3]", "strides=[2,1,2],pads=[1,0,1,0,2,1]");
        yield return new("f32[1,3,5,6,7]", "f32[3,1,3,3,3]", "group=3,pads=[1,1,1,1,1,1],strides=[1,2,2]");
        yield return new("f32[1,2,3,4,3,5]", "f32[3,2,2,2,2,2]", "dilations=[2,1,1,3]");
        yield return new("f16[1,3,6,6]", "f16[4,3,3,3]", "pads=[1,1,1,1]");
        yield return new("bf16[1,3,6,6]", "bf16[3,1,3,3]", "group=3");
        yield return new("f32[1,1,2,2]", "f32[1,1,1,1]", "strides=[50000,50000],pads=[100000,100000,100000,100000]");
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Conv_equals_its_definition(string x, string w, string attributes)
    {
        var graph = Graph.Parse($"x = input {x}\nw = input {w}\ny = Conv(x, w) {{{attributes}}}");
        var (input, filters, y) = Run(graph);
        var windows = Windows(graph, filters, input);
        long group = ((ConvOp)graph.Nodes[0].Op).Group;
        var expected = new double[y.Count];
        Visit(y, filters, group, windows, (n, g, m, c, at, tap, output) =>
        {
            long[] from = [.. windows.Select((p, i) => at[i] * p.Stride + tap[i] * p.Dilation - p.PadBegin)];
            if (!Inside(from, input.Dims[2..])) return;
            expected[output] += At(input, [n, g * filters.Dims[1] + c, .. from]) * At(filters, [m, c, .. tap]);
        });
        Agree(expected, y, filters.Count / (int)filters.Dims[0]);
    }

    [Theory]
    [InlineData("f32[2,3,9]", "f32[3,4,3]", "strides=[2],output_padding=[1]")]
    [InlineData("f32[1,4,5,7]", "f32[4,6,2,2]", "strides=[2,2]")]
    [InlineData("f32[1,4,5,7]", "f32[4,3,3,4]", "strides=[1,3],pads=[1,0,2,1],dilations=[2,1]")]
    [InlineData("f32[2,6,5,4]", "f32[6,2,3,3]", "group=3,pads=[1,1,1,1],strides=[2,2],output_padding=[1,0]")]
    [InlineData("f32[1,4,3,3]", "f32[4,1,4,4]", "group=4,strides=[2,2],pads=[1,1,1,1]")]
    [InlineData("f64[1,2,3,4,3]", "f64[2,3,2,3,2]", "strides=[1,2,3],pads=[0,1,0,1,0,1]")]
    [InlineData("f16[1,2,4,4]", "f16[2,2,3,3]", "")]
    public void ConvTranspose_equals_its_definition(string x, string w, string attributes)
    {
        var graph = Graph.Parse($"x = input {x}\nw = input {w}\ny = ConvTranspose(x, w) {{{attributes}}}");
        var (input, filters, y) = Run(graph);
        var op = (Ops.ConvTransposeOp)graph.Nodes[0].Op;
        var windows = op.Windows(input.Dims, filters.Dims, because => new ShapeException("XIN2104", "test", because));
        var expected = new double[y.Count];
        var seen = Tensor.Zeros(DType.F32, [input.Dims[0], filters.Dims[1] * op.Group, .. input.Dims[2..]]);
        var turned = Tensor.Zeros(DType.F32, [filters.Dims[1] * op.Group, filters.Dims[0] / op.Group, .. filters.Dims[2..]]);
        Visit(seen, turned, op.Group, windows, (n, g, m, c, at, tap, _) =>
        {
            long[] to = [.. windows.Select((p, i) => at[i] * p.Stride + tap[i] * p.Dilation - p.PadBegin)];
            if (!Inside(to, y.Dims[2..])) return;
            long channel = g * (filters.Dims[0] / op.Group) + c;
            expected[Offset(y, [n, m, .. to])] += At(input, [n, channel, .. at]) * At(filters, [channel, m % filters.Dims[1], .. tap]);
        });
        Agree(expected, y, (int)filters.Dims[0] * 4);
    }

    private static string Join(string a, string b) => a.Length == 0 ? b : a + "," + b;

    private static (Tensor X, Tensor W, Tensor Y) Run(Graph graph)
    {
        var inputs = graph.Inputs.Select((v, i) => Random((TensorType)v.Type, i + 1)).ToArray();
        var y = (Tensor)new ReferenceExecutor { Threads = 2 }.Run(graph, inputs)[0];
        Assert.Equal(((TensorType)graph.Outputs[0].Type).ToString(), y.Type.ToString());
        return (inputs[0], inputs[1], y);
    }

    private static AxisWindow[] Windows(Graph graph, Tensor w, Tensor x) =>
        ((ConvOp)graph.Nodes[0].Op).Windows(x.Dims, w.Dims, because => new ShapeException("XIN2104", "test", because));

    // Calls the body for every (image, group, filter, channel of the group, position, tap) and the index of the position.
    private static void Visit(Tensor y, Tensor w, long group, AxisWindow[] windows,
        Action<long, long, long, long, long[], long[], int> body)
    {
        long[] index = new long[y.Rank], taps = [w.Dims[1], .. windows.Select(p => p.Kernel)];
        for (int i = 0; i < y.Count; i++, Strides.Next(index, y.Dims))
        {
            var tap = new long[taps.Length];
            for (long t = Strides.Count(taps); t > 0; t--, Strides.Next(tap, taps))
                body(index[0], index[1] / (y.Dims[1] / group), index[1], tap[0], index[2..], tap[1..], i);
        }
    }

    private static bool Inside(long[] at, ReadOnlySpan<long> dims)
    {
        for (int i = 0; i < at.Length; i++)
            if (at[i] < 0 || at[i] >= dims[i]) return false;
        return true;
    }

    private static int Offset(Tensor t, long[] index)
    {
        long offset = 0;
        for (int i = 0; i < index.Length; i++) offset = offset * t.Dims[i] + index[i];
        return (int)offset;
    }

    private static double At(Tensor t, long[] index) => t.DType switch
    {
        DType.F32 => t.Span<float>()[Offset(t, index)],
        DType.F64 => t.Span<double>()[Offset(t, index)],
        DType.F16 => (double)t.Span<Half>()[Offset(t, index)],
        _ => (float)t.Span<BFloat16>()[Offset(t, index)],
    };

    private static void Agree(double[] expected, Tensor y, int terms)
    {
        double unit = y.DType switch { DType.F64 => 1e-13, DType.F32 => 1e-6, DType.F16 => 1e-3, _ => 1e-2 };
        double[] actual = y.ToDoubles();
        for (int i = 0; i < actual.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= unit * (1 + terms))) Assert.Fail($"element {i} is {actual[i]}, not {expected[i]}");
    }

    private static Tensor Random(TensorType type, int seed)
    {
        Assert.True(type.Shape!.TryGetStatic(out long[]? dims));
        var random = new Random(seed);
        var items = new double[Strides.Count(dims)];
        for (int i = 0; i < items.Length; i++) items[i] = random.NextDouble() - 0.5;
        return Tensor.FromDoubles(type.DType, items, dims);
    }
}
