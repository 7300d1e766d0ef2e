using XinRT.Ir;
using XinRT.Ops;
using XinRT.Planning;
using XinRT.Reference;

namespace XinRT.Soak.Planner;

/// <summary>Checks a plan without running it: every element of every operand must lie where the plan says, at the
/// moment when a step reads it.</summary>
/// <remarks>
/// Each computed element is a token, and the arena holds for each byte the token that was written there last. Views
/// are no memory to this check: the tokens that a view must show are computed by evaluating its node on tokens. So
/// nothing of the planner's own knowledge of lifetimes is used; two live buffers that overlap, a view of memory that
/// is written over, and a wrong stride all end in an element that is not the one expected.
/// </remarks>
public sealed class PlanOracle
{
    private const int BytesPerToken = 16;

    private readonly ProgramPlan _plan;
    private readonly Dictionary<Value, Tensor> _tokens = [];
    private readonly HashSet<Node> _stepNodes;
    private readonly Dictionary<IBuffer, (long From, long Bytes)> _buffers = new(ReferenceEqualityComparer.Instance);
    private readonly long[] _memory;
    private readonly int[] _readers;
    private long _last;

    private PlanOracle(ProgramPlan plan)
    {
        _plan = plan;
        _stepNodes = [.. plan.Steps.Select(s => s.Node)];
        _memory = new long[plan.ArenaBytes];
        _readers = new int[plan.ArenaBytes];
        foreach (var buffer in plan.Buffers) _buffers[buffer] = (buffer.Offset, buffer.Bytes);
    }

    /// <summary>The first contradiction of a plan, or null.</summary>
    public static string? Contradiction(ProgramPlan plan)
    {
        try
        {
            new PlanOracle(plan).Run();
            return null;
        }
        catch (ContradictionException e)
        {
            return e.Message;
        }
    }

    private void Run()
    {
        foreach (var input in _plan.Graph.Inputs)
        {
            if (!_plan.Places.TryGetValue(input, out var place)) continue;
            _tokens[input] = Fresh(place.Layout);
            Write(place, _tokens[input], $"input '{input.Name}'");
        }
        MustBeReady(-1);
        for (int i = 0; i < _plan.Steps.Count; i++)
        {
            Step(i, _plan.Steps[i]);
            MustBeReady(i);
        }
        foreach (var (value, place) in _plan.Outputs) MustHold(place, value, $"after the run output '{value.Name}'");
        foreach (var input in _plan.Graph.Inputs)
            if (_plan.Places.TryGetValue(input, out var place))
                MustHold(place, input, $"after the run input '{input.Name}'");
    }

    private void Step(int index, PlannedStep step)
    {
        string what = $"step {index} ({step.Node})";
        for (int k = 0; k < step.Inputs.Count; k++)
        {
            if (step.Inputs[k] is not { Buffer: ArenaBuffer } place) continue;
            MustHold(place, step.Node.Inputs[k]!, $"{what} reads input {k}", index * 64 + k + 1);
        }
        if (step.Workspace is { } workspace)
        {
            for (long at = workspace.Offset; at < workspace.Offset + workspace.Bytes; at++)
            {
                if (_readers[at] / 64 == index && _readers[at] > 0)
                    throw new ContradictionException($"{what}: its workspace lies over input {_readers[at] % 64 - 1}");
                _memory[at] = 0;
            }
        }
        long before = _last;
        for (int k = 0; k < step.Outputs.Count; k++)
        {
            if (step.Outputs[k] is not { } place || step.Node.Outputs[k] is not { } value) continue;
            var tokens = _tokens[value] = step is { Origin: < 0, Node.Op: IdentityOp } ? Tokens(step.Node.Inputs[0]!)
                : Fresh(place.Layout);
            MustNotDisturb(step, k, place, index, what, before);
            Write(place, tokens, $"{what} output {k}");
        }
    }

    // A result may lie over an operand only where the kernel allows that, and then at the same place.
    private void MustNotDisturb(PlannedStep step, int output, Place place, int index, string what, long before)
    {
        foreach (long at in Addresses(place, what))
        {
            if (_memory[at] / BytesPerToken > before && step.Origin >= 0)
                throw new ContradictionException($"{what}: output {output} lies over another output");
            if (step.Workspace is { } w && at >= w.Offset && at < w.Offset + w.Bytes)
                throw new ContradictionException($"{what}: output {output} lies over the workspace");
            if (_readers[at] == 0 || _readers[at] / 64 != index) continue;
            int input = _readers[at] % 64 - 1;
            var operand = step.Inputs[input]!;
            if (output != 0 || !step.Plan.Overwrites.Contains(input) || operand.Buffer != place.Buffer
                || operand.Offset != place.Offset || !operand.Layout.Matches(place.Layout))
                throw new ContradictionException($"{what}: output {output} is written over input {input}");
        }
    }

    private void MustBeReady(int step)
    {
        foreach (var (value, ready) in _plan.ReadyAfter)
            if (ready == step && _plan.Places.TryGetValue(value, out var place))
                MustHold(place, value, $"after step {step} value '{value.Name}'");
    }

    private void MustHold(Place place, Value value, string what, int reader = 0)
    {
        if (place.Buffer is not ArenaBuffer) return;
        var tokens = Tokens(value);
        if (tokens.Count != place.Layout.Count)
            throw new ContradictionException($"{what}: {place.Layout.Count} elements instead of {tokens.Count}");
        var wanted = tokens.Span<long>();
        int size = place.DType.SizeInBytes(), element = 0;
        foreach (long at in Addresses(place, what))
        {
            for (int b = 0; b < size; b++)
            {
                if (_memory[at + b] != wanted[element] * BytesPerToken + b)
                    throw new ContradictionException($"{what}: element {element} of {value.Type} at byte {at} is not there ({Owner(_memory[at + b])} is)");
                if (reader > 0) _readers[at + b] = reader;
            }
            element++;
        }
    }

    private string Owner(long content)
    {
        long token = content / BytesPerToken;
        foreach (var (value, tokens) in _tokens)
            if (tokens.Count > 0 && tokens.Span<long>().Contains(token)) return $"an element of '{value.Name}'";
        return "nothing";
    }

    private void Write(Place place, Tensor tokens, string what)
    {
        if (place.Buffer is not ArenaBuffer) return;
        var contents = tokens.Span<long>();
        int size = place.DType.SizeInBytes(), element = 0;
        foreach (long at in Addresses(place, what))
        {
            for (int b = 0; b < size; b++) _memory[at + b] = contents[element] * BytesPerToken + b;
            element++;
        }
    }

    // First bytes of the elements in row-major order, each checked to lie in its buffer.
    private List<long> Addresses(Place place, string what)
    {
        var result = new List<long>();
        if (place.Buffer is not ArenaBuffer buffer || place.Layout.Count == 0) return result;
        if (!_buffers.TryGetValue(buffer, out var range))
            throw new ContradictionException($"{what}: its buffer is not in the arena");
        int size = place.DType.SizeInBytes(), rank = place.Layout.Rank;
        var index = new long[rank];
        long at = place.Offset;
        while (true)
        {
            if (at < 0 || at + size > range.Bytes)
                throw new ContradictionException($"{what}: byte {at} of a buffer of {range.Bytes}");
            result.Add(range.From + at);
            int axis = rank - 1;
            for (; axis >= 0; axis--)
            {
                at += place.Layout.Strides[axis] * size;
                if (++index[axis] < place.Layout.Dims[axis]) break;
                at -= index[axis] * place.Layout.Strides[axis] * size;
                index[axis] = 0;
            }
            if (axis < 0) return result;
        }
    }

    private Tensor Tokens(Value value)
    {
        if (_tokens.TryGetValue(value, out var known)) return known;
        if (value.Constant is { } constant) return _tokens[value] = Fresh(TensorLayout.RowMajor(constant.Dims));
        if (value.Producer is not { } node || _stepNodes.Contains(node))
            throw new ContradictionException($"'{value.Name}' is read before it is computed");
        // Nothing is where no element is, and no step is needed for it.
        if (IsEmpty(value.TensorType)) return _tokens[value] = Fresh(TensorLayout.RowMajor(Dims(value.TensorType)!));
        // No step computes it, so it only shows what is there already.
        var inputs = node.Inputs.Select((v, i) => v is null ? null : i == 0 || node.Op is ConcatOp ? Tokens(v)
            : v.Constant ?? Tokens(v)).ToArray();
        var results = new ReferenceExecutor { Threads = 1 }.Evaluate(node, inputs);
        for (int k = 0; k < results.Count; k++)
            if (node.Outputs[k] is { } output && results[k] is Tensor tensor) _tokens[output] = tensor;
        return _tokens[value];
    }

    private static bool IsEmpty(TensorType type) => Dims(type) is { } dims && dims.Contains(0);

    private static long[]? Dims(TensorType type) => type.Shape is { } s && s.TryGetStatic(out long[]? dims) ? dims : null;

    private Tensor Fresh(TensorLayout layout)
    {
        var tensor = Tensor.Zeros(DType.I64, layout.Dims.Span);
        foreach (ref long token in tensor.Span<long>()) token = ++_last;
        return tensor;
    }

    private sealed class ContradictionException(string message) : Exception(message);
}
