using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Planning;

/// <summary>Decides for given input shapes what is run and where every value lies: kernels, layouts, views, changes of layout,
/// the arena.</summary>
/// <remarks>
/// One pass over the nodes in order. A fused node for which only a fallback has a kernel is taken apart, and its parts are planned
/// one by one. A node that only looks at its input becomes a view. Each other node asks its kernel in which
/// layouts it reads and writes; an input at hand in another layout is copied first, once for all its readers. An input of a
/// concatenation is written directly into its part of the result where its kernel can. A result takes over the memory of an operand
/// that ends there where its kernel allows that. Then buffers that never live together share the arena.
/// </remarks>
public sealed class ProgramPlanner
{
    private readonly EnginePlan _engine;
    private readonly DeviceSet _devices;
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Node, int> _origins;
    private readonly Dictionary<Value, Place> _places = [];
    private readonly Dictionary<Value, Place> _outputs = [];
    private readonly Dictionary<Value, int> _ready = [];
    private readonly Dictionary<(Value Value, TensorLayout Layout), Value> _copies = [];
    private readonly Dictionary<Value, Value> _copied = [];
    private readonly Dictionary<ArenaBuffer, List<Value>> _contents = [];
    private readonly Dictionary<Node, int> _order = [];
    private readonly ConcatTargets _targets;
    private readonly List<PlannedStep> _steps = [];
    private readonly Action<PlannedStep>? _planned;
    private readonly List<TakenApart> _takenApart = [];
    private int _now;

    private ProgramPlanner(EnginePlan engine, DeviceSet devices, Graph graph, IReadOnlyDictionary<Node, int> origins, Action<PlannedStep>? planned)
    {
        _planned = planned;
        _engine = engine;
        _devices = devices;
        _graph = graph;
        _origins = origins;
        SetOrder();
        _targets = new ConcatTargets(graph);
    }

    /// <summary>Plans a program.</summary>
    /// <param name="engine">The engine; a node whose kernel does not take its problem gets the first that does.</param>
    /// <param name="devices">Devices to ask.</param>
    /// <param name="inputs">Types of the inputs, with the sizes of this program.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    /// <param name="planned">Hears of each step as soon as its kernel and layouts are final.</param>
    public static ProgramPlan Plan(EnginePlan engine, DeviceSet devices, IReadOnlyList<IrType> inputs, EngineOptions options,
        Action<PlannedStep>? planned = null)
    {
        var (graph, origins) = ShapeSpecializer.Run(engine.Graph, inputs, options);
        return new ProgramPlanner(engine, devices, graph, origins, planned).Run();
    }

    /// <summary>A <see cref="ShapeException"/> XIN2002 if a tensor of the graph is larger than a tensor may be.</summary>
    public static void CheckSizes(Graph graph)
    {
        foreach (var value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()))
        {
            if (value.Type is not TensorType { DType: not DType.Undefined, Shape: { } shape } type
                || !shape.TryGetStatic(out long[]? dims)) continue;
            long bytes = dims.Aggregate((long)Math.Max(1, type.DType.SizeInBytes()), SaturatingMath.Multiply);
            if (bytes > Tensor.MaxBytes) throw Tensor.TooLarge($"value '{value.Name}'", type.DType, dims, bytes);
        }
    }

    private ProgramPlan Run()
    {
        CheckSizes(_graph);
        foreach (var input in _graph.Inputs)
        {
            if (StaticType(input) is not { } type) continue;
            var layout = TensorLayout.RowMajor(type.Dims);
            // The caller sets an input once for many runs.
            Store(input, -1, new Place(NewBuffer(type.DType, layout, pinned: true), 0, type.DType, layout));
        }
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            var node = _graph.Nodes[_now = i];
            // The first part then stands where the node stood.
            if (!TryView(node) && !TryConcat(node) && !TryEmpty(node) && !AddKernel(node)) i--;
        }
        _now = _graph.Nodes.Count;
        foreach (var output in _graph.Outputs.Distinct()) Finish(output);
        return Lay();
    }

    // ---- nodes

    private bool TryView(Node node)
    {
        if (node.Inputs.Count == 0 || node.Inputs[0] is not { } source || node.Outputs.All(v => v is null || v.IsConstant)) return false;
        if (PlaceOf(source) is not { } place || node.Outputs.Any(v => v is not null && StaticType(v) is null)) return false;
        if (place.DType == DType.String || node.Op is ConcatOp) return false;
        var views = new StridedView?[node.Outputs.Count];
        for (int k = 0; k < views.Length; k++)
        {
            if (node.Outputs[k] is null) continue;
            views[k] = node.Op.View(node, k, place.Layout);
            if (views[k] is null && node.Op.ViewOf(k) == 0)
            {
                // Only the order of the elements is in the way.
                source = InLayout(source, Viewable(node.Outputs[k]!, place.Layout.Dims));
                place = PlaceOf(source)!;
                views[k] = node.Op.View(node, k, place.Layout);
            }
            if (views[k] is null) return false;
        }
        for (int k = 0; k < views.Length; k++)
        {
            if (node.Outputs[k] is not { } output || views[k] is not { } view) continue;
            var dtype = StaticType(output)!.Value.DType;
            if (!view.Layout.Dims.Span.SequenceEqual(StaticType(output)!.Value.Dims)) return false;
            // Not after later steps, which may have taken the memory if only results without elements read it.
            Store(output, _ready.GetValueOrDefault(source, -1), new Place(place.Buffer, place.Offset + view.Offset * dtype.SizeInBytes(), dtype, view.Layout));
        }
        return true;
    }

    // A layout of what a reshape reads in which the result is a view: as a reader of the result takes it, or row-major.
    private TensorLayout Viewable(Value result, ValueArray<long> source)
    {
        var order = StaticType(result) is { } type ? WantedOrder(result, type.DType, type.Dims) : null;
        var wanted = order is null ? null : TensorLayout.InOrder(StaticType(result)!.Value.Dims, order).TryReshape([.. source]);
        return wanted ?? TensorLayout.RowMajor([.. source]);
    }

    // The order of axes in which the first kernel that would copy a row-major value wants it; null if there is none.
    private int[]? WantedOrder(Value value, DType dtype, long[] dims)
    {
        foreach (var reader in value.Users)
        {
            foreach (var part in reader.Op is SplitOp or SliceOp ? reader.Outputs : [])
                if (part is not null && StaticType(part) is { } type && WantedOrder(part, dtype, type.Dims) is { } order) return order;
            if (reader.Op is ConcatOp or SplitOp or SliceOp or TransposeOp || reader.Op.ViewOf(0) == 0) continue;
            var rowMajor = new KernelOperand(dtype, TensorLayout.RowMajor(dims));
            KernelOperand?[] inputs = [.. reader.Inputs.Select(v => v is null ? null : v == value ? rowMajor : Expected(v))];
            if (reader.Inputs.Zip(inputs).Any(i => i.First is not null && i.Second is null)) continue;
            var problem = ProblemOf(reader, reader.Inputs) with { Inputs = inputs, IsStatic = true };
            if (problem.Outputs.Zip(reader.Outputs).Any(o => o.First is null && o.Second is not null)) continue;
            var plan = Choose(reader, problem).Plan;
            if (plan.Inputs[reader.Inputs.ToList().IndexOf(value)] is { } wanted && !wanted.Matches(rowMajor.Layout)) return wanted.Order();
        }
        return null;
    }

    // A value that is not placed yet will lie somehow.
    private KernelOperand? Expected(Value value) => PlaceOf(value) is not null ? Operand(value)
        : StaticType(value) is { } type ? new KernelOperand(type.DType, TensorLayout.RowMajor(type.Dims)) : null;

    private bool TryConcat(Node node)
    {
        if (node.Op is not ConcatOp concat || node.Outputs[0] is not { } output || StaticType(output) is not { } type || type.DType == DType.String) return false;
        if (node.Inputs.Any(v => v is null || PlaceOf(v) is null)) return false;
        if (!_places.TryGetValue(output, out var whole))
        {
            // Nobody wrote into it yet; it takes the order of its largest operand.
            var largest = node.Inputs.OfType<Value>().MaxBy(v => PlaceOf(v)!.Layout.Count)!;
            whole = Open(output, type, PlaceOf(largest)!.Layout.Order());
        }
        int axis = (int)(concat.Axis < 0 ? concat.Axis + type.Dims.Length : concat.Axis);
        long at = 0;
        foreach (var input in node.Inputs.OfType<Value>())
        {
            var source = PlaceOf(input)!;
            var part = Part(whole, source.Layout.Dims, axis, at);
            at += source.Layout.Dims[axis];
            if (source.Layout.Count == 0 || (source.Buffer == whole.Buffer && source.Offset == part.Offset && source.Layout.Matches(part.Layout) && _targets.IsInPlace(input, node))) continue;
            AddCopy(input, new Value(_graph.UniqueName(input.Name)), part);
        }
        _ready[output] = _steps.Count - 1;
        return true;
    }

    // Results without elements need memory to have a place, but no kernel.
    private bool TryEmpty(Node node)
    {
        if (node.Bodies.Count > 0 && node.Op is not FusedOp) return false;
        if (!node.Outputs.All(v => v is null || (StaticType(v) is { DType: not DType.String } type && type.Dims.Contains(0)))) return false;
        foreach (var output in node.Outputs.OfType<Value>())
        {
            var (dtype, dims) = StaticType(output)!.Value;
            if (_places.ContainsKey(output)) continue;
            var layout = TensorLayout.RowMajor(dims);
            Store(output, _steps.Count - 1, new Place(NewBuffer(dtype, layout, pinned: true), 0, dtype, layout));
        }
        return true;
    }

    // False if the node was taken apart instead.
    private bool AddKernel(Node node)
    {
        var problem = ProblemOf(node, node.Inputs);
        var (kernel, plan) = Choose(node, problem);
        if (node.Op is FusedOp && _devices.IsFallback(kernel.Spec.Backend) && _devices.Refusals(problem, kernel.Spec.Backend) is { Count: > 0 } refusals)
        {
            _takenApart.Add(new(_origins.GetValueOrDefault(node, -1), refusals));
            var symbols = new SymbolSource(_graph);
            foreach (var part in FusedBody.TakeApart(_graph, node)) TypeInference.Run(part, symbols);
            SetOrder();
            return false;
        }
        AddStep(node, _origins.GetValueOrDefault(node, -1), kernel, plan, problem);
        return true;
    }

    private void SetOrder()
    {
        for (int i = 0; i < _graph.Nodes.Count; i++) _order[_graph.Nodes[i]] = i;
    }

    // The engine's kernel for a node, or the first that takes its problem.
    private (NodeKernel Kernel, KernelPlan Plan) Choose(Node node, KernelProblem problem)
    {
        var kernel = _origins.TryGetValue(node, out int origin) ? _engine.Kernels[origin] : NodeKernel.None;
        if (kernel.Spec.Name.Length > 0 && _devices[kernel.Spec.Backend].Plan(kernel.Spec, problem) is { } known)
            return (kernel, known);
        var (spec, plan, _) = _devices.Place(problem);
        return (new NodeKernel(spec), plan);
    }

    private void AddStep(Node node, int origin, NodeKernel kernel, KernelPlan plan, KernelProblem problem)
    {
        var inputs = node.Inputs.Select((v, i) => v is null || problem.Inputs[i] is null || plan.IsPacked(i) || plan.Inputs[i] is not { } wanted ? v : InLayout(v, wanted)).ToArray();
        var atHand = problem;
        problem = problem with { Inputs = [.. inputs.Select((v, i) => problem.Inputs[i] is null ? null : Operand(v!))] };
        var outputs = new Place?[node.Outputs.Count];
        for (int k = 0; k < outputs.Length; k++)
            if (problem.Outputs[k] is { } operand && node.Outputs[k] is { } value)
                outputs[k] = Result(value, operand.DType, plan.Outputs[k] ?? TensorLayout.RowMajor([.. operand.Layout.Dims]), plan, k == 0 ? inputs : []);
        problem = problem with { Outputs = [.. outputs.Select((p, k) => p is null ? null : new KernelOperand(p.DType, p.Layout))] };
        var workspace = plan.WorkspaceBytes > 0 ? NewBuffer(plan.WorkspaceBytes) : null;
        Emit(new PlannedStep(node, origin, kernel, problem, plan)
        {
            AtHand = atHand,
            Inputs = [.. inputs.Select((v, i) => v is null || plan.IsPacked(i) ? null : PlaceOf(v))],
            Outputs = outputs,
            Workspace = workspace,
        });
    }

    private Place Result(Value value, DType dtype, TensorLayout layout, KernelPlan plan, Value?[] inputs)
    {
        if (plan.WritesStrided && Wish(value, dtype, layout) is { } wish && SameInnermost(wish.Layout, layout)
            && (plan.WritesAnyOrder || SameOrder(wish.Layout, layout)))
        {
            if (wish.Part is { } part) return Store(value, _steps.Count, part);
            layout = wish.Layout;
        }
        foreach (int i in plan.Overwrites)
        {
            if (inputs.Length > i && inputs[i] is { } operand && Dies(operand) && PlaceOf(operand) is { Buffer: ArenaBuffer buffer, Offset: 0 } place
                && place.DType == dtype && place.Layout.Matches(layout) && buffer.Bytes == layout.Span * dtype.SizeInBytes()
                && inputs.Count(v => v is not null && PlaceOf(v)?.Buffer == buffer) == 1)
            {
                return Store(value, _steps.Count, place with { Layout = layout });
            }
        }
        return Store(value, _steps.Count, new Place(NewBuffer(dtype, layout, pinned: false), 0, dtype, layout));
    }

    // Whether nobody reads any value of the operand's buffer after the node at hand. A copy serves all readers of its original.
    private bool Dies(Value operand) => PlaceOf(operand) is { Buffer: ArenaBuffer { LastStep: < int.MaxValue } buffer } && _contents.TryGetValue(buffer, out var values)
        && values.All(v => !_targets.IsTarget(v) && !_graph.IsOutput(v) && _copied.GetValueOrDefault(v, v).Users.All(u => _order.GetValueOrDefault(u, -1) <= _now));

    // ---- concatenation in place

    // Where the readers of a value would have it: in a part of a concatenation's result, or laid out so that none must copy it.
    // The layout is the one that its kernel would choose.
    private (TensorLayout Layout, Place? Part)? Wish(Value value, DType dtype, TensorLayout layout)
    {
        long[] dims = [.. layout.Dims];
        if (_graph.IsOutput(value)) return (TensorLayout.RowMajor(dims), null);
        if (_targets.Of(value) is { } target && target.Node.Outputs[0] is { } output && StaticType(output) is { } type && type.DType == dtype)
        {
            if (!_places.TryGetValue(output, out var whole)) whole = Open(output, type, layout.Order());
            int axis = (int)(((ConcatOp)target.Node.Op).Axis is var a && a < 0 ? a + type.Dims.Length : a);
            long at = 0;
            for (int i = 0; i < target.Index; i++) at += StaticType(target.Node.Inputs[i]!)!.Value.Dims[axis];
            var part = Part(whole, layout.Dims, axis, at);
            return (part.Layout, part);
        }
        foreach (var reader in value.Users)
        {
            if (reader.Inputs[0] != value || reader.Outputs is not [{ } seen] || StaticType(seen) is not { } seenType || seenType.DType != dtype) continue;
            if (reader.Op is TransposeOp transpose && transpose.Order(dims.Length) is { } order)
            {
                if (Wish(seen, dtype, layout.Permute(order)) is { } wish && (wish.Part is not null || value.Users.Count == 1))
                    return At(wish.Layout.Permute(Arrays.Make(order.Length, k => Array.IndexOf(order, k))), wish.Part);
            }
            else if (reader.Op.ViewOf(0) == 0)
            {
                var kept = layout.TryReshape(seenType.Dims);
                if (Wish(seen, dtype, kept ?? TensorLayout.RowMajor(seenType.Dims)) is { Part: { } part } wish && wish.Layout.TryReshape(dims) is { } back) return At(back, part);
                if (kept is null && value.Users.Count == 1) return (TensorLayout.RowMajor(dims), null);
            }
        }
        return null;

        static (TensorLayout Layout, Place? Part) At(TensorLayout layout, Place? part) => (layout, part is null ? null : part with { Layout = layout });
    }

    private Place Open(Value output, (DType DType, long[] Dims) type, int[] order)
    {
        var layout = TensorLayout.InOrder(type.Dims, order);
        var wish = Wish(output, type.DType, layout);
        return Store(output, _steps.Count, wish?.Part ?? new Place(NewBuffer(type.DType, wish?.Layout ?? layout, pinned: false), 0, type.DType, wish?.Layout ?? layout));
    }

    private static Place Part(Place whole, ValueArray<long> dims, int axis, long at) => whole with
    {
        Offset = whole.Offset + at * whole.Layout.Strides[axis] * whole.DType.SizeInBytes(),
        Layout = new TensorLayout(dims, whole.Layout.Strides),
    };

    // Axes of size 1 may stand anywhere.
    private static bool SameOrder(TensorLayout a, TensorLayout b)
    {
        int[] Real(TensorLayout t) => Array.FindAll(t.Order(), k => t.Dims[k] > 1);
        return Real(a).AsSpan().SequenceEqual(Real(b));
    }

    // Kernels count on the distance of neighbors along the innermost axis; one of size 1 has none, so the part of a concatenation
    // along it may lie wider.
    private static bool SameInnermost(TensorLayout a, TensorLayout b)
    {
        int innermost = Array.FindLast(b.Order(), k => b.Dims[k] > 1);
        return a.Strides.Count == 0 || a.Dims[innermost] == 1 || a.Strides[innermost] == b.Strides[innermost];
    }

    // ---- layouts

    // The value in another layout: itself, an earlier copy, or a new one.
    private Value InLayout(Value value, TensorLayout wanted)
    {
        var place = PlaceOf(value)!;
        if (place.Layout.Matches(wanted)) return value;
        if (_copies.TryGetValue((value, wanted), out var known)) return known;
        var copy = new Value(_graph.UniqueName(value.Name), value.Type);
        if (place.Buffer is ConstantBuffer { Tensor: var tensor })
        {
            var moved = Tensor.Zeros(place.DType, wanted.Span);
            var flat = tensor.Reshape(tensor.Count);
            StridedCopy.Run(flat, place.Offset / place.DType.SizeInBytes(), [.. place.Layout.Strides], moved, 0, [.. wanted.Strides], [.. wanted.Dims]);
            _places[copy] = new Place(new ConstantBuffer(moved), 0, place.DType, wanted);
        }
        else AddCopy(value, copy, new Place(NewBuffer(place.DType, wanted, pinned: false), 0, place.DType, wanted));
        _copied[copy] = value;
        return _copies[(value, wanted)] = copy;
    }

    private void AddCopy(Value value, Value copy, Place to)
    {
        var from = PlaceOf(value)!;
        copy.Type = new TensorType(from.DType, Shape.Of(from.Layout.Dims.Span));
        var node = new Node(_graph.UniqueName(value.Name), new IdentityOp(), [value], [copy], origins: value.Producer?.Origins ?? []);
        var problem = new KernelProblem(node, [new(from.DType, from.Layout)], [new(to.DType, to.Layout)]);
        var (spec, plan, _) = _devices.Place(problem);
        Store(copy, _steps.Count, to);
        Emit(new PlannedStep(node, -1, new NodeKernel(spec), problem, plan) { AtHand = problem, Inputs = [from], Outputs = [to] });
    }

    // Outputs of the graph are read row-major after the run.
    private void Finish(Value output)
    {
        if (PlaceOf(output) is not { } place) return;
        _outputs[output] = place;
        var rowMajor = TensorLayout.RowMajor([.. place.Layout.Dims]);
        if (place.Buffer is ArenaBuffer { FirstStep: >= 0 } buffer && place.Layout.Matches(rowMajor))
        {
            buffer.LastStep = int.MaxValue;
            return;
        }
        if (place.Buffer is ConstantBuffer) return;
        var copy = new Value(_graph.UniqueName(output.Name), output.Type);
        var own = NewBuffer(place.DType, rowMajor, pinned: false);
        AddCopy(output, copy, new Place(own, 0, place.DType, rowMajor));
        own.LastStep = int.MaxValue;
        _outputs[output] = _places[copy];
    }

    // ---- places

    private KernelProblem ProblemOf(Node node, IReadOnlyList<Value?> inputs)
    {
        bool isStatic = inputs.All(v => v is null || PlaceOf(v) is not null) && node.Outputs.All(v => v is null || StaticType(v) is { DType: not DType.String });
        return new(node, [.. inputs.Select(v => v is null || PlaceOf(v) is null ? null : Operand(v))],
            [.. node.Outputs.Select(v => v is null || StaticType(v) is not { DType: not DType.String } type ? null : new KernelOperand(type.DType, TensorLayout.RowMajor(type.Dims)))])
        {
            IsStatic = isStatic,
        };
    }

    private KernelOperand Operand(Value value)
    {
        var place = PlaceOf(value)!;
        bool whole = place.Buffer is ConstantBuffer && place.Offset == 0 && place.Layout.IsRowMajor;
        return new(place.DType, place.Layout, whole ? ((ConstantBuffer)place.Buffer).Tensor : null);
    }

    private Place? PlaceOf(Value value)
    {
        if (_places.TryGetValue(value, out var place)) return place;
        if (value.Constant is not { DType: not DType.String } tensor) return null;
        return _places[value] = new Place(new ConstantBuffer(tensor), 0, tensor.DType, TensorLayout.RowMajor(tensor.Dims));
    }

    private Place Store(Value value, int readyAfter, Place place)
    {
        _places[value] = place;
        _ready[value] = readyAfter;
        if (place.Buffer is not ArenaBuffer buffer) return place;
        _contents[buffer].Add(value);
        // What a body or a sequence took in may be read at any later time.
        if (value.Users.Any(u => (u.Bodies.Count > 0 && u.Op is not FusedOp) || u.Outputs.Any(v => v is { Type: not TensorType }))) buffer.LastStep = int.MaxValue;
        return place;
    }

    private ArenaBuffer NewBuffer(DType dtype, TensorLayout layout, bool pinned)
    {
        var buffer = NewBuffer(layout.Span * dtype.SizeInBytes());
        if (pinned) (buffer.FirstStep, buffer.LastStep) = (-1, int.MaxValue);
        return buffer;
    }

    private ArenaBuffer NewBuffer(long bytes)
    {
        var buffer = new ArenaBuffer(bytes);
        _contents[buffer] = [];
        return buffer;
    }

    private void Emit(PlannedStep step)
    {
        foreach (var place in step.Inputs.Concat(step.Outputs))
            if (place?.Buffer is ArenaBuffer buffer) buffer.Touch(_steps.Count);
        step.Workspace?.Touch(_steps.Count);
        _steps.Add(step);
        _planned?.Invoke(step);
    }

    private static (DType DType, long[] Dims)? StaticType(Value value) =>
        value.Type is TensorType { DType: not DType.Undefined, Shape: { } shape } type
        && shape.TryGetStatic(out long[]? dims) && MemorySize.Of(type) is not null ? (type.DType, dims) : null;

    private ProgramPlan Lay()
    {
        ArenaBuffer[] buffers = [.. _contents.Keys.Where(b => b.LastStep >= 0)];
        int last = _steps.Count;
        var requests = buffers.Select(b => new BufferRequest(b.Bytes, Math.Clamp(b.FirstStep, 0, last), Math.Min(b.LastStep, last))).ToList();
        var (offsets, bytes, bound) = ArenaPlanning.Plan(requests);
        for (int i = 0; i < buffers.Length; i++) buffers[i].Offset = offsets[i];
        return new ProgramPlan
        {
            Graph = _graph,
            Steps = _steps,
            Places = _places,
            Outputs = _outputs,
            ReadyAfter = _ready,
            Buffers = buffers,
            ArenaBytes = buffers.Length == 0 ? 0 : bytes,
            LowerBoundBytes = bound,
            TakenApart = _takenApart,
        };
    }
}
