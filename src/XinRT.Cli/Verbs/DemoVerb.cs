using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Demo;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Files;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt demo</c></summary>
internal static class DemoVerb
{
    // Far above what reading needs, far below what a wrong kernel would leave.
    private const double MinSnrDb = 80;

    public static Command Create()
    {
        var page = new Option<string?>("--page") { Description = "Picture of a page; a sample by default." };
        var folder = new Option<string>("--output", "-o") { Description = "Folder for models, engines and results.", DefaultValueFactory = _ => "xinrt-demo" };
        var verb = new Command("demo", "Read the text on a page: real models, real input, compared with ONNX Runtime.") { page, folder };
        var shared = new SharedOptions(verb, builds: false);
        verb.SetAction(args => shared.Terminal(args).Guard(() =>
        {
            string output = args.GetValue(folder)!;
            OutputPath.MakeFolder("--output", output);
            string file = args.GetValue(page) ?? SamplePage(output);
            if (!File.Exists(file)) throw new InferenceException("XIN6105", $"page '{file}'", "there is no such file", hint: "check the path");
            var picture = PictureFile.Read(file);
            var options = new BuildOptions { Threads = shared.Threads(args), Engine = shared.Engine(args), Tuning = new() { Budget = TimeSpan.Zero } };
            var models = OcrModels.Find(output, out string? reason);
            if (models is null) shared.Terminal(args).Line($"The trained models are not here ({reason}); showing a generated model instead. It reads no text.");
            var result = models is null ? RunGenerated(picture, output, options) : ReadText(picture, models, output, options);
            return Report(result, picture, output, shared.Terminal(args));
        }));
        return verb;
    }

    private static DemoResult ReadText(Tensor page, OcrModels models, string folder, BuildOptions options)
    {
        using var detector = new DemoModel(models.Detection, Path.Combine(folder, "detection.xin"), options);
        using var recognizer = new DemoModel(models.Recognition, Path.Combine(folder, "recognition.xin"), options);
        var boxes = TextDetector.Find(detector.Runner, detector.InputName, page);
        var reader = new TextRecognizer(recognizer.Runner, recognizer.InputName, models.Characters);
        var lines = boxes.Select(b => reader.Read(page, b)).Where(l => l.Text.Length > 0).ToList();
        var engines = new List<DemoEngine> { detector.Compare(TextDetector.Prepare(page)) };
        if (boxes.Count > 0) engines.Add(recognizer.Compare(TextRecognizer.Prepare(TextRecognizer.Crop(page, boxes[0]))));
        return new("reading text", lines, engines);
    }

    private static DemoResult RunGenerated(Tensor page, string folder, BuildOptions options)
    {
        using var model = new DemoModel(GeneratedModel.Write(folder), Path.Combine(folder, "generated.xin"), options);
        return new("a generated model", [], [model.Compare(TextDetector.Prepare(page))]);
    }

    private static int Report(DemoResult result, Tensor page, string folder, Terminal terminal)
    {
        byte[] picture = BoxPainter.Paint(page, result.Lines.Select(l => l.Box));
        string picturePath = Path.Combine(folder, "page-with-boxes.png"), htmlPath = Path.Combine(folder, "report.html");
        File.WriteAllBytes(picturePath, picture);
        File.WriteAllText(htmlPath, DemoPage.Render(result, picture));

        foreach (var l in result.Lines)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"[{l.Box.Left,4},{l.Box.Top,4},{l.Box.Right,4},{l.Box.Bottom,4}]  {l.Confidence:0.000}  {l.Text}"));
        terminal.Line();
        terminal.Table(["model", "nodes", "build ms", "run ms", "ORT ms", "cosine", "max rel"], result.Engines.Select(e => (IReadOnlyList<string>)
        [
            e.Name, string.Create(CultureInfo.InvariantCulture, $"{e.NodesBefore} -> {e.NodesAfter}"), Ms(e.BuildMs), Ms(e.RunMs), Ms(e.GoldenMs),
            e.Difference is { } d ? d.Cosine.ToString("0.0000000", CultureInfo.InvariantCulture) : "-",
            e.Difference is { } r ? r.MaxRel.ToString("0.0e+0", CultureInfo.InvariantCulture) : "-",
        ]));
        terminal.Line($"\nwrote {picturePath} and {htmlPath}");
        bool agrees = result.Engines.All(e => e.Difference is null || e.Difference.SnrDb >= MinSnrDb);
        terminal.Json(new JsonObject
        {
            ["lines"] = new JsonArray([.. result.Lines.Select(l => (JsonNode)new JsonObject
            {
                ["text"] = l.Text,
                ["confidence"] = l.Confidence,
                ["box"] = new JsonArray(l.Box.Left, l.Box.Top, l.Box.Right, l.Box.Bottom),
            })]),
            ["engines"] = new JsonArray([.. result.Engines.Select(e => (JsonNode)new JsonObject
            {
                ["model"] = e.Name,
                ["build_ms"] = e.BuildMs,
                ["run_ms"] = e.RunMs,
                ["golden_ms"] = e.GoldenMs,
                ["cosine"] = e.Difference is null ? null : Terminal.Number(e.Difference.Cosine),
                ["max_rel"] = e.Difference is null ? null : Terminal.Number(e.Difference.MaxRel),
            })]),
            ["picture"] = picturePath,
            ["html"] = htmlPath,
            ["match"] = agrees,
        });
        if (!agrees) terminal.Line("The outputs do not agree with ONNX Runtime.");
        return agrees ? ExitCode.Done : ExitCode.Mismatch;
    }

    private static string Ms(double ms) => ms.ToString("0.0", CultureInfo.InvariantCulture);

    private static string SamplePage(string folder)
    {
        string path = Path.Combine(folder, "page.png");
        using var source = typeof(DemoVerb).Assembly.GetManifestResourceStream("demo-page.png")!;
        using var target = File.Create(path);
        source.CopyTo(target);
        return path;
    }
}
