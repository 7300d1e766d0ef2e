using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Files;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt run ENGINE|MODEL</c></summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var source = new Argument<string>("model") { Description = "Engine file or ONNX model." };
        var inputs = new Option<string[]>("--input", "-i") { Description = "NAME=FILE (.npy, .npz, .png, .jpg) or NAME=random; random by default.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--output", "-o") { Description = "Folder to write outputs and taps to, as .npy." };
        var taps = new Option<string[]>("--tap") { Description = "Values of the optimized graph or tensors of the model to show, by name.", AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { Description = "Seed of random inputs.", DefaultValueFactory = _ => 1 };
        var repeat = new Option<int>("--repeat") { Description = "Runs; the time shown is the median.", DefaultValueFactory = _ => 1 };
        SharedOptions.Range(repeat, 1, 1_000_000);
        var verb = new Command("run", "Run an engine or a model once.") { source, inputs, output, taps, seed, repeat };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            using var model = ModelOrEngine.Read(args.GetValue(source)!, shared.Build(args));
            var given = new InputSource(model.Inputs, args.GetValue(inputs) ?? []);
            OutputPath.MakeFolder("--output", args.GetValue(output));
            using var engine = model.Open(given, cancel);
            var values = given.Complete(engine, args.GetValue(seed));
            return Run(engine, values, args.GetValue(taps) ?? [], args.GetValue(repeat), args.GetValue(output), shared.Terminal(args), cancel);
        })));
        return verb;
    }

    private static int Run(Engine engine, IReadOnlyDictionary<string, Datum> inputs, string[] taps, int repeat, string? folder, Terminal terminal, CancellationToken cancel)
    {
        using var context = engine.CreateContext();
        foreach (var (name, value) in inputs) context.SetInput(name, value);
        foreach (string tap in taps) context.Tap(tap);
        var times = new double[repeat];
        for (int i = 0; i < repeat; i++)
        {
            long start = Stopwatch.GetTimestamp();
            context.Run(cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        var results = engine.Outputs.Select((o, i) => (o.Name, Value: context.Output(i))).Concat(taps.Select(t => (Name: t, Value: context.Tapped(t)))).ToList();
        if (folder is not null)
        {
            foreach (var (name, value) in results)
                if (value is Tensor tensor) NumpyFile.Write(Path.Combine(folder, FileName(name) + ".npy"), tensor);
        }
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{times[repeat / 2]:0.00} ms"));
        terminal.Table(["output", "type", "min", "max", "mean", "first"], results.Select(r => Row(r.Name, r.Value)));
        terminal.Json(new JsonObject
        {
            ["median_ms"] = times[repeat / 2],
            ["outputs"] = new JsonArray([.. results.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Name,
                ["type"] = r.Value.Type.ToString(),
                ["file"] = folder is null ? null : Path.Combine(folder, FileName(r.Name) + ".npy"),
                ["first"] = new JsonArray([.. First(r.Value, 8).Select(x => (JsonNode?)x)]),
            })]),
        });
        return ExitCode.Done;
    }

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));

    private static IReadOnlyList<string> Row(string name, Datum value)
    {
        if (value is not Tensor { DType: not DType.String, Count: > 0 } tensor) return [name, value.Type.ToString(), "", "", "", string.Join(' ', First(value, 4))];
        double[] numbers = tensor.ToDoubles();
        string F(double x) => x.ToString("G6", CultureInfo.InvariantCulture);
        return [name, value.Type.ToString(), F(numbers.Min()), F(numbers.Max()), F(numbers.Average()), string.Join(' ', First(value, 4))];
    }

    private static IEnumerable<string> First(Datum value, int count) => value switch
    {
        Tensor { DType: DType.String } t => t.Strings.ToArray().Take(count),
        Tensor t => t.ToDoubles().Take(count).Select(x => x.ToString("G6", CultureInfo.InvariantCulture)),
        SequenceDatum s => [$"{s.Items.Count} items"],
        _ => [],
    };
}
