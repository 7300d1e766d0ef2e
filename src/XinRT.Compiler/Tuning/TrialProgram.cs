using System.Diagnostics;
using XinRT.Backends;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Runtime.Execution;

namespace XinRT.Compiler.Tuning;

/// <summary>A program with one choice of kernels, run to time each step in its place.</summary>
internal sealed class TrialProgram : IDisposable
{
    private readonly LoadedProgram _program;
    private readonly BoundProgram _bound;
    private readonly Dictionary<int, int> _stepOf = [];

    /// <summary>Plans, packs, loads and binds the program.</summary>
    /// <param name="engine">The engine with the choice of kernels; those without packed constants get them here.</param>
    /// <param name="sizes">Types of the inputs.</param>
    /// <param name="devices">Devices of the kernels.</param>
    /// <param name="options">How the engine will run.</param>
    /// <param name="context">Shares of the devices.</param>
    public TrialProgram(EnginePlan engine, IReadOnlyList<IrType> sizes, DeviceSet devices, EngineOptions options, ContextDevices context)
    {
        Plan = ProgramPlanner.Plan(engine, devices, sizes, options).Pack();
        _program = new LoadedProgram(Plan, devices, options);
        _bound = new BoundProgram(_program, options, backend => context[backend]);
        for (int i = 0; i < Plan.Graph.Inputs.Count; i++) _bound.SetInput(i, Filled(Plan.Graph.Inputs[i].Type));
        NodeKernel[] kernels = [.. engine.Kernels];
        for (int i = 0; i < Plan.Steps.Count; i++)
        {
            if (Plan.Steps[i].Origin < 0) continue;
            kernels[Plan.Steps[i].Origin] = Plan.Steps[i].Kernel;
            _stepOf[Plan.Steps[i].Origin] = i;
        }
        Kernels = kernels;
        Keys = [.. Plan.Steps.Select(s => s.Problem.Key())];
        Shortest = new double[Plan.Steps.Count];
    }

    /// <summary>The program.</summary>
    public ProgramPlan Plan { get; }

    /// <summary>The kernel of each node of the engine, packed.</summary>
    public IReadOnlyList<NodeKernel> Kernels { get; }

    /// <summary><see cref="KernelProblem.Key"/> of each step.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The shortest time of each step in seconds since <see cref="Forget"/>.</summary>
    public double[] Shortest { get; }

    /// <summary>The step that computes a node of the engine, or -1.</summary>
    public int StepOf(int node) => _stepOf.GetValueOrDefault(node, -1);

    /// <summary>Seconds of a node's step.</summary>
    public double SecondsOf(int node) => Shortest[_stepOf[node]];

    /// <summary>Milliseconds of all steps; 0 before the first run.</summary>
    public double Milliseconds => Shortest.Sum() * 1e3;

    /// <summary>The steps that another program lacks: those of another problem or kernel.</summary>
    public IReadOnlyList<int> Without(TrialProgram other)
    {
        var shared = other.Plan.Steps.Select((s, i) => (other.Keys[i], s.Kernel.Spec)).CountBy(k => k).ToDictionary();
        var rest = new List<int>();
        for (int i = 0; i < Keys.Count; i++)
        {
            var step = (Keys[i], Plan.Steps[i].Kernel.Spec);
            int left = shared.GetValueOrDefault(step);
            if (left == 0) rest.Add(i);
            else shared[step] = left - 1;
        }
        return rest;
    }

    /// <summary>Whether a step's kernel works on memory; the others have no choice of kernels.</summary>
    public bool IsTunable(int step) => Plan.Steps[step].Origin >= 0 && _bound.Steps[step] is MemoryStep;

    /// <summary>Starts the times anew.</summary>
    public void Forget() => Array.Fill(Shortest, double.MaxValue);

    /// <summary>Runs once.</summary>
    /// <param name="context">Shares of the devices.</param>
    /// <param name="cancel">Ends the run.</param>
    public void Run(ContextDevices context, CancellationToken cancel) => Run(context, timed: false, cancel);

    /// <summary>Runs once and takes the time of each step.</summary>
    /// <param name="context">Shares of the devices.</param>
    /// <param name="cancel">Ends the run.</param>
    public void RunTimed(ContextDevices context, CancellationToken cancel) => Run(context, timed: true, cancel);

    /// <summary>Frees the program.</summary>
    public void Dispose()
    {
        _program.Dispose();
    }

    private void Run(ContextDevices context, bool timed, CancellationToken cancel)
    {
        context.BeginRun();
        try
        {
            for (int i = 0; i < Shortest.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                _bound.Steps[i].Run(cancel);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (timed) Shortest[i] = Math.Min(Shortest[i], seconds);
            }
        }
        finally
        {
            context.EndRun();
        }
    }

    // Ones are valid as tokens, positions and masks.
    private static Tensor Filled(IrType type)
    {
        var tensor = (TensorType)type;
        var dims = tensor.Shape!.Select(d => d.Value).ToArray();
        if (tensor.DType.IsFloat()) return SyntheticTensor.Make(tensor.DType, dims);
        var ones = Tensor.Zeros(tensor.DType, dims);
        if (tensor.DType is not (DType.String or DType.Undefined)) ElementConverter.Write([.. Enumerable.Repeat(1.0, ones.Count)], ones);
        return ones;
    }
}
