using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Builds a graph node by node with types inferred at once, so that blocks can look at the shapes at hand. A
/// body of control flow has a builder of its own, which takes values of the graphs around it as captures.</summary>
public sealed class NetworkBuilder
{
    private readonly NetworkBuilder? _outer;
    private readonly SymbolSource _symbols;
    private readonly int[] _names;
    private readonly HashSet<Value> _own = [];
    private readonly Dictionary<Value, Value> _captures = [];

    /// <summary>Begins a network.</summary>
    public NetworkBuilder(Draw draw) : this(draw, null, new SymbolSource(), [0])
    {
    }

    private NetworkBuilder(Draw draw, NetworkBuilder? outer, SymbolSource symbols, int[] names) =>
        (Draw, _outer, _symbols, _names) = (draw, outer, symbols, names);

    /// <summary>Where random choices come from.</summary>
    public Draw Draw { get; }

    /// <summary>The graph so far.</summary>
    public Graph Graph { get; } = new("main");

    /// <summary>How many bodies are around this one.</summary>
    public int Depth => _outer is null ? 0 : _outer.Depth + 1;

    /// <summary>Adds an input of the network; within a body one of the outermost graph.</summary>
    public Value Input(string name, DType dtype, params ReadOnlySpan<Dim> dims)
    {
        if (_outer is not null) return _outer.Input(name, dtype, dims);
        return Graph.AddInput(Own(new Value(Name(name), new TensorType(dtype, Shape.Of(dims)))));
    }

    /// <summary>Adds an output.</summary>
    public void Output(Value value) => Graph.AddOutput(Here(value)!);

    /// <summary>A constant.</summary>
    public Value Constant(Tensor tensor) => new(Name("c"), tensor);

    /// <summary>A constant of random numbers in [-scale, scale).</summary>
    public Value Floats(double scale, params ReadOnlySpan<long> dims)
    {
        var tensor = Tensor.Zeros(DType.F32, dims);
        foreach (ref float x in tensor.Span<float>()) x = (float)(Draw.Unit() * scale);
        return Constant(tensor);
    }

    /// <summary>A constant of random numbers around 1, as scales of normalizations are.</summary>
    public Value Scales(params ReadOnlySpan<long> dims)
    {
        var tensor = Tensor.Zeros(DType.F32, dims);
        foreach (ref float x in tensor.Span<float>()) x = (float)(1 + Draw.Unit() / 2);
        return Constant(tensor);
    }

    /// <summary>A float without axes.</summary>
    public Value Scalar(double value) => Constant(Tensor.FromDoubles(DType.F32, [value], []));

    /// <summary>An integer without axes.</summary>
    public Value Integer(long value) => Constant(Tensor.From<long>([value]).Reshape([]));

    /// <summary>A vector of integers.</summary>
    public Value Integers(params ReadOnlySpan<long> values) => Constant(Tensor.From<long>(values));

    /// <summary>Adds a node with one result.</summary>
    public Value Op(string name, Value?[] inputs, params (string Name, object Value)[] attributes) =>
        Ops(name, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several results.</summary>
    public Value[] Ops(string name, int outputs, Value?[] inputs, params (string Name, object Value)[] attributes) =>
        Append(name, outputs, inputs, [], attributes);

    /// <summary>Runs one of two bodies.</summary>
    public Value[] If(Value condition, Func<NetworkBuilder, Value[]> then, Func<NetworkBuilder, Value[]> otherwise)
    {
        NetworkBuilder[] bodies = [Body(), Body()];
        foreach (var (body, fill) in bodies.Zip([then, otherwise])) body.Close(fill(body));
        var captured = Capture(bodies);
        return Append("If", bodies[0].Graph.Outputs.Count, [condition, .. captured], bodies, []);
    }

    /// <summary>Runs a body several times. The body is given the iteration number and the carried values; it gives
    /// those for the next iteration, then one slice of each scan output.</summary>
    public Value[] Loop(Value? trips, Value? condition, Value[] carried, Func<NetworkBuilder, Value, Value[],
        Value[]> fill,
        Func<NetworkBuilder, Value, Value[], Value>? goOn = null)
    {
        var body = Body();
        var iteration = body.Parameter(new TensorType(DType.I64, Shape.Scalar));
        var going = body.Parameter(new TensorType(DType.Bool, Shape.Scalar));
        Value[] states = [.. carried.Select(v => body.Parameter(Here(v)!.Type))];
        var results = fill(body, iteration, states);
        var more = goOn is null ? body.Op("Identity", [going]) : goOn(body, iteration, results);
        body.Close([more, .. results]);
        var captured = Capture([body]);
        return Append("Loop", results.Length, [trips, condition, .. carried, .. captured], [body], []);
    }

    /// <summary>Runs a body over the slices of the first axis of values.</summary>
    public Value[] Scan(Value[] states, Value[] scanned, bool backwards, Func<NetworkBuilder, Value[], Value[],
        Value[]> fill)
    {
        var body = Body();
        Value[] own = [.. states.Select(v => body.Parameter(Here(v)!.Type))];
        Value[] slices = [.. scanned.Select(v => body.Parameter(Sliced(Here(v)!.TensorType)))];
        var results = fill(body, own, slices);
        body.Close(results);
        var captured = Capture([body]);
        var attributes = new List<(string, object)> { ("num_scan_inputs", scanned.Length) };
        if (backwards) attributes.Add(("scan_input_directions", scanned.Select(_ => 1L).ToArray()));
        return Append("Scan", results.Length, [.. states, .. scanned, .. captured], [body], [.. attributes]);
    }

    private static TensorType Sliced(TensorType type) => type with { Shape = type.Shape!.Without(0) };

    private Value[] Append(string name, int outputs, Value?[] inputs, NetworkBuilder[] bodies,
        (string Name, object Value)[] attributes)
    {
        string[] parts = name.Split("::");
        var info = OperatorRegistry.Find(parts.Length > 1 ? parts[0] : "", parts[^1])
            ?? throw new TestKitException($"No operator is called {name}.");
        var map = new AttributeMap();
        foreach (var (key, value) in attributes) map.Set(key, Attribute(value));
        var results = new Value[outputs];
        for (int i = 0; i < outputs; i++) results[i] = Own(new Value(Name("v")));
        var node = new Node(results[0].Name, info.Create(map), [.. inputs.Select(Here)], results,
            [.. bodies.Select(b => b.Graph)]);
        Graph.Add(node);
        TypeInference.Run(node, _symbols);
        return results;
    }

    private static object Attribute(object value) => value switch
    {
        int i => (long)i,
        bool b => b ? 1L : 0L,
        double d => (float)d,
        int[] a => Array.ConvertAll(a, i => (long)i),
        _ => value,
    };

    private NetworkBuilder Body() => new(Draw, this, _symbols, _names);

    private Value Parameter(IrType type) => Graph.AddInput(Own(new Value(Name("p"), type)));

    private void Close(Value[] results)
    {
        foreach (var value in results) Output(value);
    }

    // Values of outer graphs that any of the bodies read; all bodies of a node capture the same.
    private static Value[] Capture(NetworkBuilder[] bodies)
    {
        Value[] captured = [.. bodies.SelectMany(b => b._captures.Keys).Distinct()];
        foreach (var body in bodies)
        {
            foreach (var value in captured)
                body.Graph.AddInput(body._captures.GetValueOrDefault(value) ?? new Value(body.Name("p"), value.Type));
            body.Graph.CapturedCount = captured.Length;
        }
        return captured;
    }

    // The value as this graph sees it: itself, a constant, or a capture.
    private Value? Here(Value? value)
    {
        if (value is null || value.IsConstant || _own.Contains(value) || _outer is null) return value;
        var around = _outer.Here(value)!;
        if (_captures.TryGetValue(around, out var known)) return known;
        return _captures[around] = Own(new Value(Name("p"), around.Type) { Data = around.Data });
    }

    private Value Own(Value value)
    {
        _own.Add(value);
        return value;
    }

    private string Name(string hint) => $"{hint}{_names[0]++}";
}
