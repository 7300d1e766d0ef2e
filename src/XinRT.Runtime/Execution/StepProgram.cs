using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Runtime.Execution;

/// <summary>An engine's graph with values as slots and kernels loaded: what every context of the engine walks through.</summary>
internal sealed class StepProgram
{
    private StepProgram(IReadOnlyList<Step> steps, Datum?[] initial, Dictionary<string, int> slots, int[] inputs, int[] outputs)
    {
        Steps = steps;
        Initial = initial;
        Slots = slots;
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Contents of all slots before a run: constants, else null.</summary>
    public Datum?[] Initial { get; }

    /// <summary>Slot of each value by name.</summary>
    public IReadOnlyDictionary<string, int> Slots { get; }

    /// <summary>Slots of the graph's inputs.</summary>
    public int[] Inputs { get; }

    /// <summary>Slots of the graph's outputs.</summary>
    public int[] Outputs { get; }

    public static StepProgram Link(EnginePlan plan, Func<string, IDevice> device)
    {
        var index = new Dictionary<Value, int>();
        var slots = new Dictionary<string, int>(StringComparer.Ordinal);
        var initial = new List<Datum?>();
        foreach (var value in plan.Graph.Values)
        {
            index[value] = initial.Count;
            slots.TryAdd(value.Name, initial.Count);
            initial.Add(value.Constant);
        }
        var places = plan.Memory.Places.ToDictionary(p => p.Value, StringComparer.Ordinal);
        int[] outputs = [.. plan.Graph.Outputs.Select(v => index[v])];
        var lastReader = new int[initial.Count];
        Array.Fill(lastReader, -1);
        for (int i = 0; i < plan.Graph.Nodes.Count; i++)
            foreach (var v in plan.Graph.Nodes[i].Inputs)
                if (v is { IsConstant: false }) lastReader[index[v]] = i;
        foreach (int slot in outputs.Concat(plan.Graph.Inputs.Select(v => index[v]))) lastReader[slot] = -1;

        var steps = new List<Step>(plan.Graph.Nodes.Count);
        for (int i = 0; i < plan.Graph.Nodes.Count; i++)
        {
            var node = plan.Graph.Nodes[i];
            var kernel = device(plan.Kernels[i].Backend).Load(plan.Kernels[i], node);
            int step = i;
            steps.Add(new Step(node, kernel,
                [.. node.Inputs.Select(v => v is null ? -1 : index[v])],
                [.. node.Outputs.Select(v => v is null ? -1 : index[v])],
                [.. node.Outputs.Select(v => v is null ? null : places.GetValueOrDefault(v.Name))],
                [.. node.Inputs.OfType<Value>().Select(v => index[v]).Distinct().Where(s => lastReader[s] == step)]));
        }
        return new(steps, [.. initial], slots, [.. plan.Graph.Inputs.Select(v => index[v])], outputs);
    }
}

/// <summary>One node with its kernel.</summary>
/// <param name="Node">The node.</param>
/// <param name="Kernel">What runs it.</param>
/// <param name="Inputs">Slot of each operand, -1 where absent.</param>
/// <param name="Outputs">Slot of each result, -1 where not wanted.</param>
/// <param name="Places">Place in the arena of each result, null where it has none.</param>
/// <param name="Released">Slots that no later step reads.</param>
internal sealed record Step(Node Node, IKernel Kernel, int[] Inputs, int[] Outputs, Placement?[] Places, int[] Released);
