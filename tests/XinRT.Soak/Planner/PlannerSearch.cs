using XinRT.Soak.Graphs;
using XinRT.TestKit;

namespace XinRT.Soak.Planner;

/// <summary>Plans of random networks and of real models.</summary>
public sealed class PlannerSearch : ISearch
{
    // Models take seconds where networks take milliseconds.
    private const ulong NetworksPerModel = 40;

    // None without the source tree: then all cases are networks.
    private static readonly IReadOnlyList<string> Models = Repository.IsThere ? ModelHydrator.Names : [];

    /// <inheritdoc/>
    public string Name => "planner";

    /// <inheritdoc/>
    public string Summary =>
        "Plans of random networks and of models: no live memory is written over, and a poisoned arena gives the same bits.";

    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public SoakCase Make(ulong seed) => seed % NetworksPerModel == 0 && Models.Count > 0 ? Model(seed / NetworksPerModel)
        : new NetworkCase(() => GraphCase.Make(seed), $"Plan_of_seed_{seed}", nameof(GraphCase.MustBePlannedRight),
            PlanJudge.Judge);

    private static ModelPlanCase Model(ulong number) =>
        new(Models[(int)(number % (ulong)Models.Count)]);
}
