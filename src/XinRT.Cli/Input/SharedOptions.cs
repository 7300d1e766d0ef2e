using System.CommandLine;
using System.Globalization;
using XinRT.Backends;
using XinRT.Cli.Output;

namespace XinRT.Cli.Input;

/// <summary>Options that every verb takes, those of every verb that optimizes, and those of every verb that
/// builds.</summary>
internal sealed class SharedOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads to use; all processors by default.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show more." };
    private readonly Option<string[]> _shapes = Many("--shapes", "Fixed shapes of inputs: name:1x3x224x224.");
    private readonly Option<string[]> _min = Many("--min-shapes", "Smallest shapes of dynamic inputs.");
    private readonly Option<string[]> _opt = Many("--opt-shapes", "Shapes of dynamic inputs to tune for.");
    private readonly Option<string[]> _max = Many("--max-shapes", "Largest shapes of dynamic inputs.");
    private readonly Option<string[]> _disabled = Many("--disable-rule", "Names of rewrite rules or passes not to run.");
    private readonly Option<bool> _verify = new("--verify-rewrites") { Description = "Check every rewrite on the reference evaluator (slow)." };
    private readonly Option<string?> _backend = new("--backend") { Description = "Backend to use: cpu, cpu-avx2, cpu-avx512, cpu-portable, reference; the best by default." };
    private readonly Option<string> _budget = new("--budget");
    private readonly Option<string?> _cache = new("--timing-cache") { Description = "File of kernel times to use and to add to." };
    private readonly Option<LatencyMode> _latency = new("--latency") { Description = "What threads do while they wait: spin, park, or balanced between both.", DefaultValueFactory = _ => LatencyMode.Balanced };
    private readonly Option<string?> _lock = new("--lock") { Description = "File with the kernel of each node: taken if it exists, else written." };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="builds">Whether it builds engines.</param>
    /// <param name="tunes">Whether it measures kernels unless told otherwise.</param>
    /// <param name="optimizes">Whether it optimizes graphs without building engines.</param>
    public SharedOptions(Command verb, bool builds, bool tunes = false, bool optimizes = false)
    {
        _budget.Description = "Time to measure kernels in; 0s takes the best by rule of thumb.";
        _budget.DefaultValueFactory = _ => tunes ? "60s" : "0s";
        foreach (var option in (Option[])[_json, _threads, _verbose]) verb.Add(option);
        Range(_threads, 1, 1024);
        // An argument that may stand several times would take a mistyped option for a value.
        verb.Validators.Add(r =>
        {
            foreach (var token in r.Children.SelectMany(c => c.Tokens))
                if (token.Value.StartsWith("--", StringComparison.Ordinal)) r.AddError($"Unrecognized option '{token.Value}'; the options are listed below.");
        });
        if (!builds && !optimizes) return;
        _disabled.TakesRules();
        foreach (var option in (Option[])[_shapes, _disabled, _verify]) verb.Add(option);
        if (!builds) return;
        foreach (var option in (Option[])[_min, _opt, _max, _backend, _latency, _budget, _cache, _lock]) verb.Add(option);
    }

    public Terminal Terminal(ParseResult args) => new(args.GetValue(_json));

    public int Threads(ParseResult args) => args.GetValue(_threads);

    public bool Verbose(ParseResult args) => args.GetValue(_verbose);

    public string? Backend(ParseResult args) => args.GetValue(_backend);

    public EngineOptions Engine(ParseResult args) => new() { Threads = Threads(args), Latency = args.GetValue(_latency) };

    public BuildOptions Build(ParseResult args)
    {
        // Found out now, not after minutes of measuring.
        OutputPath.CheckTimingCache(_cache.Name, args.GetValue(_cache));
        OutputPath.CheckLock(_lock.Name, args.GetValue(_lock));
        return Options(args);
    }

    /// <summary>What of a build is said by the options of a verb that optimizes.</summary>
    public BuildOptions Optimization(ParseResult args) => new()
    {
        Shapes = Shapes(args, _shapes).ToDictionary(s => s.Key, s => Shape.Of(s.Value.AsSpan())),
        DisabledRules = (args.GetValue(_disabled) ?? []).SelectMany(r => r.Split(',')).ToHashSet(StringComparer.Ordinal),
        VerifyRewrites = args.GetValue(_verify),
        Threads = Threads(args),
    };

    private BuildOptions Options(ParseResult args) => Optimization(args) with
    {
        Profiles = Profiles(args),
        Backends = DefaultBackends.Only(args.GetValue(_backend)),
        Tuning = new() { Budget = Seconds("--budget", args.GetValue(_budget)!), TimingCache = args.GetValue(_cache), TacticLock = args.GetValue(_lock) },
        Engine = Engine(args),
    };

    /// <summary>Makes other values of an option a usage error.</summary>
    public static void Range(Option option, int least, int most) => option.Validators.Add(r =>
    {
        if (r.Tokens.Count > 0 && int.TryParse(r.Tokens[^1].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && (value < least || value > most))
            r.AddError($"{option.Name} must be from {least} to {most}.");
    });

    /// <summary>A time such as 3s.</summary>
    public static TimeSpan Seconds(string option, string text) =>
        double.TryParse(text.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out double s) && s is >= 0 and < 36000 ? TimeSpan.FromSeconds(s)
            : throw new BuildException("XIN8002", option, $"seconds such as 3s are wanted, but it is '{text}'");

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private Dictionary<string, ShapeProfile> Profiles(ParseResult args)
    {
        var (min, opt, max) = (Shapes(args, _min), Shapes(args, _opt), Shapes(args, _max));
        var profiles = new Dictionary<string, ShapeProfile>();
        foreach (string name in min.Keys.Concat(opt.Keys).Concat(max.Keys).Distinct())
        {
            long[] top = max.GetValueOrDefault(name) ?? opt.GetValueOrDefault(name) ?? min[name];
            long[] low = min.GetValueOrDefault(name) ?? opt.GetValueOrDefault(name) ?? top;
            profiles[name] = new(low, opt.GetValueOrDefault(name) ?? top, top);
        }
        return profiles;
    }

    // name:1x3x224x224, several separated by commas; the name may hold colons itself.
    private static Dictionary<string, long[]> Shapes(ParseResult args, Option<string[]> option)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (string item in (args.GetValue(option) ?? []).SelectMany(s => s.Split(',')))
        {
            int colon = item.LastIndexOf(':');
            var sizes = item[(colon + 1)..].Split('x').Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out long v) ? v : -1).ToArray();
            if (colon <= 0 || (sizes.Contains(-1) && item[(colon + 1)..].Length > 0))
                throw new BuildException("XIN8002", option.Name, $"a shape is written name:1x3x224x224, but this is '{item}'");
            shapes[item[..colon]] = item[(colon + 1)..].Length == 0 ? [] : sizes;
        }
        return shapes;
    }
}
