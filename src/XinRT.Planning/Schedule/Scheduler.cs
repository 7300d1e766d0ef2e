using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Planning;

/// <summary>Puts the steps of a program in order and says how each value lies.</summary>
/// <remarks>
/// One pass over the nodes in order. A node that only looks at its input becomes a view, a join copies what was not
/// written in its place. Each other node asks its kernel in which layouts it reads and writes; an operand in another
/// layout is copied first, once for all its readers. A result is written where its readers want it, if its kernel can.
/// </remarks>
internal sealed class Scheduler
{
    private readonly Placement _placement;
    private readonly WantedLayouts _layouts;
    private readonly KernelChoice _kernels;
    private readonly Action<KernelSpec, KernelProblem>? _chosen;
    private readonly ValuePlaces _values = new();
    private readonly Destinations _destinations;
    private readonly Dictionary<Value, Place> _outputs = [];
    private readonly Dictionary<(Value Value, TensorLayout Layout), Value> _copies = [];
    private readonly List<ScheduledStep> _steps = [];

    private Scheduler(Placement placement, WantedLayouts layouts, KernelChoice kernels,
        Action<KernelSpec, KernelProblem>? chosen)
    {
        (_placement, _layouts, _kernels, _chosen) = (placement, layouts, kernels, chosen);
        _destinations = new(layouts, _values, () => _steps.Count);
    }

    /// <summary>Schedules a program.</summary>
    /// <param name="placement">The graph, and the backends of its nodes.</param>
    /// <param name="layouts">How values are to lie.</param>
    /// <param name="kernels">The kernels of nodes.</param>
    /// <param name="chosen">Hears of each kernel as soon as it and its operands' layouts are final.</param>
    public static Schedule Run(Placement placement, WantedLayouts layouts, KernelChoice kernels,
        Action<KernelSpec, KernelProblem>? chosen)
    {
        var scheduler = new Scheduler(placement, layouts, kernels, chosen);
        foreach (var input in placement.Graph.Inputs)
        {
            if (StaticType.Of(input.Type) is not { } type) continue;
            // The caller sets an input once for many runs.
            scheduler.StorePinned(input, -1, type);
        }
        foreach (var node in placement.Graph.Nodes)
            if (!scheduler.TryView(node) && !scheduler.TryJoin(node) && !scheduler.TryEmpty(node))
                scheduler.AddKernel(node);
        foreach (var output in placement.Graph.Outputs.Distinct()) scheduler.Finish(output);
        var values = scheduler._values;
        return new(scheduler._steps, values.All, scheduler._outputs, values.ReadyAfter, values.Storages);
    }

    // ---- nodes

    private bool TryView(Node node)
    {
        if (node.Op is not IViewOp op || node.Inputs[0] is not { } source || _values.Of(source) is not { } place)
            return false;
        if (node.Outputs.All(v => v is null || v.IsConstant)) return false;
        if (node.Outputs.Any(v => v is not null && StaticType.Of(v.Type)?.DType != place.DType)) return false;
        var views = new StridedView?[node.Outputs.Count];
        for (int k = 0; k < views.Length; k++)
        {
            if (node.Outputs[k] is not { } output) continue;
            views[k] = op.View(node, k, place.Layout);
            if (views[k] is null && op is IInvertibleViewOp invertible
                && Viewable(node, invertible, output) is { } layout)
            {
                // Only the order of the elements is in the way.
                source = InLayout(source, layout);
                place = _values.Of(source)!;
                views[k] = op.View(node, k, layout);
            }
            if (views[k] is not { } view || view.Layout.Dims != StaticType.Of(output.Type)!.Dims) return false;
        }
        for (int k = 0; k < views.Length; k++)
        {
            if (node.Outputs[k] is not { } output || views[k] is not { } view) continue;
            // Not after later steps, which may have taken the memory if only results without elements read it.
            _values.Store(output, _values.ReadyOf(source),
                place with { Offset = place.Offset + view.Offset * place.DType.SizeInBytes(), Layout = view.Layout });
        }
        return true;
    }

    // A layout of input 0 in which the result is a view: as a reader of the result takes it, or row-major.
    private TensorLayout? Viewable(Node node, IInvertibleViewOp op, Value result)
    {
        var type = StaticType.Of(result.Type)!;
        var wanted = _layouts.Orders.TryGetValue(result, out int[]? order)
            ? op.Source(node, TensorLayout.InOrder(type.Dims.Span, order)) : null;
        return wanted ?? op.Source(node, type.RowMajor);
    }

    private bool TryJoin(Node node)
    {
        if (node.Op is not IJoinOp || node.Outputs[0] is not { } output || StaticType.Of(output.Type) is null)
            return false;
        if (node.Inputs.Any(v => v is null || _values.Of(v) is null)) return false;
        // Where nobody wrote into it yet, it takes the order of its largest operand.
        var largest = node.Inputs.OfType<Value>().MaxBy(v => _values.Of(v)!.Layout.Count)!;
        var whole = _destinations.Open(output, _values.Of(largest)!.Layout.Order());
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            var input = node.Inputs[i]!;
            var source = _values.Of(input)!;
            if (source.Layout.Count == 0) continue;
            var part = Destinations.PartOf(node, i, whole);
            bool isThere = source.Buffer == whole.Buffer && source.Offset == part.Offset
                && source.Layout.Matches(part.Layout);
            if (!isThere || !_destinations.IsPartOf(input, node)) AddCopy(input, NewValue(input), part);
        }
        _values.SetReady(output, _steps.Count - 1);
        return true;
    }

    private bool TryEmpty(Node node)
    {
        if (!EmptyResults.AreAllOf(node)) return false;
        foreach (var output in node.Outputs)
            if (output is not null && !_values.Has(output))
                StorePinned(output, _steps.Count - 1, StaticType.Of(output.Type)!);
        return true;
    }

    private void AddKernel(Node node)
    {
        var atHand = _values.ProblemOf(node);
        var (kernel, plan) = _kernels.Of(node, atHand);
        Value?[] inputs = [.. node.Inputs.Select((v, i) =>
            v is not null && atHand.Inputs[i] is not null && !plan.IsPacked(i) && plan.Inputs[i] is { } wanted
                ? InLayout(v, wanted) : v)];
        var outputs = new Place?[node.Outputs.Count];
        for (int k = 0; k < outputs.Length; k++)
            if (atHand.Outputs[k] is { } operand && node.Outputs[k] is { } value)
                outputs[k] = Result(value, operand.DType, plan.Outputs[k] ?? operand.Layout, plan);
        var problem = atHand with
        {
            Inputs = [.. inputs.Select((v, i) => atHand.Inputs[i] is null ? null : _values.Operand(v!))],
            Outputs = [.. outputs.Select(p => p is null ? null : new KernelOperand(p.DType, p.Layout))],
        };
        Add(new(node, _placement.Origins.GetValueOrDefault(node, -1), kernel, problem, plan)
        {
            AtHand = atHand,
            Inputs = [.. inputs.Select((v, i) => v is null || plan.IsPacked(i) ? null : _values.Of(v))],
            Outputs = outputs,
            Workspace = plan.WorkspaceBytes > 0 ? _values.NewStorage(plan.WorkspaceBytes) : null,
        });
    }

    private Place Result(Value value, DType dtype, TensorLayout layout, KernelPlan plan)
    {
        if (plan.WritesStrided && _destinations.Of(value, dtype, layout) is var (wished, part)
            && wished.HasInnermostOf(layout) && (plan.WritesAnyOrder || wished.HasOrderOf(layout)))
        {
            if (part is not null) return _values.Store(value, _steps.Count, part);
            layout = wished;
        }
        return _values.Store(value, _steps.Count, _values.NewPlace(dtype, layout));
    }

    // ---- copies

    // The value in another layout: itself, an earlier copy, or a new one.
    private Value InLayout(Value value, TensorLayout wanted)
    {
        var place = _values.Of(value)!;
        if (place.Layout.Matches(wanted)) return value;
        if (_copies.TryGetValue((value, wanted), out var known)) return known;
        var copy = NewValue(value);
        if (place.Buffer is ConstantBuffer { Tensor: var tensor })
        {
            var moved = Tensor.Zeros(place.DType, wanted.Span);
            var flat = tensor.Reshape(tensor.Count);
            StridedCopy.Run(flat, place.Offset / place.DType.SizeInBytes(), [.. place.Layout.Strides], moved, 0,
                [.. wanted.Strides], [.. wanted.Dims]);
            _values.StoreConstant(copy, new Place(new ConstantBuffer(moved), 0, place.DType, wanted));
        }
        else AddCopy(value, copy, _values.NewPlace(place.DType, wanted));
        return _copies[(value, wanted)] = copy;
    }

    private void AddCopy(Value value, Value copy, Place to)
    {
        var from = _values.Of(value)!;
        copy.Type = new TensorType(from.DType, Shape.Of(from.Layout.Dims.Span));
        var node = new Node(_placement.Graph.UniqueName(value.Name), new IdentityOp(), [value], [copy],
            origins: value.Producer?.Origins ?? []);
        var problem = new KernelProblem(node, [new(from.DType, from.Layout)], [new(to.DType, to.Layout)]);
        var (kernel, plan) = _kernels.OfCopy(problem);
        _values.Store(copy, _steps.Count, to);
        Add(new(node, -1, kernel, problem, plan) { AtHand = problem, Inputs = [from], Outputs = [to] });
    }

    private Value NewValue(Value of) => new(_placement.Graph.UniqueName(of.Name), of.Type);

    // Outputs of the graph are read row-major after the run.
    private void Finish(Value output)
    {
        if (_values.Of(output) is not { } place) return;
        _outputs[output] = place;
        var rowMajor = TensorLayout.RowMajor(place.Layout.Dims.Span);
        if (place.Buffer is Storage { FirstStep: >= 0 } storage && place.Layout.Matches(rowMajor)) storage.Keep();
        else if (place.Buffer is Storage)
        {
            var copy = NewValue(output);
            var own = _values.NewPlace(place.DType, rowMajor);
            AddCopy(output, copy, own);
            ((Storage)own.Buffer).Keep();
            _outputs[output] = own;
        }
    }

    // ---- steps

    private void StorePinned(Value value, int readyAfter, StaticType type)
    {
        var place = _values.NewPlace(type.DType, type.RowMajor);
        ((Storage)place.Buffer).Pin();
        _values.Store(value, readyAfter, place);
    }

    private void Add(ScheduledStep step)
    {
        foreach (var place in step.Inputs.Concat(step.Outputs))
            if (place?.Buffer is Storage storage) storage.Touch(_steps.Count);
        step.Workspace?.Touch(_steps.Count);
        _steps.Add(step);
        _chosen?.Invoke(step.Kernel.Spec, step.Problem);
    }
}
