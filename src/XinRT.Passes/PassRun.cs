namespace XinRT.Passes;

/// <summary>One run of a pass: how many changes it made, the nodes of the graph before and after, and its time.</summary>
public sealed record PassRun(string Pass, int Changes, int NodesBefore, int NodesAfter, TimeSpan Time);
