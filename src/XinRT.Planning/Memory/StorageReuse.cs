namespace XinRT.Planning;

/// <summary>Which results are written over an operand of their step.</summary>
internal sealed class StorageReuse
{
    private readonly Dictionary<Storage, Storage> _roots = [];
    private readonly Dictionary<Storage, int> _lastSteps = [];

    private StorageReuse()
    {
    }

    /// <summary>Lets each first result of a step whose kernel allows it take over an operand that no later step
    /// reads.</summary>
    public static StorageReuse Run(IReadOnlyList<ScheduledStep> steps)
    {
        var reuse = new StorageReuse();
        for (int i = 0; i < steps.Count; i++) reuse.Reuse(steps[i], i);
        return reuse;
    }

    /// <summary>The storage that stands for this one: itself, or the first of those that were taken over.</summary>
    public Storage RootOf(Storage storage) => _roots.GetValueOrDefault(storage, storage);

    /// <summary>The last step that touches a root or what took it over.</summary>
    public int LastStepOf(Storage root) => _lastSteps.GetValueOrDefault(root, root.LastStep);

    private void Reuse(ScheduledStep step, int index)
    {
        if (step.Plan.Overwrites.Count == 0 || step.Outputs is not [{ Buffer: Storage result, Offset: 0 } own, ..])
            return;
        if (result.FirstStep != index || result.Bytes != own.Layout.Span * own.DType.SizeInBytes()) return;
        foreach (int i in step.Plan.Overwrites)
        {
            if (i >= step.Inputs.Count || step.Inputs[i] is not { Buffer: Storage storage, Offset: 0 } operand)
                continue;
            var root = RootOf(storage);
            if (LastStepOf(root) != index || root.Bytes != result.Bytes) continue;
            if (operand.DType != own.DType || !operand.Layout.Matches(own.Layout)) continue;
            if (step.Inputs.Count(p => p?.Buffer is Storage other && RootOf(other) == root) != 1) continue;
            _roots[result] = root;
            _lastSteps[root] = result.LastStep;
            return;
        }
    }
}
