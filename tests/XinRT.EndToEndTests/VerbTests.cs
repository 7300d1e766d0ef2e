using System.Text.Json;

namespace XinRT.EndToEndTests;

/// <summary>Each verb once, through the process, with its JSON.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public VerbTests() => _model = NodeTests.Model("test_gemm_all_attributes", _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_writes_outputs_and_taps_as_NumPy_files()
    {
        string output = Path.Combine(_folder.Path, "out");

        var json = Json("run", _model, "--output", output, "--json");

        string file = json.GetProperty("outputs")[0].GetProperty("file").GetString()!;
        Assert.True(File.Exists(file), file);
        Assert.Equal("NUMPY", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(file), 1, 5));
    }

    [Fact]
    public void Run_reads_what_it_wrote()
    {
        string output = Path.Combine(_folder.Path, "out");
        Json("run", _model, "--output", output, "--json");

        // The output has another shape than input a, so the file must be refused with both types.
        var run = CommandRun.Xinrt("run", _model, "--input", $"a={Directory.EnumerateFiles(output).First()}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("XIN6105", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_lists_layers_and_writes_a_page()
    {
        string page = Path.Combine(_folder.Path, "page.html");

        var json = Json("inspect", _model, "--html", page, "--json");

        Assert.Equal("Gemm", json.GetProperty("layers")[0].GetProperty("operator").GetString());
        Assert.Contains("Gemm", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_names_the_kernel_of_every_node() =>
        Assert.Equal("reference/Gemm", Json("explain", _model, "--backend", "reference", "--json").GetProperty("placements")[0].GetProperty("kernel").GetString());

    [Theory]
    [InlineData("cpu-portable")]
    [InlineData("reference")]
    public void Conform_runs_on_the_backend_that_is_asked_for(string backend)
    {
        var json = Json("conform", NodeTests.Suite, "--filter", "test_relu*", "--backend", backend, "--json");

        Assert.Equal(0, json.GetProperty("failed").GetInt32());
        Assert.True(json.GetProperty("passed").GetInt32() >= 1);
    }

    [Fact]
    public void Inspect_prints_the_code_of_the_kernels()
    {
        var kernel = Json("inspect", Another("test_softmax_axis_2"), "--code", "--json").GetProperty("kernels")[0];

        Assert.True(kernel.GetProperty("kernel").GetString()!.StartsWith("reference/", StringComparison.Ordinal)
            || kernel.GetProperty("code").GetString()!.Contains("ret", StringComparison.Ordinal));
        Assert.Contains("Gemm", CommandRun.Xinrt("inspect", _model, "--code", "--backend", "reference").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--timing-cache", "", "XIN8001")]
    [InlineData("--lock", "", "XIN8001")]
    [InlineData("--lock", "missing/lock.txt", "XIN8001")]
    [InlineData("--timing-cache", "other.txt", "XIN4004")]
    [InlineData("--lock", "other.txt", "XIN4004")]
    [InlineData("--lock", "broken.txt", "XIN4004")]
    public void Files_of_a_build_are_checked_before_the_model_is_read(string option, string file, string code)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "other.txt"), "something else");
        File.WriteAllText(Path.Combine(_folder.Path, "broken.txt"), "xinrt tactics 1\nno kernel");

        var run = CommandRun.Xinrt("build", "nowhere.onnx", "-o", Path.Combine(_folder.Path, "x.xin"), option, Path.Combine(_folder.Path, file));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(code, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=")]
    public void An_archive_without_arrays_is_refused(string name)
    {
        string file = Path.Combine(_folder.Path, "empty.npz");
        System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Create).Dispose();

        var run = CommandRun.Xinrt("run", _model, "--input", name + file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("XIN6105", run.Errors, StringComparison.Ordinal);
        Assert.Contains("'a'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_shows_what_was_measured_and_keeps_times_and_choices()
    {
        string engine = Path.Combine(_folder.Path, "x.xin"), times = Path.Combine(_folder.Path, "times.txt"), tactics = Path.Combine(_folder.Path, "lock.txt");
        string model = Another("test_layer_normalization_4d_axis1");
        string[] options = ["-o", engine, "--budget", "5s", "--timing-cache", times, "--lock", tactics, "--latency", "park"];

        var json = Json(["build", model, .. options, "--json"]);

        Assert.All(json.GetProperty("tuned").EnumerateArray(), t => Assert.NotEqual(0, t.GetProperty("nodes").GetArrayLength()));
        Assert.StartsWith("xinrt timings", File.ReadAllText(times), StringComparison.Ordinal);
        Assert.StartsWith("xinrt tactics", File.ReadAllText(tactics), StringComparison.Ordinal);
        byte[] first = File.ReadAllBytes(engine);
        Json(["build", model, .. options, "--json"]);
        Assert.Equal(first, File.ReadAllBytes(engine));
    }

    [Fact]
    public void Bench_times_layers_and_contexts_side_by_side()
    {
        var json = Json("bench", _model, "--duration", "0.1s", "--budget", "0s", "--layers", "--contexts", "2", "--latency", "spin", "--json");

        var model = json.GetProperty("models")[0];
        Assert.Equal("Gemm", model.GetProperty("layers")[0].GetProperty("operator").GetString());
        Assert.True(model.GetProperty("layers")[0].GetProperty("us").GetDouble() > 0);
        Assert.True(model.GetProperty("runs_per_second").GetDouble() > 0);
        Assert.True(model.GetProperty("xinrt").GetProperty("cold_ms").GetDouble() > 0);
        Assert.True(json.GetProperty("peak_gflops").GetDouble() > 0);
    }

    [Fact]
    public void Bench_prints_a_table_of_layers() =>
        Assert.Contains("% of peak", CommandRun.Xinrt("bench", _model, "--duration", "0.1s", "--budget", "0s", "--layers").Output, StringComparison.Ordinal);

    [Fact]
    public void Bench_runs_both_sides_in_turn()
    {
        var model = Json("bench", _model, "--peer", "onnxruntime", "--duration", "0.1s", "--budget", "0s", "--json").GetProperty("models")[0];

        Assert.True(model.GetProperty("xinrt").GetProperty("runs").GetInt32() >= 5);
        Assert.Equal("onnxruntime", model.GetProperty("peer").GetProperty("name").GetString());
        Assert.True(model.GetProperty("ratio").GetDouble() > 0);
    }

    [Fact]
    public void Devices_names_the_reference_backend_with_measured_peaks()
    {
        var device = Json("devices", "--json").GetProperty("devices").EnumerateArray().Single(d => d.GetProperty("backend").GetString() == "reference");

        Assert.True(device.GetProperty("peaks_gflops").GetProperty("f32").GetDouble() > 0);
    }

    [Fact]
    public void Compare_writes_a_page_and_matches_ONNX_Runtime()
    {
        string page = Path.Combine(_folder.Path, "compare.html");

        Assert.True(Json("compare", _model, "--html", page, "--json").GetProperty("match").GetBoolean());
        Assert.Contains("Matches", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_shows_a_result_with_or_without_the_trained_models()
    {
        string output = Path.Combine(_folder.Path, "demo");

        var json = Json("demo", "--output", output, "--json");

        Assert.True(json.GetProperty("match").GetBoolean());
        Assert.True(File.Exists(json.GetProperty("html").GetString()));
        // Eight lines with the trained models, none with the generated one.
        Assert.Contains(json.GetProperty("lines").GetArrayLength(), (int[])[0, 8]);
    }

    [Theory]
    [InlineData("build", "--shapes", "a=3")]
    [InlineData("bench", "--duration", "soon")]
    [InlineData("compare", "--golden", "nothing")]
    [InlineData("inspect", "--budget", "much")]
    public void A_wrong_value_is_an_error_that_says_what_is_wanted(string verb, string option, string value)
    {
        string[] output = verb == "build" ? ["-o", Path.Combine(_folder.Path, "x.xin")] : [];

        var run = CommandRun.Xinrt([verb, _model, option, value, .. output]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("XIN8002", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XIN6105", "run", "{model}", "--input", "a=nowhere.npy")]
    [InlineData("XIN6103", "run", "{model}", "--input", "nothing=random")]
    [InlineData("XIN8001", "run", "{model}", "--output", "{model}")]
    [InlineData("XIN8001", "build", "{model}", "-o", "{folder}")]
    [InlineData("XIN8001", "build", "{model}", "-o", "{folder}/no/such/folder/x.xin")]
    [InlineData("XIN8001", "build", "{model}", "-o", "")]
    [InlineData("XIN8001", "inspect", "{model}", "--html", "{folder}")]
    [InlineData("XIN1001", "compare", "{engine}")]
    [InlineData("XIN1001", "compare", "{folder}")]
    [InlineData("XIN8002", "bench", "{engine}", "--peer", "onnxruntime")]
    [InlineData("XIN1001", "bench", "{folder}/empty")]
    [InlineData("XIN1001", "conform", "{text}")]
    [InlineData("XIN8002", "conform", "{suite}", "--filter", "no_such_*")]
    public void What_cannot_work_is_told_before_anything_is_built(string code, params string[] arguments)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        string engine = Path.Combine(_folder.Path, "x.xin"), text = Path.Combine(_folder.Path, "note.txt");
        File.WriteAllBytes(engine, "XINRTENG........"u8);
        File.WriteAllText(text, "nothing in here");

        var run = CommandRun.Xinrt([.. arguments.Select(a => a.Replace("{model}", _model, StringComparison.Ordinal).Replace("{folder}", _folder.Path, StringComparison.Ordinal)
            .Replace("{engine}", engine, StringComparison.Ordinal).Replace("{text}", text, StringComparison.Ordinal).Replace("{suite}", NodeTests.Suite, StringComparison.Ordinal))]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(code, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_errors_is_written_to_a_redirected_error_stream()
    {
        var run = CommandRun.Xinrt("build", _model, "-o", Path.Combine(_folder.Path, "quiet.xin"), "--budget", "0s");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
    }

    private string Another(string model) => NodeTests.Model(model, Directory.CreateDirectory(Path.Combine(_folder.Path, model)).FullName);

    private static JsonElement Json(params string[] arguments)
    {
        var run = CommandRun.Xinrt(arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }
}
