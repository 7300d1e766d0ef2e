using System.Runtime.Intrinsics.X86;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Planning;

public sealed class ProgramPlannerTests
{
    [Fact]
    public void A_result_is_written_over_an_operand_that_ends_there()
    {
        var plan = Plan("""
            x = input f32[64]
            a = Exp(x)
            b = Relu(a)
            c = Neg(b)
            output c
            """);

        Assert.Equal(2, plan.Buffers.Count);
        Assert.Equal(512, plan.ArenaBytes);
        Assert.Same(Place(plan, "a").Buffer, Place(plan, "c").Buffer);
    }

    [Fact]
    public void An_operand_that_is_read_later_is_not_overwritten()
    {
        var plan = Plan("""
            x = input f32[64]
            a = Exp(x)
            b = Relu(a)
            c = Add(a, b)
            output c
            """);

        Assert.NotSame(Place(plan, "a").Buffer, Place(plan, "b").Buffer);
    }

    [Fact]
    public void A_copy_for_a_reshape_has_the_order_that_its_reader_takes()
    {
        Assert.SkipUnless(Avx2.IsSupported, "no generated kernels on this processor");
        var plan = Plan(new CpuBackend(), """
            x = input f32[1,12,6,6]
            c = Conv(x, const f32[12,12,1,1])
            g = Reshape(c, const i64[5](1,3,4,6,6))
            t = Transpose(g) {perm=[0,2,1,3,4]}
            s = Reshape(t, const i64[4](1,12,6,6))
            a, b = Split(s, const i64[2](4,8)) {axis=1}
            p = Conv(a, const f32[8,4,1,1])
            q = Conv(b, const f32[8,8,1,1])
            y = Add(p, q)
            output y
            """);

        string[] copied = [.. plan.Steps.Where(s => s.Node.Op.Info.Name == "Identity").Select(s => s.Node.Inputs[0]!.Name)];
        Assert.Contains("t", copied);
        Assert.Empty(copied.Intersect(["s", "a", "b"]));
    }

    [Fact]
    public void A_view_keeps_its_operand_alive_and_takes_no_step()
    {
        var plan = Plan("""
            x = input f32[64]
            a = Exp(x)
            v = Reshape(a, const i64[2](8,8))
            b = Exp(x)
            c = Flatten(v) {axis=0}
            d = Add(b, c)
            output d
            """);

        Assert.Equal(["a", "b", "d"], plan.Steps.Select(s => s.Node.Name));
        Assert.Same(Place(plan, "a").Buffer, Place(plan, "c").Buffer);
        Assert.NotSame(Place(plan, "a").Buffer, Place(plan, "b").Buffer);
    }

    [Fact]
    public void Transposes_slices_and_splits_are_views()
    {
        var plan = Plan("""
            x = input f32[4,6]
            t = Transpose(x)
            s = Slice(t, const i64[1](1), const i64[1](6), const i64[1](0), const i64[1](2))
            p, q = Split(s) {axis=1}
            y = Exp(q)
            output y
            """);

        var view = Place(plan, "q");
        Assert.Equal([3L, 2L], view.Layout.Dims);
        Assert.Equal([2L, 6L], view.Layout.Strides);
        Assert.Equal((1 + 2 * 6) * 4, view.Offset);
        // The reference reads row-major, so the view is copied once, then computed.
        Assert.Equal(["Identity", "Exp"], plan.Steps.Select(s => s.Node.Op.Info.Name));
    }

    [Fact]
    public void Inputs_and_outputs_keep_their_memory_for_the_whole_run()
    {
        var plan = Plan("""
            x = input f32[16]
            y = Exp(x)
            z = Neg(y)
            output y
            output z
            """);

        Assert.All(plan.Buffers, b => Assert.Equal(int.MaxValue, b.LastStep));
        Assert.Equal(3, plan.Buffers.Count);
    }

    [Fact]
    public void Values_that_enter_a_sequence_keep_their_memory()
    {
        var plan = Plan("""
            x = input f32[64]
            a = Exp(x)
            s = SequenceConstruct(a)
            b = SequenceAt(s, const i64[](0))
            output b
            """);

        Assert.Equal(int.MaxValue, ((ArenaBuffer)Place(plan, "a").Buffer).LastStep);
    }

    [Fact]
    public void Open_sizes_are_planned_for_the_inputs_at_hand_and_shape_arithmetic_disappears()
    {
        var plan = Plan("""
            x = input f32[n,4]
            s = Shape(x)
            r = Reshape(x, s)
            b = MatMul(r, const f32[4,4])
            output b
            """, [10, 4]);

        Assert.Equal(["b"], plan.Steps.Select(s => s.Node.Name));
        Assert.Equal([10L, 4L], Place(plan, "b").Layout.Dims);
    }

    [Fact]
    public void A_fused_resize_keeps_the_sizes_that_its_constant_scales_give()
    {
        var plan = Plan("""
            x = input f32[1,2,3,3]
            r = input f32[1,2,6,6]
            y = xinrt::Fused(x, const f32[0](), const f32[4](1,1,2,2), r) body {
                bx = input f32[1,2,3,3]
                roi = input f32[0]
                scales = input f32[4]
                br = input f32[1,2,6,6]
                z = Resize(bx, roi, scales) {coordinate_transformation_mode="asymmetric", mode="nearest", nearest_mode="floor"}
                by = Add(br, z)
                output by
            }
            output y
            """);

        Assert.Equal([1L, 2L, 6L, 6L], Place(plan, "y").Layout.Dims);
    }

    [Fact]
    public void No_two_live_buffers_overlap()
    {
        var plan = Plan("""
            x = input f32[3,50]
            a = Softmax(x)
            b = Transpose(a)
            c = Softmax(b)
            d = Concat(c, b) {axis=0}
            e = ReduceSum(d, const i64[1](1))
            output e
            """);

        foreach (var first in plan.Buffers)
            foreach (var second in plan.Buffers)
            {
                bool meet = first.FirstStep <= second.LastStep && second.FirstStep <= first.LastStep;
                if (first != second && meet) Assert.True(first.Offset + first.Bytes <= second.Offset || second.Offset + second.Bytes <= first.Offset);
            }
    }

    [Fact]
    public void A_result_is_laid_out_so_that_its_reader_need_not_copy_it()
    {
        Assert.SkipUnless(Avx2.IsSupported, "only generated kernels write in any order");
        var plan = Plan(new CpuBackend(), """
            x = input f32[1,2,2,3,3,8]
            m = MatMul(x, const f32[8,16])
            t = Transpose(m) {perm=[0,1,3,2,4,5]}
            r = Reshape(t, const i64[3](6,6,16))
            y = Softmax(r)
            output y
            """);

        Assert.Equal(["m", "y"], plan.Steps.Select(s => s.Node.Name));
    }

    [Fact]
    public void A_result_goes_into_a_concatenation_through_views()
    {
        Assert.SkipUnless(Avx2.IsSupported, "only generated kernels write in any order");
        var plan = Plan(new CpuBackend(), """
            x = input f32[2,3,8]
            z = input f32[4,8]
            a = Exp(x)
            f = Reshape(a, const i64[2](6,8))
            b = Exp(z)
            y = Concat(f, b) {axis=0}
            output y
            """);

        Assert.Equal(["a", "b"], plan.Steps.Select(s => s.Node.Name));
        Assert.Same(Place(plan, "a").Buffer, Place(plan, "y").Buffer);
    }

    private static Place Place(ProgramPlan plan, string name) => plan.Places.Single(p => p.Key.Name == name).Value;

    // A residual network, branches that are joined, layers of growing and shrinking results, a row of attention's parts.
    [Theory]
    [InlineData("a = Exp(x)\nb = Neg(a)\nc = Add(b, a)\nd = Exp(c)\ne = Add(d, c)\nf = Neg(e)\noutput f")]
    [InlineData("a = Exp(x)\nb = Neg(x)\nc = Concat(a, b) {axis=0}\nd = Exp(c)\ne = Concat(d, a) {axis=0}\nf = Neg(e)\noutput f")]
    [InlineData("a = Tile(x, const i64[2](2,1))\nb = Exp(a)\nc = Tile(b, const i64[2](1,3))\nd = ReduceSum(c, const i64[1](1))\ne = Exp(d)\noutput e")]
    [InlineData("a = MatMul(x, const f32[64,64])\nb = MatMul(x, const f32[64,64])\nt = Transpose(b) {perm=[1,0]}\nc = MatMul(a, t)\nd = Softmax(c)\ne = MatMul(d, x)\nf = Add(e, x)\noutput f")]
    public void The_arena_is_hardly_larger_than_what_lives_at_once(string body)
    {
        foreach (var backend in (IBackend[])[new ReferenceBackend(), new CpuBackend()])
        {
            var plan = Plan(backend, "x = input f32[64,64]\n" + body);

            Assert.True(plan.ArenaBytes <= 1.05 * plan.LowerBoundBytes, $"{backend.Id}: {plan.ArenaBytes} of {plan.LowerBoundBytes}");
        }
    }

    private static ProgramPlan Plan(string text, params long[] dims) => Plan(new ReferenceBackend(), text, dims);

    [Fact]
    public void Each_kernel_is_told_as_it_will_be()
    {
        var graph = Graph.Parse("x = input f32[2,3]\na = Exp(x)\nb = Transpose(a)\nc = Neg(b)\noutput c");
        using var devices = new DeviceSet(new BackendRegistry().Add(new ReferenceBackend()), new DeviceOptions());
        var engine = new EnginePlan { Graph = graph, Kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)] };
        var told = new List<(KernelSpec, KernelProblem)>();

        var plan = ProgramPlanner.Plan(engine, devices, [graph.Inputs[0].Type], new EngineOptions(),
            (kernel, problem) => told.Add((kernel, problem)));

        Assert.NotEmpty(told);
        Assert.Equal(plan.Steps.Select(s => (s.Kernel.Spec, s.Problem)), told);
    }

    private static ProgramPlan Plan(IBackend backend, string text, params long[] dims)
    {
        var graph = Graph.Parse(text);
        using var devices = new DeviceSet(new BackendRegistry().Add(backend).Add(new ReferenceBackend()), new DeviceOptions());
        var engine = new EnginePlan { Graph = graph, Kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)] };
        IrType[] types = [.. graph.Inputs.Select(v => dims.Length == 0 ? v.Type : new TensorType(DType.F32, Shape.Of(dims.AsSpan())))];
        return ProgramPlanner.Plan(engine, devices, types, new EngineOptions());
    }
}
