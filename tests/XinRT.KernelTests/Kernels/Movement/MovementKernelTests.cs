using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class MovementKernelTests
{
    private static readonly string[] Types = ["f32", "i64", "u8", "bool", "i32"];

    public static TheoryData<CpuIsa> EachIsa => [CpuIsa.Avx2, CpuIsa.Avx512];

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Pad(CpuIsa isa)
    {
        foreach (string mode in new[] { "constant", "edge", "reflect", "wrap" })
        {
            Each(isa, new PadKernel(), $"y = Pad(x0, const i64[8](0,0,1,2,0,0,3,1)) {{mode=\"{mode}\"}}", [2, 5, 6, 7]);
            Each(isa, new PadKernel(), $"y = Pad(x0, const i64[4](2,-1,1,20)) {{mode=\"{mode}\"}}", [9, 7]);
            Each(isa, new PadKernel(), $"y = Pad(x0, const i64[2](-1,3), _, const i64[1](-2)) {{mode=\"{mode}\"}}", [4, 35, 18]);
        }
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Pad_with_a_number(CpuIsa isa)
    {
        foreach (var (type, value) in new[] { ("f32", "1.5"), ("i64", "-123456789012"), ("u8", "200"), ("bool", "1"), ("i32", "-7") })
        {
            var parsed = DTypes.Parse(type);
            using var known = new StridedRun(new PadKernel(), isa, $"x = input {type}[3,5]\ny = Pad(x, const i64[4](1,2,0,70), const {type}[]({value}))",
                [StridedRun.Noise(parsed, 3, 3, 5)]);
            known.Check(1);
            using var open = new StridedRun(new PadKernel(), isa, $"x = input {type}[3,5]\nv = input {type}[]\ny = Pad(x, const i64[4](1,2,0,7), v)",
                [StridedRun.Noise(parsed, 3, 3, 5), StridedRun.Noise(parsed, 4)]);
            open.Check(1);
        }
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Slice(CpuIsa isa)
    {
        foreach (int width in new[] { 5, 33, 64, 130 })
        {
            foreach (int step in new[] { 1, 2, 3, 4, 5, -1, -2 })
            {
                string range = step > 0 ? "const i64[2](0,1), const i64[2](9,1000)" : "const i64[2](8,-1), const i64[2](-1000,-1000)";
                Each(isa, new SliceKernel(), $"y = Slice(x0, {range}, const i64[2](1,2), const i64[2]({Math.Sign(step) * 2},{step}))", [3, 9, width]);
            }
        }
        Each(isa, new SliceKernel(), "y = Slice(x0, const i64[1](5), const i64[1](5), const i64[1](0))", [9, 4]);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Tile(CpuIsa isa)
    {
        Each(isa, new TileKernel(), "y = Tile(x0, const i64[3](2,1,3))", [3, 4, 5]);
        Each(isa, new TileKernel(), "y = Tile(x0, const i64[2](20,40))", [1, 1]);
        Each(isa, new TileKernel(), "y = Tile(x0, const i64[2](0,2))", [2, 3]);
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Pixel_blocks(CpuIsa isa)
    {
        foreach (string mode in new[] { "DCR", "CRD" })
        {
            foreach (int block in new[] { 2, 3, 4 })
            {
                foreach (int c in new[] { 1, 3, 16 })
                {
                    Each(isa, new PixelBlockKernel(), $"y = DepthToSpace(x0) {{blocksize={block}, mode=\"{mode}\"}}", [2, c * block * block, 5, 18]);
                    Each(isa, new PixelBlockKernel(), $"y = SpaceToDepth(x0) {{blocksize={block}, mode=\"{mode}\"}}", [1, c, 3 * block, 17 * block]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void Gather(CpuIsa isa)
    {
        foreach (string type in Types)
        {
            foreach (var (axis, dims) in new (int, long[])[] { (0, [11, 40]), (0, [11, 3]), (1, [4, 11, 5]), (2, [3, 5, 11]), (0, [11]), (-2, [2, 11, 300]), (1, [2, 11, 5, 7]) })
            {
                foreach (bool wide in new[] { true, false })
                {
                    var data = StridedRun.Noise(DTypes.Parse(type), 5, dims);
                    int[] chosen = [0, 10, -1, -11, 3, 3];
                    var indices = wide ? Tensor.From<long>([.. chosen.Select(i => (long)i)], 2, 3) : Tensor.From<int>(chosen, 6);
                    string text = $"x = input {type}[{string.Join(',', dims)}]\ni = input {(wide ? "i64[2,3]" : "i32[6]")}\ny = Gather(x, i) {{axis={axis}}}";
                    using var run = new StridedRun(new GatherKernel(), isa, text, [data, indices]);
                    run.Check(1);
                    Assert.Equal(0, run.Status);
                    using var last = new StridedRun(new GatherKernel(), isa, text, [data, indices], [StridedRun.Ordered(dims, [.. Enumerable.Range(0, dims.Length).Reverse()]), null]);
                    last.Check();
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(EachIsa))]
    public void An_index_out_of_range_is_told(CpuIsa isa)
    {
        foreach (long wrong in new[] { 11, -12, long.MaxValue, long.MinValue })
        {
            var indices = Tensor.From<long>([0, 3, wrong, 99]);
            using var run = new StridedRun(new GatherKernel(), isa, "x = input f32[11,4]\ni = input i64[4]\ny = Gather(x, i)",
                [StridedRun.Noise(DType.F32, 1, 11, 4), Tensor.From<long>([0, 1, 2, 3])]);
            run.Overwrite(1, indices);
            run.Run();
            Assert.Equal(3, run.Status);
        }
    }

    // Every type that matters, row-major and channels last.
    private static void Each(CpuIsa isa, KernelGenerator generator, string node, params long[][] shapes)
    {
        foreach (string type in Types)
        {
            var tensors = shapes.Select((s, i) => StridedRun.Noise(DTypes.Parse(type), i, s)).ToArray();
            string inputs = string.Join('\n', shapes.Select((s, i) => $"x{i} = input {type}[{string.Join(',', s)}]"));
            using var plain = new StridedRun(generator, isa, $"{inputs}\n{node}", tensors);
            plain.Check(2);
            int[] order = shapes[0].Length > 2 ? [0, .. Enumerable.Range(2, shapes[0].Length - 2), 1] : [.. Enumerable.Range(0, shapes[0].Length).Reverse()];
            using var last = new StridedRun(generator, isa, $"{inputs}\n{node}", tensors,
                [.. shapes.Select(s => StridedRun.Ordered(s, order, [.. s.Select((_, k) => k == 1 ? 3 : 0)]))], atFront: true);
            last.Check();
        }
    }
}
