using System.Runtime.Intrinsics.X86;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Planning;

public sealed class LayoutChoiceTests
{
    [Fact]
    public void Outputs_joins_and_views_of_them_are_destinations() => Assert.Equal("""
        a: view f, part 0 of y
        f: part 0 of y
        b: part 1 of y
        y: output

        """, Wanted(new ReferenceBackend(), """
        x = input f32[2,3,8]
        z = input f32[4,8]
        a = Exp(x)
        f = Reshape(a, const i64[2](6,8))
        b = Exp(z)
        y = Concat(f, b) {axis=0}
        output y
        """));

    [Fact]
    public void A_value_with_other_readers_is_not_laid_out_for_one_view_unless_that_becomes_a_part() => Assert.Equal("""
        b: view t, part 0 of y
        t: part 0 of y
        c: part 1 of y
        y: output
        w: output

        """, Wanted(new ReferenceBackend(), """
        x = input f32[2,3]
        a = Exp(x)
        s = Transpose(a)
        b = Neg(a)
        t = Transpose(b)
        c = Abs(s)
        y = Concat(t, c) {axis=0}
        w = Add(a, b)
        output y
        output w
        """));

    [Fact]
    public void The_reader_of_a_view_or_of_a_part_of_it_says_the_order_of_axes()
    {
        Assert.SkipUnless(Avx2.IsSupported, "no generated kernels on this processor");
        string wanted = Wanted(new CpuBackend(), """
            x = input f32[1,3,4,6,6]
            s = Reshape(x, const i64[4](1,12,6,6))
            a, b = Split(s, const i64[2](4,8)) {axis=1}
            p = Conv(a, const f32[8,4,1,1])
            q = Conv(b, const f32[8,8,1,1])
            y = Add(p, q)
            output y
            """);

        Assert.Contains("s: order [0,2,3,1]", wanted, StringComparison.Ordinal);
    }

    private static string Wanted(IBackend backend, string text)
    {
        var graph = Graph.Parse(text);
        using var devices = new DeviceSet(new BackendRegistry().Add(backend).Add(new ReferenceBackend()),
            new DeviceOptions());
        NodeKernel[] kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)];
        var placement = Placer.Run(ShapeSpecializer.Run(graph, [.. graph.Inputs.Select(v => v.Type)],
            new EngineOptions()), kernels, devices);
        return LayoutChoice.Run(placement.Graph, new KernelChoice(placement, kernels, devices)).ToString();
    }
}
