using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt devices</c></summary>
internal static class DevicesVerb
{
    public static Command Create()
    {
        var verb = new Command("devices", "Show the devices that are here, with measured peaks.");
        var shared = new SharedOptions(verb, builds: false);
        verb.SetAction(args => shared.Terminal(args).Guard(() =>
        {
            var terminal = shared.Terminal(args);
            var devices = DefaultBackends.Create().Backends.SelectMany(b => b.Probe()
                .Select(d => (b.Id, Device: d with { Profile = b.Measure(d, new() { Threads = shared.Threads(args) }) }))).ToList();
            foreach (var (id, d) in devices)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{id}: {d.Name}, {d.Profile.Units} units, {d.MemoryBytes / 1048576} MiB"));
                foreach (var peak in d.Profile.Peaks) terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {peak.DType.Name()} {peak.OpsPerSecond / 1e9:0.0} GFLOP/s"));
                foreach (var m in d.Profile.Memories) terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {m.Name} {m.BytesPerSecond / 1e9:0.0} GB/s"));
            }
            terminal.Json(new JsonObject
            {
                ["devices"] = new JsonArray([.. devices.Select(x => (JsonNode)new JsonObject
                {
                    ["backend"] = x.Id,
                    ["name"] = x.Device.Name,
                    ["units"] = x.Device.Profile.Units,
                    ["memory_bytes"] = x.Device.MemoryBytes,
                    ["peaks_gflops"] = new JsonObject(x.Device.Profile.Peaks.Select(p => KeyValuePair.Create(p.DType.Name(), (JsonNode?)(p.OpsPerSecond / 1e9)))),
                    ["bandwidth_gb_per_s"] = new JsonObject(x.Device.Profile.Memories.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)(m.BytesPerSecond / 1e9)))),
                })]),
            });
            return ExitCode.Done;
        }));
        return verb;
    }
}
