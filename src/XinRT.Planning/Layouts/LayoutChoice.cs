using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Finds out how the readers of each value would have it: from the kernels that read it, from joins, from the
/// outputs of the graph, and through views from what lies behind them.</summary>
/// <remarks>A kernel is asked with all operands row-major, since none has been placed.</remarks>
public sealed class LayoutChoice
{
    private readonly Graph _graph;
    private readonly KernelChoice _kernels;
    private readonly JoinTargets _targets;
    private readonly Dictionary<Value, Destination?> _destinations = [];
    private readonly Dictionary<Value, int[]?> _orders = [];

    private LayoutChoice(Graph graph, KernelChoice kernels) =>
        (_graph, _kernels, _targets) = (graph, kernels, new(graph));

    /// <summary>Finds out what is wanted.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kernels">The kernels of its nodes.</param>
    public static WantedLayouts Run(Graph graph, KernelChoice kernels)
    {
        var choice = new LayoutChoice(graph, kernels);
        var destinations = new Dictionary<Value, Destination>();
        var orders = new Dictionary<Value, int[]>();
        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.Outputs)
                if (value is not null && choice.DestinationOf(value) is { } destination)
                    destinations[value] = destination;
            if (node is { Op: IInvertibleViewOp, Outputs: [{ } view] } && choice.OrderOf(view) is { } order)
                orders[view] = order;
        }
        return new(graph, destinations, orders);
    }

    private Destination? DestinationOf(Value value)
    {
        if (_destinations.TryGetValue(value, out var known)) return known;
        return _destinations[value] = StaticType.Of(value.Type) is { } type ? DestinationOf(value, type.DType) : null;
    }

    private Destination? DestinationOf(Value value, DType dtype)
    {
        if (_graph.IsOutput(value)) return new Destination.Output();
        if (_targets.Of(value) is var (join, index) && StaticType.Of(join.Outputs[0]!.Type)?.DType == dtype)
            return new Destination.Part(join, index);
        foreach (var reader in value.Users)
        {
            if (reader is not { Op: IInvertibleViewOp, Outputs: [{ } view] } || reader.Inputs[0] != value) continue;
            if (StaticType.Of(view.Type)?.DType != dtype) continue;
            var beyond = DestinationOf(view);
            // Other readers would have to read what is laid out for one of them, and only a part is worth that.
            if (value.Users.Count == 1 || beyond is { IsPart: true }) return new Destination.View(reader, beyond);
        }
        return null;
    }

    private int[]? OrderOf(Value value)
    {
        if (_orders.TryGetValue(value, out int[]? known)) return known;
        return _orders[value] = StaticType.Of(value.Type) is { } type ? OrderOf(value, type) : null;
    }

    private int[]? OrderOf(Value value, StaticType type)
    {
        foreach (var reader in value.Users)
        {
            int[]? order = reader.Op switch
            {
                IInvertibleViewOp or IJoinOp => null,
                IViewOp op => reader.Inputs[0] == value ? OrderOfPart(reader, op, type) : null,
                _ => OrderFor(reader, value, type),
            };
            if (order is not null) return order;
        }
        return null;
    }

    // The order in which a part is wanted, if it is the order of the whole too.
    private int[]? OrderOfPart(Node reader, IViewOp op, StaticType whole)
    {
        for (int k = 0; k < reader.Outputs.Count; k++)
        {
            if (reader.Outputs[k] is not { } part || StaticType.Of(part.Type) is not { } type
                || type.Dims.Count != whole.Dims.Count) continue;
            if (OrderOf(part) is not { } order
                || op.View(reader, k, TensorLayout.InOrder(whole.Dims.Span, order)) is not { } view) continue;
            if (view.Layout.HasOrderOf(TensorLayout.InOrder(type.Dims.Span, order))) return order;
        }
        return null;
    }

    private int[]? OrderFor(Node reader, Value value, StaticType type)
    {
        // No kernel runs for results without elements, so none is asked.
        if (EmptyResults.AreAllOf(reader)) return null;
        var problem = KernelProblem.Of(reader);
        if (!problem.IsStatic) return null;
        var plan = _kernels.Of(reader, problem).Plan;
        for (int i = 0; i < reader.Inputs.Count; i++)
            if (reader.Inputs[i] == value)
                return plan.Inputs[i] is { } wanted && !wanted.Matches(type.RowMajor) ? wanted.Order() : null;
        return null;
    }
}
