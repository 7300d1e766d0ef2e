using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class ResizeKernelTests
{
    private static readonly KernelCheck Image = new() { Layout = KernelCheck.ChannelsLast };

    [Theory]
    [InlineData("half_pixel")]
    [InlineData("half_pixel_symmetric")]
    [InlineData("pytorch_half_pixel")]
    [InlineData("align_corners")]
    [InlineData("asymmetric")]
    public void Every_mode_and_rounding(string coordinates)
    {
        foreach (string mode in new[] { "nearest", "linear", "cubic" })
        {
            foreach (string scale in new[] { "2,2", "0.5,3", "1.7,0.6" })
            {
                foreach (string rounding in mode == "nearest" ? ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"] : new[] { "floor" })
                {
                    Check("2,19,5,7", $"const f32[4](1,1,{scale})",
                        $"mode=\"{mode}\", nearest_mode=\"{rounding}\", coordinate_transformation_mode=\"{coordinates}\"");
                }
            }
        }
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    [InlineData("cubic")]
    public void Any_number_of_channels(string mode)
    {
        foreach (int c in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 127, 128, 129, 200, 300 })
            Check($"1,{c},3,4", "const f32[4](1,1,2,2)", $"mode=\"{mode}\"");
    }

    [Fact]
    public void One_axis_or_a_row_of_samples()
    {
        foreach (string mode in new[] { "nearest", "linear", "cubic" })
        {
            Check("2,9,11", "const f32[3](1,1,2.5)", $"mode=\"{mode}\"");
            Check("2,9,6,5", "const f32[4](1,1,3,1)", $"mode=\"{mode}\"");
            Check("2,9,6,5", "const f32[4](1,1,1,3)", $"mode=\"{mode}\"");
            Check("1,9,3,2,5", "const f32[5](1,1,1,2,3)", $"mode=\"{mode}\"");
            Check("1,9,1,1", "const f32[4](1,1,7,5)", $"mode=\"{mode}\"");
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("cubic")]
    public void Antialiasing_takes_many_taps(string mode)
    {
        foreach (int c in new[] { 1, 3, 16, 33, 70 })
        {
            Check($"2,{c},23,31", "const f32[4](1,1,0.5,0.3)", $"mode=\"{mode}\", antialias=1");
            Check($"1,{c},23,31", "const f32[4](1,1,0.4,1)", $"mode=\"{mode}\", antialias=1, exclude_outside=1");
            Check($"1,{c},9,31", "const f32[4](1,1,2,0.6)", $"mode=\"{mode}\", antialias=1, coordinate_transformation_mode=\"align_corners\"");
        }
        Check("2,9,61", "const f32[3](1,1,0.15)", $"mode=\"{mode}\", antialias=1");
    }

    [Fact]
    public void Sizes_instead_of_scales() =>
        KernelHarness.Check(new ResizeKernel(), "x = input f32[1,20,5,7]\ny = Resize(x, _, _, const i64[2](13,4)) {axes=[2,3], mode=\"linear\", exclude_outside=1}", Image);

    [Fact]
    public void The_innermost_axis_of_any_layout_is_kept_if_it_is_not_resized() =>
        KernelHarness.Check(new ResizeKernel(), "x = input f32[2,5,7,20]\ny = Resize(x, _, const f32[4](1,2,2,1)) {mode=\"linear\"}");

    [Theory]
    [InlineData("nearest", "2,2", "2,20,10,14")]
    [InlineData("nearest", "1.5,1.5", "2,20,7,10")]
    [InlineData("linear", "2,2", "2,20,10,14")]
    [InlineData("cubic", "1,3", "2,20,5,21")]
    public void What_follows_is_computed_with_it(string mode, string scales, string shape)
    {
        KernelHarness.Check(new ResizeKernel(), $$"""
            x = input f32[2,20,5,7]
            r = input f32[{{shape}}]
            b = input f32[20,1,1]
            m = input f32[2,1,{{shape[5..]}}]
            y = xinrt::Fused(x, const f32[4](1,1,{{scales}}), r, b, m) body {
                a = input f32[2,20,5,7]
                s = input f32[4]
                q = input f32[{{shape}}]
                c = input f32[20,1,1]
                d = input f32[2,1,{{shape[5..]}}]
                z = Resize(a, _, s) {mode="{{mode}}"}
                u = Add(z, q)
                v = Mul(u, c)
                w = Sigmoid(v)
                y = Sub(w, d)
            }
            """, Image);
    }

    [Fact]
    public void What_it_does_not_take()
    {
        Assert.NotNull(KernelHarness.WhyNot(new ResizeKernel(), "x = input f32[1,4,80,8]\ny = Resize(x, _, const f32[4](1,1,0.02,1)) {mode=\"linear\", antialias=1}"));
        Assert.NotNull(KernelHarness.WhyNot(new ResizeKernel(), "x = input f32[4,8]\ny = Resize(x, _, const f32[2](2,2))"));
        Assert.NotNull(KernelHarness.WhyNot(new ResizeKernel(), "x = input f32[1,1,4,4]\ny = Resize(x, const f32[8](0,0,-1,0,1,1,2,1), _, const i64[4](1,1,4,4)) {coordinate_transformation_mode=\"tf_crop_and_resize\"}"));
    }

    private static void Check(string shape, string scales, string attributes) =>
        KernelHarness.Check(new ResizeKernel(), $"x = input f32[{shape}]\ny = Resize(x, _, {scales}) {{{attributes}}}", Image);
}
