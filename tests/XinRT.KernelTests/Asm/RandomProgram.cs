using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

/// <summary>A straight line of random operations over all kinds of numbers. The same seed gives the same operations to every
/// assembler.</summary>
/// <remarks>Every result that may be a NaN is replaced by one certain NaN, because payloads are not defined.</remarks>
internal sealed class RandomProgram
{
    private const int Items = 256, TargetBytes = 4096, Steps = 40, Registers = 6;

    private static readonly int[] Special =
    [
        0, int.MinValue, 1, -1, int.MaxValue, 0x7F800000, unchecked((int)0xFF800000), 0x7FC00000, 0x7FA00001, unchecked((int)0xFFC12345),
        0x00000003, unchecked((int)0x807FFFFF), 0x00800000, 0x7F7FFFFF, 0x3F800000, unchecked((int)0xBF800000), 0x3F000000, 0x40200000,
        0x4F000000, unchecked((int)0xCF000000), 0x4B000001, 0x33800000, 0x477FF000, 0x387FC000, 0x3F808000, 0x3F818000,
    ];

    private readonly VectorAssembler _asm;
    private readonly Random _random;
    private readonly List<string> _text = [];
    private readonly Gpr _source;
    private readonly Gpr _target;
    private readonly Gpr[] _gprs;
    private readonly Vec[] _vecs;
    private readonly Vec _nan;
    private readonly Mask _mask;
    private readonly Mask _isNaN;

    private RandomProgram(VectorAssembler asm, int seed)
    {
        _asm = asm;
        _random = new Random(seed);
        _source = asm.NewGpr();
        _target = asm.NewGpr();
        _gprs = [asm.NewGpr(), asm.NewGpr(), asm.NewGpr()];
        _vecs = asm.NewVecs(Registers);
        _nan = asm.NewVec();
        _isNaN = asm.NewMask();
        asm.Load64(_source, At(asm.Argument(0)));
        asm.Load64(_target, At(asm.Argument(0), 8));
        asm.Broadcast(_nan, 0x7FC00000);
        foreach (var g in _gprs) asm.Set(g, Number());
        foreach (var v in _vecs) asm.Load(v, Source());
        _mask = asm.FirstLanes(_random.Next(-1, asm.Lanes + 2));
        for (int i = 0; i < Steps; i++) Step();
        int place = TargetBytes / 2;
        foreach (var v in _vecs) asm.Store(At(_target, place += 64), v);
        foreach (var g in _gprs) asm.Store64(At(_target, place += 64), g);
        asm.MaskBits(_gprs[0], _mask);
        asm.Store64(At(_target, place + 64), _gprs[0]);
        asm.Return();
    }

    /// <summary>Runs the program as generated code, or on the interpreter if no kind is given; gives what it
    /// wrote.</summary>
    public static unsafe byte[] Run(int seed, CodeKind? kind, int lanes)
    {
        var random = new Random(seed ^ 0x5555);
        int[] source = new int[Items + 64];
        for (int i = 0; i < source.Length; i++) source[i] = random.Next(3) switch
        {
            0 => Special[random.Next(Special.Length)],
            1 => random.Next() ^ random.Next() << 1,
            _ => BitConverter.SingleToInt32Bits((float)(random.NextDouble() * 20 - 10)),
        };
        byte[] target = new byte[TargetBytes];
        fixed (int* from = source)
        fixed (byte* to = target)
        {
            nint* pointers = stackalloc nint[] { (nint)from, (nint)to };
            var asm = kind is { } made ? AssembledCode.Create(made) : new InterpretingAssembler(lanes);
            _ = new RandomProgram(asm, seed);
            using var memory = new CodeMemory();
            var entry = asm.Finish().Place(memory);
            memory.Seal();
            entry((void**)pointers, 0, 1, null);
        }
        return target;
    }

    /// <summary>The operations, one a line.</summary>
    public static string Text(int seed, int lanes) => string.Join('\n', new RandomProgram(new InterpretingAssembler(lanes), seed)._text);

    private void Step()
    {
        int kind = _random.Next(10);
        if (kind < 3) Floats();
        else if (kind < 5) Integers();
        else if (kind < 6) Masks();
        else if (kind < 8) Memory();
        else if (kind < 9) Across();
        else General();
    }

    private void Floats()
    {
        Vec d = V(), a = V(), b = V();
        int op = _random.Next(16);
        Mem item = Source();
        Note($"float {op}: {d}, {a}, {b}");
        switch (op)
        {
            case 0: _asm.Add(d, a, b); break;
            case 1: _asm.Add(d, a, item); break;
            case 2: _asm.Sub(d, a, b); break;
            case 3: _asm.Mul(d, a, b); break;
            case 4: _asm.Mul(d, a, item); break;
            case 5: _asm.Div(d, a, b); break;
            case 6: _asm.Sqrt(d, a); break;
            case 7: _asm.Min(d, a, b); break;
            case 8: _asm.Max(d, a, b); break;
            case 9: _asm.Fma(d, a, b); break;
            case 10: _asm.Fma(d, a, item); break;
            case 11: _asm.FmaBroadcast(d, a, item); break;
            case 12: _asm.FmaNegated(d, a, b); break;
            case 13: _asm.Horner(d, a, b); break;
            case 14: _asm.HornerBroadcast(d, a, item); break;
            default: _asm.Round(d, a, (Rounding)_random.Next(4)); break;
        }
        Settle(d);
    }

    private void Integers()
    {
        Vec d = V(), a = V(), b = V();
        int op = _random.Next(16), bits = _random.Next(32);
        Note($"int {op}: {d}, {a}, {b}, {bits}");
        switch (op)
        {
            case 0: _asm.And(d, a, b); break;
            case 1: _asm.Or(d, a, b); break;
            case 2: _asm.Xor(d, a, b); break;
            case 3: _asm.AddI(d, a, b); break;
            case 4: _asm.SubI(d, a, b); break;
            case 5: _asm.MulI(d, a, b); break;
            case 6: _asm.MinI(d, a, b); break;
            case 7: _asm.MaxI(d, a, b); break;
            case 8: _asm.ShiftLeft(d, a, bits); break;
            case 9: _asm.ShiftRight(d, a, bits); break;
            case 10: _asm.ShiftRightSigned(d, a, bits); break;
            case 11: _asm.ToInt(d, a); break;
            case 12: _asm.ToFloat(d, a); break;
            case 13: _asm.Abs(d, a); break;
            case 14: _asm.Neg(d, a); break;
            default: _asm.DotU8I8(d, Other(d), Other(d)); break;
        }
    }

    private void Masks()
    {
        Vec d = V(), a = V(), b = V();
        var condition = (Condition)_random.Next(6);
        int op = _random.Next(4);
        Note($"mask {op}: {d}, {a} {condition} {b}");
        if (op == 0) _asm.Compare(_mask, a, condition, b);
        else if (op == 1) _asm.CompareI(_mask, a, condition, b);
        else if (op == 2) _asm.Select(d, _mask, a, b);
        else
        {
            var g = G();
            var first = _asm.FirstLanes(g);
            _asm.Select(d, first, a, b);
            _asm.Free(first);
        }
    }

    private void Memory()
    {
        var v = V();
        var format = (LaneFormat)_random.Next(5);
        int op = _random.Next(9);
        Mem from = Source(), to = At(_target, _random.Next(TargetBytes / 2 - 64));
        Note($"memory {op}: {v}, {format}");
        // Half precision keeps payloads in part.
        if (format == LaneFormat.F16 && op is 2 or 3) Settle(v);
        switch (op)
        {
            case 0: _asm.Load(v, from, format); break;
            case 1: _asm.Load(v, from, _mask, format); break;
            case 2: _asm.Store(to, v, format); break;
            case 3: _asm.Store(to, v, _mask, format); break;
            case 4: _asm.Broadcast(v, from); break;
            case 5: _asm.LoadScalar(v, from); break;
            case 6: _asm.StoreScalar(to, v); break;
            case 7: _asm.Broadcast(v, G()); break;
            default:
                int[] table = [.. Enumerable.Range(0, _asm.Lanes).Select(_ => (int)Number())];
                _asm.Load(v, _asm.Table(table));
                break;
        }
        if (format == LaneFormat.F16 && op < 2) Settle(v);
    }

    private void Across()
    {
        int op = _random.Next(9), d = _random.Next(Registers);
        Vec a = Other(_vecs[d]), b = Other(_vecs[d]), c = Other(_vecs[d]);
        Note($"across {op}: {_vecs[d]}, {a}, {b}, {c}");
        switch (op)
        {
            case 0: _asm.Permute(_vecs[d], a, b); break;
            case 1: _asm.Permute2(_vecs[d], a, b, c); break;
            case 2: _asm.SumAcross(_vecs[d], a); break;
            case 3: _asm.MaxAcross(_vecs[d], a); break;
            case 4: _asm.MinAcross(_vecs[d], a); break;
            case 5: _asm.SumAcross(_vecs[d], _vecs[d]); break;
            case 6: _asm.Move(_vecs[d], a); break;
            case 7: _asm.Permute(_vecs[d], _asm.Table([.. Enumerable.Range(0, _asm.Lanes).Select(_ => (int)Number())]), b); break;
            default: _asm.Zero(_vecs[d]); break;
        }
        if (op is >= 2 and <= 5) Settle(_vecs[d]);
    }

    private void General()
    {
        Gpr d = G(), a = G(), b = G();
        int op = _random.Next(16);
        long number = (int)Number();
        Note($"general {op}: {d}, {a}, {b}, {number}");
        switch (op)
        {
            case 0: _asm.Set(d, Number()); break;
            case 1: _asm.Move(d, a); break;
            case 2: _asm.Add(d, a); break;
            case 3: _asm.Add(d, number); break;
            case 4: _asm.Sub(d, a); break;
            case 5: _asm.Mul(d, a, number); break;
            case 6: _asm.Mul(d, a); break;
            case 7: _asm.Min(d, a, b); break;
            case 8: _asm.Max(d, a, b); break;
            case 9: _asm.Address(d, At(a, b, 1 << _random.Next(4), _random.Next(-5000, 5000))); break;
            case 10: _asm.Load32(d, Source()); break;
            case 11: _asm.MaskBits(d, _mask); break;
            case 12: _asm.Load8(d, Source() + _random.Next(4)); break;
            case 13: _asm.Store8(At(_target, _random.Next(TargetBytes / 2)), a); break;
            case 14:
                var slot = _asm.NewSlot();
                _asm.Store64(slot, a);
                _asm.Load64(d, slot);
                break;
            default:
                var big = _asm.NewLabel();
                _asm.JumpIf(a, (Condition)_random.Next(6), b, big);
                _asm.Add(d, 1);
                _asm.Bind(big);
                Divide(d, a);
                break;
        }
    }

    private void Divide(Gpr d, Gpr a)
    {
        var zero = _asm.NewGpr();
        _asm.Set(zero, 0);
        _asm.Max(a, a, zero);
        _asm.DivRem(d, zero, a, Math.Max(1, _random.NextInt64() >> _random.Next(64)));
        _asm.Add(_gprs[0], zero);
        _asm.Free(zero);
    }

    private void Settle(Vec v)
    {
        _asm.Compare(_isNaN, v, Condition.NotEqual, v);
        _asm.Select(v, _isNaN, _nan, v);
    }

    private void Note(string line) => _text.Add(line);

    private Vec V() => _vecs[_random.Next(Registers)];

    private Vec Other(Vec d) => _vecs[(Array.IndexOf(_vecs, d) + _random.Next(1, Registers)) % Registers];

    private Gpr G() => _gprs[_random.Next(_gprs.Length)];

    private Mem Source() => At(_source, _random.Next(Items - 16) * 4);

    private long Number() => _random.Next(4) switch
    {
        0 => _random.Next(-20, 20),
        1 => Special[_random.Next(Special.Length)],
        2 => _random.NextInt64() >> _random.Next(60),
        _ => -_random.Next(),
    };
}
