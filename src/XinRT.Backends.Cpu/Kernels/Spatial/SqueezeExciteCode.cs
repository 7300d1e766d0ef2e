using System.Diagnostics;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Code of the two layers of a <see cref="SqueezeExciteKernel"/>.</summary>
/// <remarks>A panel of weights is multiplied by items of the worker's scratch memory, each broadcast to all lanes, into
/// a sum for each of its vectors. Several sets of sums take turns, since one would wait for each
/// multiply-add.</remarks>
internal sealed class SqueezeExciteCode(KernelProblem problem, SqueezeExciteForm form, SqueezeExciteSizes sizes)
{
    private const int MostSets = 4;
    private const int LineBytes = 64;

    // Weights come from main memory if other layers ran in between; asking for what is near costs nothing.
    private const int PrefetchVectors = 128;

    private readonly KernelArguments _args = KernelArguments.Of(problem);

    /// <summary>The phase of task (image, run): a partial result of the first layer from some channels.</summary>
    public void Squeeze(VectorAssembler assembler) => TaskLoop.Emit(assembler, (asm, loop, task) =>
    {
        var planes = sizes.Planes;
        Gpr run = asm.NewGpr(), vectors = asm.NewGpr(), from = asm.NewGpr();
        asm.DivRem(task, run, task, sizes.Runs);
        asm.Mul(run, run, sizes.RunVectors);
        asm.Set(vectors, planes.Vectors);
        asm.Sub(vectors, run);
        asm.Set(from, sizes.RunVectors);
        asm.Min(vectors, vectors, from);
        loop.Argument(from, _args.Workspace);
        loop.AddMultiple(from, task, planes.Parts * planes.PartBytes);
        loop.AddMultiple(from, run, asm.VectorBytes);
        var kept = asm.NewSlot();
        asm.Store64(kept, vectors);
        Means(asm, loop, from, vectors);

        // The workspace has a partial result for each image and run; weights of a run follow those of the one before.
        Gpr to = asm.NewGpr(), weights = asm.NewGpr();
        var panels = sizes.Squeeze;
        asm.DivRem(from, vectors, run, sizes.RunVectors);
        loop.Argument(to, _args.Workspace);
        asm.Add(to, planes.Bytes);
        loop.AddMultiple(to, task, sizes.Runs * sizes.PartialBytes);
        loop.AddMultiple(to, from, sizes.PartialBytes);
        asm.Free(task);
        loop.Argument(weights, _args.Packed(0));
        loop.AddMultiple(weights, run, planes.Lanes * panels.Vectors * asm.VectorBytes);
        asm.Free(run, from);
        void Panel(int width)
        {
            asm.Load64(vectors, kept);
            var sums = Product(asm, loop, weights, width, body => asm.While(vectors, 1, () => body(planes.Lanes)));
            for (int v = 0; v < width; v++) asm.Store(At(to, v * asm.VectorBytes), sums[v]);
            asm.Free(sums);
        }
        asm.Repeat(panels.FullPanels, () =>
        {
            Panel(panels.Width);
            asm.Add(to, panels.Width * asm.VectorBytes);
        });
        Panel(panels.LastWidth);
        asm.Free(vectors, to, weights);
    });

    /// <summary>The phase of task (image, part, share): some results of the second layer; or these channels of some rows times the
    /// results.</summary>
    public void Excite(VectorAssembler assembler)
    {
        Mask? hidden = sizes.Squeeze.Tail > 0 ? assembler.FirstLanes(sizes.Squeeze.Tail) : null;
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            var panels = sizes.Excite;
            Gpr share = asm.NewGpr(), count = asm.NewGpr();
            Gpr to = asm.NewGpr(), weights = asm.NewGpr(), bias = asm.NewGpr();
            asm.DivRem(task, share, task, sizes.Shares);
            Scaling? scaling = form.Scales ? new(asm, problem, form, sizes) : null;
            if (scaling is null)
            {
                loop.Argument(to, _args.Output(0));
                loop.AddMultiple(to, task, panels.Outputs * 4);
            }
            else scaling.Begin(loop, task, to);
            Hidden(asm, loop, task, hidden);
            loop.Argument(weights, _args.Packed(1));
            if (form.Excite.Bias >= 0) loop.Argument(bias, KernelArguments.Input(form.Excite.Bias));
            asm.Mul(count, share, sizes.SharePanels);
            loop.AddMultiple(to, count, panels.Width * asm.VectorBytes);
            loop.AddMultiple(bias, count, panels.Width * asm.VectorBytes);
            loop.AddMultiple(weights, count, panels.Inputs * panels.Width * asm.VectorBytes);
            asm.Set(task, panels.FullPanels);
            asm.Sub(task, count);
            asm.Set(count, sizes.SharePanels);
            asm.Min(count, count, task);
            asm.Free(task);
            void Panel(int width, Mask? tail)
            {
                var sums = Product(asm, loop, weights, width, body =>
                {
                    asm.Repeat(panels.Inputs / MostSets, () => body(MostSets));
                    body((int)(panels.Inputs % MostSets));
                });
                for (int v = 0; v < width; v++)
                {
                    var mask = v == width - 1 ? tail : null;
                    Finish(asm, form.Excite, sums[v], At(bias, v * asm.VectorBytes), mask);
                    if (scaling is null) Store(asm, At(to, v * asm.VectorBytes), sums[v], mask);
                }
                scaling?.Multiply(to, sums, tail);
                asm.Free(sums);
            }
            asm.While(count, 1, () =>
            {
                Panel(panels.Width, null);
                asm.Add(to, panels.Width * asm.VectorBytes);
                asm.Add(bias, panels.Width * asm.VectorBytes);
            });
            var done = asm.NewLabel();
            if (sizes.Shares > 1) asm.JumpIf(share, Condition.NotEqual, (int)sizes.Shares - 1, done);
            if (panels.Tail == 0) Panel(panels.LastWidth, null);
            else if (hidden is { } same && panels.Tail == sizes.Squeeze.Tail) Panel(panels.LastWidth, same);
            else
            {
                var tail = asm.FirstLanes(panels.Tail);
                Panel(panels.LastWidth, tail);
                asm.Free(tail);
            }
            asm.Bind(done);
            asm.Free(share, count, to, weights, bias);
        });
    }

    // Joins the parts of some vectors of channels; the means go into the scratch memory. Keeps no pointer.
    private void Means(VectorAssembler asm, TaskLoop loop, Gpr from, Gpr vectors)
    {
        var planes = sizes.Planes;
        Gpr to = asm.NewGpr(), part = asm.NewGpr();
        Vec sum = asm.NewVec(), factor = asm.NewVec();
        asm.Broadcast(factor, 1f / (planes.Rows * planes.Columns));
        loop.Scratch(to);
        asm.While(vectors, 1, () =>
        {
            asm.Load(sum, At(from));
            asm.Move(part, from);
            asm.Repeat(planes.Parts - 1, () =>
            {
                asm.Add(part, planes.PartBytes);
                asm.Add(sum, sum, At(part));
            });
            asm.Mul(sum, sum, factor);
            asm.Store(At(to), sum);
            asm.Add(from, asm.VectorBytes);
            asm.Add(to, asm.VectorBytes);
        });
        asm.Free(sum, factor);
        asm.Free(to, part);
    }

    // Joins the partial results of the first layer and applies its function; the results go into the scratch memory.
    private void Hidden(VectorAssembler asm, TaskLoop loop, Gpr image, Mask? tail)
    {
        Gpr from = asm.NewGpr(), to = asm.NewGpr(), part = asm.NewGpr(), bias = asm.NewGpr();
        loop.Argument(from, _args.Workspace);
        asm.Add(from, sizes.Planes.Bytes);
        loop.AddMultiple(from, image, sizes.Runs * sizes.PartialBytes);
        if (form.Squeeze.Bias >= 0) loop.Argument(bias, KernelArguments.Input(form.Squeeze.Bias));
        loop.Scratch(to);
        var sum = asm.NewVec();
        void Vector(Mask? mask)
        {
            asm.Load(sum, At(from));
            asm.Move(part, from);
            asm.Repeat(sizes.Runs - 1, () =>
            {
                asm.Add(part, sizes.PartialBytes);
                asm.Add(sum, sum, At(part));
            });
            Finish(asm, form.Squeeze, sum, At(bias), mask);
            asm.Store(At(to), sum);
        }
        asm.Repeat(sizes.Squeeze.Vectors - 1, () =>
        {
            Vector(null);
            asm.Add(from, asm.VectorBytes);
            asm.Add(to, asm.VectorBytes);
            asm.Add(bias, asm.VectorBytes);
        });
        Vector(tail);
        asm.Free(sum);
        asm.Free(from, to, part, bias);
    }

    // Sums of a panel over items of the scratch memory; the loop is given what multiplies so many of them. The pointer
    // to the weights goes on to the next panel.
    private static Vec[] Product(VectorAssembler asm, TaskLoop loop, Gpr weights, int width,
        Action<Action<int>> forItems)
    {
        int sets = Math.Clamp((asm.FreeVecs - 1) / width, 1, MostSets);
        Vec[] sums = asm.NewVecs(sets * width);
        foreach (var sum in sums) asm.Zero(sum);
        var items = asm.NewGpr();
        var item = asm.NewVec();
        loop.Scratch(items);
        forItems(count =>
        {
            for (int k = 0; k < count; k++)
            {
                asm.Broadcast(item, At(items, k * 4));
                for (int v = 0; v < width; v++)
                {
                    var at = At(weights, (k * width + v) * asm.VectorBytes);
                    asm.Fma(sums[k % sets * width + v], item, at);
                    if (at.Offset % LineBytes != 0) continue;
                    asm.Prefetch(at + PrefetchVectors * asm.VectorBytes, PrefetchTarget.L1);
                }
            }
            if (count == 0) return;
            asm.Add(items, count * 4);
            asm.Add(weights, count * width * asm.VectorBytes);
        });
        for (int i = width; i < sums.Length; i++) asm.Add(sums[i % width], sums[i % width], sums[i]);
        asm.Free(item);
        asm.Free(items);
        asm.Free(sums.AsSpan(width));
        return sums[..width];
    }

    private static void Finish(VectorAssembler asm, DenseLayer layer, Vec sum, Mem bias, Mask? mask)
    {
        if (layer.Bias >= 0)
        {
            var b = asm.NewVec();
            if (mask is { } m) asm.Load(b, bias, m);
            else asm.Load(b, bias);
            asm.Add(sum, sum, b);
            asm.Free(b);
        }
        new ScalarEmitter(asm, layer.Function).Apply(sum, static (_, _) => throw new UnreachableException());
    }

    private static void Store(VectorAssembler asm, Mem to, Vec a, Mask? mask)
    {
        if (mask is { } m) asm.Store(to, a, m);
        else asm.Store(to, a);
    }

    // The product of the image with its factors. What is read lies as far from what is written in every task: that distance and
    // the number of rows are on the stack.
    private sealed class Scaling(VectorAssembler asm, KernelProblem problem, SqueezeExciteForm form,
        SqueezeExciteSizes sizes)
    {
        private readonly long _columns = problem.Outputs[0]!.Layout.Dims[^1];
        private readonly PixelStrides _from = Strides(problem.Inputs[form.Image]!.Layout);
        private readonly PixelStrides _to = Strides(problem.Outputs[0]!.Layout);
        private readonly Mem _source = asm.NewSlot(), _first = asm.NewSlot(), _rows = asm.NewSlot();

        // Leaves the number of the image in the first register, and in the last where its first channel is written.
        public void Begin(TaskLoop loop, Gpr task, Gpr to)
        {
            Gpr part = asm.NewGpr(), from = asm.NewGpr();
            asm.DivRem(task, part, task, sizes.Parts);
            asm.Mul(part, part, sizes.PartRows);
            loop.Argument(to, KernelArguments.Of(problem).Output(0));
            loop.AddMultiple(to, task, _to.N);
            loop.AddMultiple(to, part, _to.H);
            asm.Store64(_first, to);
            loop.Argument(from, KernelArguments.Input(form.Image));
            loop.AddMultiple(from, task, _from.N);
            loop.AddMultiple(from, part, _from.H);
            asm.Store64(_source, from);
            asm.Set(from, sizes.Rows);
            asm.Sub(from, part);
            asm.Set(part, sizes.PartRows);
            asm.Min(from, from, part);
            asm.Store64(_rows, from);
            asm.Free(part, from);
        }

        // Multiplies adjacent vectors of channels, given where the first is written.
        public void Multiply(Gpr at, Vec[] factors, Mask? tail)
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), rows = asm.NewGpr();
            asm.Load64(from, _source);
            asm.Load64(rows, _first);
            asm.Add(from, at);
            asm.Sub(from, rows);
            asm.Move(to, at);
            asm.Load64(rows, _rows);
            var x = asm.NewVec();
            asm.While(rows, 1, () =>
            {
                asm.Repeat(_columns, () =>
                {
                    for (int v = 0; v < factors.Length; v++)
                    {
                        var mask = v == factors.Length - 1 ? tail : null;
                        var place = At(from, v * asm.VectorBytes);
                        if (mask is { } m)
                        {
                            asm.Load(x, place, m);
                            asm.Mul(x, x, factors[v]);
                        }
                        else asm.Mul(x, factors[v], place);
                        Store(asm, At(to, v * asm.VectorBytes), x, mask);
                    }
                    asm.Add(from, _from.W);
                    asm.Add(to, _to.W);
                });
                asm.Add(from, _from.H - _columns * _from.W);
                asm.Add(to, _to.H - _columns * _to.W);
            });
            asm.Free(x);
            asm.Free(from, to, rows);
        }

        private static PixelStrides Strides(TensorLayout layout) => PixelStrides.Of(layout, layout.Rank);
    }
}
