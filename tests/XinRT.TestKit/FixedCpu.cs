using System.IO.Hashing;
using System.Text;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Reference;
using XinRT.Fusion;

namespace XinRT.TestKit;

/// <summary>The processor backend with a target that is stated instead of found: it plans and generates the same on every
/// machine.</summary>
public sealed class FixedCpu : IBackend
{
    private const int Threads = 2;
    private const long L1Bytes = 48 << 10, L2Bytes = 2 << 20, L3Bytes = 32 << 20;

    private readonly CpuTarget _target;
    private readonly string _name;

    private FixedCpu(string name, CpuTarget target) => (_name, _target) = (name, target);

    /// <summary>Machine code of AVX-512.</summary>
    public static FixedCpu Avx512 { get; } = new("avx512", new(CpuIsa.Avx512, Threads, L1Bytes, L2Bytes, L3Bytes));

    /// <summary>Machine code of AVX2.</summary>
    public static FixedCpu Avx2 { get; } = new("avx2", new(CpuIsa.Avx2, Threads, L1Bytes, L2Bytes, L3Bytes));

    /// <summary>The portable code that a processor with 32 vector registers of four lanes gets, such as one of ARM64: neither
    /// wider vectors nor vector instructions that only some processors have.</summary>
    public static FixedCpu Narrow { get; } = new("portable-128",
        new(CpuIsa.Portable, Threads, L1Bytes, L2Bytes, L3Bytes)
        {
            Registers = RegisterFile.Portable(lanes: 4, vecs: 31), IsNeutral = true,
        });

    /// <inheritdoc/>
    public string Id => "cpu";

    /// <summary>A registry of this backend, and the reference backend for what it does not take.</summary>
    public BackendRegistry Registry => new BackendRegistry().Add(this).Add(new ReferenceBackend());

    /// <summary>Whether the processor at hand can run its code.</summary>
    public bool IsHere => CpuProbe.Detect().Isas.Contains(_target.Isa);

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() => [new(_name, 1L << 34, new TargetProfile(Threads,
        [new("L1", L1Bytes, 0), new("L2", L2Bytes, 0), new("L3", L3Bytes, 0)], []))];

    /// <inheritdoc/>
    public FusionPolicy Fusion(DeviceInfo device) => new CpuBackend().Fusion(device);

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) =>
        new CpuDevice(_target with { Threads = options.Threads }, _name, options);

    /// <summary>Hash of all that the generator makes for a problem: the code of each phase, with its tasks, rounds, scratch
    /// memory and estimated time. 16 hexadecimal digits.</summary>
    public string HashOf(KernelSpec spec, KernelProblem problem)
    {
        var generator = KernelTable.All.First(g => g.Name == spec.Name);
        var hash = new XxHash3();
        foreach (var phase in generator.Emit(problem, generator.TacticOf(spec, problem), _target))
        {
            VectorAssembler asm = _target.Isa == CpuIsa.Portable
                ? Assemblers.Create(_target) : Assemblers.Create(_target, windows: false);
            phase.Emit(asm);
            var code = asm.Finish();
            hash.Append(code is MachineCode machine ? machine.Bytes : Encoding.UTF8.GetBytes(code.Print()));
            hash.Append(Encoding.UTF8.GetBytes(FormattableString.Invariant(
                $"{phase.Tasks} {phase.Rounds} {phase.ScratchBytes} {phase.Seconds:g6}")));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
