using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Weights of one row of a <see cref="TapTable"/>, each in all lanes: few stay in registers, many are loaded in turn.</summary>
internal sealed class TapWeights
{
    private const int MostKept = 4;

    private readonly VectorAssembler _asm;
    private readonly TapTable _taps;
    private readonly Gpr _entry;
    private readonly Vec[] _registers;

    /// <summary>Takes the registers.</summary>
    public TapWeights(VectorAssembler asm, TapTable taps, Gpr entry)
    {
        (_asm, _taps, _entry) = (asm, taps, entry);
        _registers = asm.NewVecs(Registers(taps.Count));
    }

    /// <summary>Vector registers for so many taps.</summary>
    public static int Registers(int taps) => taps > MostKept ? 1 : taps;

    /// <summary>To be called at each new row of the table.</summary>
    public void Start()
    {
        if (_taps.Count > MostKept) return;
        for (int k = 0; k < _taps.Count; k++) _asm.Broadcast(_registers[k], _taps.Weight(_entry, k));
    }

    /// <summary>The weight of a tap, up to the next call.</summary>
    public Vec Of(int tap)
    {
        if (_taps.Count <= MostKept) return _registers[tap];
        _asm.Broadcast(_registers[0], _taps.Weight(_entry, tap));
        return _registers[0];
    }

    /// <summary>Gives the registers back.</summary>
    public void Release() => _asm.Free(_registers);
}
