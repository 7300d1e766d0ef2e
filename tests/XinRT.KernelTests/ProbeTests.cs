using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Attention;
namespace XinRT.KernelTests;
public sealed class ProbeTests
{
    [Fact]
    public void Probe()
    {
        foreach (string spec in Environment.GetEnvironmentVariable("PROBE")!.Split(';'))
        {
            var p = spec.Split(','); int h = int.Parse(p[0]), kv = int.Parse(p[1]), r = int.Parse(p[2]), c = int.Parse(p[3]), d = int.Parse(p[4]); string attr = p.Length > 5 ? p[5].Replace('|', ',') : "";
            string g = $"q = input f32[1,{h},{r},{d}] k = input f32[1,{kv},{c},{d}] v = input f32[1,{kv},{c},{d}] y = Attention(q, k, v) {attr}";
            foreach (var t in new[] { (2, 0), (4, 0), (1, 0), (8, 512), (16, 256), (4, 1024), (4, 256) })
            {
                if (t.Item2 >= c) continue;
                var tac = Tactic.Of(("tiles", t.Item1), ("keys", t.Item2));
                double s = KernelHarness.Seconds(new AttentionKernel(), g, CpuIsa.Avx512, new() { Tactic = tac }, 0.7);
                Console.Error.WriteLine($"{spec} {tac.Parameters}: {s * 1e6:F1} us {4.0 * h * r * c * d / s / 1e9:F1} GF/s  {8.0 * kv * c * d / s / 1e9:F1} GB/s");
            }
        }
    }
}
