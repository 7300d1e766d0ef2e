using System.Text;
using XinRT.TestKit;

namespace XinRT.EndToEndTests;

/// <summary>The code of every kernel of real networks, by hash: what is meant to change no code is seen to change none.</summary>
/// <remarks>A file of <c>tests/data/replay</c> has one line a step: the hash, the kernel with its tactic, a tab, the node. The
/// kernels are also the tactic lock of the build, so that another rule of thumb changes no hash.</remarks>
public sealed class ReplayTests
{
    private static readonly string[] Models =
    [
        "bert_base.dynamo", "convnext_tiny.dynamo", "deeplabv3_mobilenet.torchscript", "efficientnet_b0.dynamo",
        "gpt2.dynamo", "mobilenet_v3_large.torchscript", "resnet50.dynamo", "ssdlite320.torchscript", "swin_t.dynamo",
        "unet_256.torchscript", "whisper_tiny_encoder.dynamo", "yolov5n_320.torchscript",
    ];

    public static TheoryData<string, string> Cases =>
        [.. Models.SelectMany(m => (string[])["avx2", "avx512"], (m, isa) => (m, isa))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_kernel_has_the_code_it_had(string model, string isa)
    {
        var cpu = isa == "avx2" ? FixedCpu.Avx2 : FixedCpu.Avx512;
        string verified = Repository.PathOf("tests", "data", "replay", $"{model}.{isa}.txt");
        using var folder = new TemporaryFolder();
        string tactics = Path.Combine(folder.Path, "tactics.txt");
        if (File.Exists(verified)) File.WriteAllText(tactics, LockOf(File.ReadAllLines(verified)));

        var build = FixedBuild.Of(model, cpu, tactics);

        var lines = new StringBuilder();
        foreach (var step in build.Program.Steps)
        {
            var spec = step.Kernel.Spec;
            string hash = spec.Backend == cpu.Id ? cpu.HashOf(spec, step.Problem) : new string('-', 16);
            lines.Append(hash).Append(' ').Append(spec).Append('\t').Append(step.Node.Name).Append('\n');
        }
        Snapshot.MatchFile(lines.ToString(), verified);
    }

    // Steps that change layouts stand for no node of the graph.
    private static string LockOf(string[] lines) => string.Join('\n',
        lines.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Prepend("xinrt tactics 1"));
}
