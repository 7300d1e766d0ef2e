using XinRT.Backends;

namespace XinRT.Runtime.Execution;

/// <summary>A body of control flow as a program of its own, with the memory of one context.</summary>
internal sealed class BodyProgram(LoadedPrograms programs, EngineOptions options, Func<string, IDeviceContext> device)
{
    // A value that grows with each iteration would want a plan for each.
    private const int MaxBindings = 4;

    private readonly BoundPrograms _bound = new(programs, options, device);
    private BoundProgram? _open;

    /// <summary>Runs the body and gives results that a later run leaves alone; null if its inputs change sizes too often to plan for, and
    /// are not of the types that the body states.</summary>
    public Datum[]? Run(Datum[] inputs, CancellationToken cancel)
    {
        if (_bound.Find(inputs) is not { } program)
        {
            if (_bound.Bindings < MaxBindings) program = _bound.Bind(inputs);
            else if (!IsAsStated(inputs)) return null;
            // The sizes that are open stay so: kernels that take them from the run do the rest.
            else program = _open ??= _bound.Bind([.. programs.Declared]);
        }
        for (int i = 0; i < inputs.Length; i++) program.SetInput(i, inputs[i]);
        foreach (var step in program.Steps)
        {
            cancel.ThrowIfCancellationRequested();
            step.Run(cancel);
        }
        var results = new Datum[program.Plan.Graph.Outputs.Count];
        // The next iteration takes these as inputs, and writes over the memory they lie in.
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Kept(program.Output(i)!, program);
            program.LetGo(results[i]);
        }
        return results;
    }

    private bool IsAsStated(Datum[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (programs.Declared[i] is not TensorType { Shape: { } shape } type || inputs[i] is not Tensor tensor
                || type.DType != tensor.DType || shape.Rank != tensor.Rank) return false;
            for (int axis = 0; axis < tensor.Rank; axis++)
                if (shape[axis].IsConstant && shape[axis].Value != tensor.Dims[axis]) return false;
        }
        return true;
    }

    private static Datum Kept(Datum datum, BoundProgram program) => datum switch
    {
        Tensor tensor => tensor.DType != DType.String && program.Owns(tensor) ? tensor.Clone() : tensor,
        SequenceDatum sequence => new SequenceDatum(sequence.Element, [.. sequence.Items.Select(item => Kept(item, program))]),
        OptionalDatum { Value: { } value } optional => new OptionalDatum(optional.Element, Kept(value, program)),
        _ => datum,
    };
}
