using XinRT.Compare.Golden;

namespace XinRT.Cli.Demo;

/// <summary>What the demo found.</summary>
internal sealed record DemoResult(string Title, IReadOnlyList<TextLine> Lines, IReadOnlyList<DemoEngine> Engines);

/// <summary>One engine of the demo: size, times, agreement with ONNX Runtime (null if that could not run).</summary>
internal sealed record DemoEngine(string Name, int NodesBefore, int NodesAfter, double BuildMs, double RunMs, double GoldenMs, OutputDifference? Difference);
