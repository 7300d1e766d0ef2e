using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Gives the storage of a schedule addresses in one arena.</summary>
/// <remarks>A result takes over the memory of an operand that ends there where its kernel allows that. Then buffers
/// that never live together share the arena.</remarks>
internal static class MemoryPlanning
{
    /// <summary>Plans the memory of a program.</summary>
    public static ProgramPlan Run(Placement placement, Schedule schedule)
    {
        var reuse = StorageReuse.Run(schedule.Steps);
        int last = schedule.Steps.Count;
        Storage[] storages = [.. schedule.Storages.Where(s => s.LastStep >= 0 && reuse.RootOf(s) == s)];
        var requests = new BufferRequest[storages.Length];
        for (int i = 0; i < storages.Length; i++)
            requests[i] = new(storages[i].Bytes, Math.Clamp(storages[i].FirstStep, 0, last),
                Math.Min(reuse.LastStepOf(storages[i]), last));
        var (offsets, bytes, bound) = ArenaPlanning.Plan(requests);
        var buffers = new Dictionary<Storage, ArenaBuffer>(storages.Length);
        for (int i = 0; i < storages.Length; i++)
            buffers[storages[i]] = new(storages[i].Bytes, storages[i].FirstStep, reuse.LastStepOf(storages[i]),
                offsets[i]);
        var places = new Dictionary<Place, Place>(ReferenceEqualityComparer.Instance);
        return new ProgramPlan
        {
            Placement = placement,
            Steps = [.. schedule.Steps.Select(Final)],
            Places = AllAt(schedule.Places),
            Outputs = AllAt(schedule.Outputs),
            ReadyAfter = schedule.ReadyAfter,
            Buffers = [.. storages.Select(s => buffers[s])],
            ArenaBytes = storages.Length == 0 ? 0 : bytes,
            LowerBoundBytes = bound,
        };

        PlannedStep Final(ScheduledStep step) => new(step.Node, step.Origin, step.Kernel, step.Problem, step.Plan)
        {
            AtHand = step.AtHand,
            Inputs = [.. step.Inputs.Select(At)],
            Outputs = [.. step.Outputs.Select(At)],
            Workspace = step.Workspace is { } workspace ? buffers[workspace] : null,
        };

        Dictionary<Value, Place> AllAt(IReadOnlyDictionary<Value, Place> of)
        {
            var all = new Dictionary<Value, Place>(of.Count);
            foreach (var (value, place) in of) all[value] = At(place)!;
            return all;
        }

        Place? At(Place? place)
        {
            if (place?.Buffer is not Storage storage) return place;
            if (places.TryGetValue(place, out var known)) return known;
            var buffer = buffers.GetValueOrDefault(reuse.RootOf(storage)) ?? Untouched(storage);
            return places[place] = place with { Buffer = buffer };
        }

        // No step reads or writes it, so that it needs no memory.
        ArenaBuffer Untouched(Storage storage) =>
            buffers[storage] = new(storage.Bytes, storage.FirstStep, storage.LastStep, 0);
    }
}
