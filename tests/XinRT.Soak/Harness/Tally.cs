using System.Globalization;
using System.Text.Json.Nodes;

namespace XinRT.Soak.Harness;

/// <summary>What a search has done so far. Safe to use from many threads.</summary>
public sealed class Tally(string search, ulong seed)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Finding?> _findings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _repeats = new(StringComparer.Ordinal);
    private long _cases;

    /// <summary>Cases tried.</summary>
    public long Cases
    {
        get
        {
            lock (_lock) return _cases;
        }
    }

    /// <summary>Kinds of findings.</summary>
    public int Kinds
    {
        get
        {
            lock (_lock) return _findings.Count;
        }
    }

    /// <summary>How many cases went through each family.</summary>
    public IReadOnlyDictionary<string, long> Families
    {
        get
        {
            lock (_lock) return new SortedDictionary<string, long>(_families, StringComparer.Ordinal);
        }
    }

    /// <summary>The findings, one of each kind.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            lock (_lock) return [.. _findings.Values.OfType<Finding>()];
        }
    }

    /// <summary>Counts a case; whether it is the first of a kind of finding.</summary>
    internal bool Add(Verdict verdict)
    {
        lock (_lock)
        {
            _cases++;
            foreach (string family in verdict.Families) _families[family] = _families.GetValueOrDefault(family) + 1;
            if (verdict.Kind is not { } kind) return false;
            if (_findings.TryAdd(kind, null)) return true;
            if (_findings[kind] is { } known) known.Count++;
            else _repeats[kind] = _repeats.GetValueOrDefault(kind) + 1;
            return false;
        }
    }

    /// <summary>Keeps a finding of a kind that <see cref="Add"/> called the first.</summary>
    internal void Keep(Finding finding)
    {
        lock (_lock)
        {
            finding.Count += _repeats.GetValueOrDefault(finding.Kind);
            _findings[finding.Kind] = finding;
        }
    }

    /// <summary>The line that ends a search.</summary>
    public string Summary(TimeSpan time)
    {
        lock (_lock)
        {
            double seconds = Math.Max(time.TotalSeconds, 1e-3);
            string families = string.Join(", ", _families.Select(f =>
                string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value}")));
            return string.Create(CultureInfo.InvariantCulture,
                $"{search}: seeds {seed} to {seed + (ulong)Math.Max(_cases, 1) - 1}, {_cases} cases, {seconds:0} s, ")
                + string.Create(CultureInfo.InvariantCulture,
                $"{_cases / seconds:0.0} cases/s, {_families.Count} families ({families}), {_findings.Count} findings");
        }
    }

    /// <summary>Everything as JSON.</summary>
    public JsonObject Json(TimeSpan time)
    {
        lock (_lock)
        {
            return new JsonObject
            {
                ["search"] = search,
                ["first_seed"] = seed,
                ["cases"] = _cases,
                ["seconds"] = time.TotalSeconds,
                ["families"] = new JsonObject(_families.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
                ["findings"] = new JsonArray([.. _findings.Values.OfType<Finding>().Select(f => new JsonObject
                {
                    ["kind"] = f.Kind,
                    ["seed"] = f.Seed,
                    ["count"] = f.Count,
                    ["title"] = f.Title,
                    ["case"] = f.Case,
                    ["test"] = f.Test,
                    ["after_seconds"] = f.After.TotalSeconds,
                })]),
            };
        }
    }
}
