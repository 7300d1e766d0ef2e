using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Epilogue operands of a kernel whose lanes are channels: each has a pointer on the stack that follows the
/// pixel being written.</summary>
/// <remarks>An operand is either adjacent along the channels (loaded as a vector) or equal for all of them (broadcast).
/// Pointers move only along axes on which the operand varies.</remarks>
internal sealed class PixelOperands
{
    private const int Most = 5;
    private readonly VectorAssembler _asm;
    private readonly ScalarExpr _epilogue;
    private readonly ScalarEmitter _emitter;
    private readonly List<Operand> _operands = [];

    private sealed record Operand(int Input, PixelStrides Strides, Mem Block, Mem Row, Mem Pixel)
    {
        public bool Moves => Strides.H != 0 || Strides.W != 0;
    }

    /// <summary>Reserves stack slots.</summary>
    public PixelOperands(VectorAssembler asm, KernelProblem problem, AnchoredForm node)
    {
        (_asm, _epilogue, _emitter) = (asm, node.Epilogue, new(asm, node.Epilogue));
        int rank = problem.Outputs[0]!.Layout.Rank;
        foreach (int i in _epilogue.Operands)
            _operands.Add(new(i, PixelStrides.Of(problem.Inputs[i]!.Layout, rank), asm.NewSlot(), asm.NewSlot(),
                asm.NewSlot()));
    }

    /// <summary>Why the epilogue is not taken, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm node)
    {
        var operands = node.Epilogue.Operands;
        if (operands.Count > Most) return $"the epilogue may read {Most} operands, but it reads {operands.Count}";
        foreach (int i in operands)
        {
            if (problem.Inputs[i] is not { } operand) return $"the epilogue reads input {i}, which is absent";
            if (operand.DType != DType.F32)
                return $"the epilogue reads input {i}, which is {operand.DType.Name()}, not f32";
            if (operand.Layout.Rank > problem.Outputs[0]!.Layout.Rank)
                return $"input {i} has more axes than the result";
        }
        return null;
    }

    /// <summary>The layout itself if its channels are adjacent or one, else dense with the channels
    /// innermost.</summary>
    /// <param name="layout">Layout at hand.</param>
    /// <param name="rank">Axes of the tensor it is broadcast to, of which the second has the channels.</param>
    public static TensorLayout Readable(TensorLayout layout, int rank)
    {
        int c = 1 - (rank - layout.Rank);
        if (c < 0 || layout.Dims[c] == 1 || layout.Strides[c] == 1) return layout;
        return TensorLayout.InOrder(layout.Dims.Span, [.. Array.FindAll(Arrays.Indices(layout.Rank), k => k != c), c]);
    }

    /// <summary>An image, and a plane and a row in it if there are several.</summary>
    public readonly record struct RowPlace(Gpr Image, Gpr? Plane, Gpr? Row);

    /// <summary>Points every operand at the first pixel of a row, at channel vector
    /// <paramref name="block"/>.</summary>
    public void Begin(TaskLoop loop, RowPlace place, Gpr block)
    {
        foreach (var o in _operands)
        {
            var p = _asm.NewGpr();
            loop.Argument(p, KernelArguments.Input(o.Input));
            loop.AddMultiple(p, place.Image, o.Strides.N);
            if (place.Plane is { } plane) loop.AddMultiple(p, plane, o.Strides.D);
            if (place.Row is { } row) loop.AddMultiple(p, row, o.Strides.H);
            if (o.Strides.C != 0) loop.AddMultiple(p, block, _asm.VectorBytes);
            _asm.Store64(o.Block, p);
            _asm.Free(p);
        }
    }

    /// <summary>Points every operand at a pixel of image n, at a channel vector; the pointers stay at that
    /// pixel.</summary>
    /// <param name="loop">Frame of the kernel.</param>
    /// <param name="place">Image, row and column in steps of <paramref name="step"/>, channel vector.</param>
    /// <param name="step">Pixels for each step of row and column.</param>
    public void BeginTile(TaskLoop loop, (Gpr N, Gpr Row, Gpr Column, Gpr Block) place, long step)
    {
        foreach (var o in _operands)
        {
            var p = _asm.NewGpr();
            loop.Argument(p, KernelArguments.Input(o.Input));
            loop.AddMultiple(p, place.N, o.Strides.N);
            loop.AddMultiple(p, place.Row, o.Strides.H * step);
            loop.AddMultiple(p, place.Column, o.Strides.W * step);
            if (o.Strides.C != 0) loop.AddMultiple(p, place.Block, _asm.VectorBytes);
            _asm.Store64(o.Block, p);
            _asm.Free(p);
        }
    }

    /// <summary>Whether an operand has an element of its own for each pixel of a row.</summary>
    public bool VaryAlongRows => _operands.Any(o => o.Strides.W != 0);

    /// <summary>Applies the epilogue to accumulators of adjacent pixels at a distance from that of
    /// <see cref="BeginTile"/>.</summary>
    /// <param name="pixels">The accumulators.</param>
    /// <param name="row">Row of the pixels.</param>
    /// <param name="column">Column of the first pixel.</param>
    /// <param name="mask">Lanes that exist; null for all.</param>
    /// <param name="done">Called for each pixel in turn: stores it.</param>
    public void ApplyInTile(Vec[] pixels, long row, long column, Mask? mask, Action<int> done) =>
        _emitter.Apply(pixels, (d, pixel, input) =>
        {
            var o = _operands.Find(o => o.Input == input)!;
            var p = _asm.NewGpr();
            _asm.Load64(p, o.Block);
            LoadLanes(d, VectorAssembler.At(p, row * o.Strides.H + (column + pixel) * o.Strides.W), o.Strides, mask);
            _asm.Free(p);
        }, done);

    /// <summary>Goes some channel vectors on.</summary>
    public void NextBlock(TaskLoop loop, int vectors = 1)
    {
        foreach (var o in _operands)
            if (o.Strides.C != 0) loop.Advance(o.Block, vectors * _asm.VectorBytes);
    }

    /// <summary>Begins the rows of a channel vector.</summary>
    public void BeginRows() => Copy(o => o.Block, o => o.Row);

    /// <summary>Begins the pixels of a row.</summary>
    public void BeginPixels() => Copy(o => o.Row, o => o.Pixel);

    /// <summary>Goes to the next row.</summary>
    public void NextRow(TaskLoop loop)
    {
        foreach (var o in _operands) loop.Advance(o.Row, o.Strides.H);
    }

    /// <summary>Goes some pixels to the right.</summary>
    public void NextPixels(TaskLoop loop, long count)
    {
        foreach (var o in _operands) loop.Advance(o.Pixel, o.Strides.W * count);
    }

    /// <summary>Applies the epilogue to accumulators of adjacent pixels, for one or more adjacent vectors of channels.</summary>
    /// <param name="sums">The accumulators, all pixels of a vector after those of the vector before.</param>
    /// <param name="pixels">Pixels of a vector.</param>
    /// <param name="mask">Lanes that exist; null for all.</param>
    /// <param name="done">Called for each accumulator in turn: stores it and gives its register back.</param>
    public void Apply(Vec[] sums, int pixels, Mask? mask, Action<int> done)
    {
        var pointers = new Dictionary<int, (Gpr Pointer, PixelStrides Strides)>();
        foreach (var o in _operands)
        {
            var p = _asm.NewGpr();
            _asm.Load64(p, o.Moves ? o.Pixel : o.Block);
            pointers.Add(o.Input, (p, o.Strides));
        }
        _emitter.Apply(sums, (d, sum, input) =>
        {
            var (p, strides) = pointers[input];
            var (vector, pixel) = Math.DivRem(sum, pixels);
            long distance = pixel * strides.W + vector * strides.C * _asm.Lanes;
            LoadLanes(d, VectorAssembler.At(p, distance), strides, mask);
        }, done);
        foreach (var (p, _) in pointers.Values) _asm.Free(p);
    }

    private void LoadLanes(Vec d, Mem at, PixelStrides strides, Mask? mask)
    {
        if (strides.C == 0) _asm.Broadcast(d, at);
        else if (mask is { } m) _asm.Load(d, at, m);
        else _asm.Load(d, at);
    }

    private void Copy(Func<Operand, Mem> from, Func<Operand, Mem> to)
    {
        foreach (var o in _operands)
        {
            if (!o.Moves) continue;
            var p = _asm.NewGpr();
            _asm.Load64(p, from(o));
            _asm.Store64(to(o), p);
            _asm.Free(p);
        }
    }
}
