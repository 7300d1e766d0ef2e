using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Multiplies packed filters by one number for each channel that they read, into the workspace: a convolution
/// of a scaled image is that of the image with scaled filters.</summary>
/// <remarks>A task is a run of channels of one image and group, for all panels and taps; see <see cref="PanelPacking"/>
/// for the order in memory. Panels are whole vectors, so there is no tail. Each image that has a scale of its own gets
/// a copy of all filters.</remarks>
internal sealed class PanelScaling
{
    private const double SecondsOfTask = 3e-6;

    private readonly AnchoredForm _fused;
    private readonly KernelArguments _arguments;
    private readonly TensorLayout _scale;
    private readonly long _groups, _channels, _filters, _taps, _size, _run;
    private readonly int _vectors;
    private readonly int _lanes;

    private PanelScaling(KernelProblem problem, AnchoredForm fused, int vectors, CpuTarget target)
    {
        (_fused, _arguments, _scale) = (fused, KernelArguments.Of(problem), problem.Inputs[fused.Scale]!.Layout);
        var filters = problem.Inputs[fused.AnchorInputs[1]]!.Layout;
        _groups = ((ConvOp)fused.Anchor!).Group;
        (_filters, _channels) = (filters.Dims[0] / _groups, filters.Dims[1]);
        _taps = filters.Count / Math.Max(1, filters.Dims[0] * _channels);
        (_vectors, _lanes) = (vectors, target.Lanes);
        _size = PanelPacking.Size(_taps * _channels, (int)_filters, _lanes);
        Seconds = Images * _groups * _size * 8 / target.BytesPerSecond;
        long wanted = (long)(Seconds / SecondsOfTask) / Math.Max(1, Images * _groups);
        long runs = Math.Clamp(wanted, 1, Math.Max(1, Math.Min(_channels, 4 * target.Threads)));
        _run = (_channels + runs - 1) / runs;
    }

    private long Images => _scale.Dims[0];

    private long Runs => (_channels + _run - 1) / _run;

    private double Seconds { get; }

    /// <summary>Why a scale is not taken, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm fused)
    {
        var x = problem.Inputs[fused.AnchorInputs[0]]!.Layout.Dims;
        var s = problem.Inputs[fused.Scale]!.Layout.Dims;
        bool fits = s.Count == x.Count && s[1] == x[1] && (s[0] == 1 || s[0] == x[0]) && s.Skip(2).All(d => d == 1);
        return fits ? null : "the scale is not one number for each channel of an image";
    }

    /// <summary>Memory for the scaled filters.</summary>
    public static long Bytes(KernelProblem problem, AnchoredForm fused, CpuTarget target)
    {
        var scaling = new PanelScaling(problem, fused, 1, target);
        return scaling.Images * scaling._groups * scaling._size * 4;
    }

    /// <summary>The phase that scales filters which are packed in panels of so many vectors.</summary>
    public static KernelPhase Phase(KernelProblem problem, AnchoredForm fused, int vectors, CpuTarget target)
    {
        var scaling = new PanelScaling(problem, fused, vectors, target);
        return new(scaling.Images * scaling._groups * scaling.Runs, scaling.Seconds, scaling.Emit);
    }

    private void Emit(VectorAssembler asm)
    {
        asm.Free(asm.Argument(3));
        Gpr from = asm.NewGpr(), to = asm.NewGpr(), scale = asm.NewGpr();
        Gpr image = asm.NewGpr(), group = asm.NewGpr(), run = asm.NewGpr();
        Mem firstScale = asm.NewSlot(), count = asm.NewSlot();
        Vec factor = asm.NewVec(), x = asm.NewVec();
        asm.ForEachTask(task =>
        {
            asm.DivRem(image, run, task, Runs);
            asm.DivRem(image, group, image, _groups);
            asm.Mul(run, run, _run);
            // The factor of the first channel, and how many channels the run has.
            asm.Load64(scale, At(asm.Argument(0), KernelArguments.Input(_fused.Scale)));
            AddMultiple(asm, scale, image, Images == 1 ? 0 : _scale.Strides[0] * 4, to);
            AddMultiple(asm, scale, group, _channels * 4, to);
            AddMultiple(asm, scale, run, 4, to);
            asm.Store64(firstScale, scale);
            asm.Set(from, _channels);
            asm.Sub(from, run);
            asm.Set(to, _run);
            asm.Min(from, from, to);
            asm.Store64(count, from);
            // The first panel of the group, in the packed filters and in the image's copy.
            asm.Load64(from, At(asm.Argument(0), _arguments.Packed(0)));
            AddMultiple(asm, from, group, _size * 4, to);
            asm.Load64(to, At(asm.Argument(0), _arguments.Workspace));
            AddMultiple(asm, to, group, _size * 4, scale);
            AddMultiple(asm, to, image, _groups * _size * 4, scale);
            foreach (var panels in PanelRun.Split((int)_filters, _vectors, _lanes)) Panels(panels);
        });
        asm.Return();

        void Panels(PanelRun panels)
        {
            int step = panels.Vectors * asm.VectorBytes;
            Gpr left = group, channel = image;
            var at = asm.NewGpr();
            asm.Mul(at, run, step);
            asm.Add(from, at);
            asm.Add(to, at);
            asm.Set(left, panels.Count * _taps);
            asm.While(left, 1, () =>
            {
                asm.Load64(scale, firstScale);
                asm.Load64(channel, count);
                asm.Set(at, 0);
                asm.While(channel, 1, () =>
                {
                    asm.Broadcast(factor, At(scale));
                    for (int v = 0; v < panels.Vectors; v++)
                    {
                        asm.Mul(x, factor, At(from, at, 1, v * asm.VectorBytes));
                        asm.Store(At(to, at, 1, v * asm.VectorBytes), x);
                    }
                    asm.Add(scale, 4);
                    asm.Add(at, step);
                });
                asm.Add(from, _channels * step);
                asm.Add(to, _channels * step);
            });
            asm.Mul(at, run, step);
            asm.Sub(from, at);
            asm.Sub(to, at);
            asm.Free(at);
        }
    }

    private static void AddMultiple(VectorAssembler asm, Gpr d, Gpr a, long factor, Gpr spare)
    {
        if (factor == 0) return;
        asm.Mul(spare, a, factor);
        asm.Add(d, spare);
    }
}
