using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>An expression as steps on numbered registers: 0 is the accumulator, the others are temporaries.</summary>
internal sealed class ScalarSchedule
{
    private readonly ScalarExpr _expression;
    private readonly int[] _needs;
    private readonly int[] _uses;
    private readonly Dictionary<int, int> _registers = [];
    private readonly List<int> _free = [];
    private readonly List<Step> _steps = [];
    private int _taken = 1;

    private ScalarSchedule(ScalarExpr expression)
    {
        _expression = expression;
        var terms = expression.Terms;
        _needs = new int[terms.Count];
        _uses = new int[terms.Count];
        for (int i = 0; i < terms.Count; i++)
        {
            foreach (int argument in terms[i].Arguments) _uses[argument]++;
            _needs[i] = Needs(terms[i]);
        }
        _uses[^1]++;
        int accumulator = Array.FindIndex([.. terms], t => t.Kind == ScalarKind.Accumulator);
        if (accumulator < 0) Give(0);
        else _registers[accumulator] = 0;
        int result = Compute(terms.Count - 1);
        if (result != 0) Add((batch, r, _) => batch.Move(r[0], r[result]));
    }

    /// <summary>One step: instructions on the registers of each member of a batch, with the caller's way to load operands.</summary>
    public delegate void Step(VectorBatch batch, Vec[][] registers, Action<Vec[], int> load);

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Registers of each member besides the accumulator.</summary>
    public int Temporaries => _taken - 1;

    /// <summary>Masks of each member in use at once.</summary>
    public int Masks { get; private set; }

    /// <summary>Makes the steps.</summary>
    public static ScalarSchedule Of(ScalarExpr expression) => new(expression);

    private ScalarTerm this[int term] => _expression.Terms[term];

    private bool IsConstant(int term) => this[term].Kind == ScalarKind.Constant;

    private void Add(Step step) => _steps.Add(step);

    // Sethi and Ullman's number: exact for trees, a guide for terms that are shared.
    private int Needs(ScalarTerm term)
    {
        if (term.Kind is ScalarKind.Accumulator or ScalarKind.Constant) return 0;
        int needs = 1, held = 0;
        foreach (int argument in Neediest([.. term.Arguments]))
            needs = Math.Max(needs, _needs[argument] + held++);
        return needs + (ScalarFunction.Of(term.Kind)?.Temporaries ?? 0);
    }

    // ---- registers

    private int Take()
    {
        if (_free.Count == 0) return _taken++;
        int lowest = 0;
        for (int i = 1; i < _free.Count; i++)
            if (_free[i] < _free[lowest]) lowest = i;
        int register = _free[lowest];
        _free.RemoveAt(lowest);
        return register;
    }

    // Arguments that are the same term give their register back more than once.
    private void Give(int register)
    {
        if (!_free.Contains(register)) _free.Add(register);
    }

    // The register of an argument in its place in an instruction; a constant is loaded for it.
    private int Read(int term)
    {
        if (!IsConstant(term)) return Compute(term);
        int register = Take();
        float value = this[term].Value;
        Add((batch, r, _) => batch.Broadcast(r[register], value));
        return register;
    }

    // Constants are not kept; all others are released after their last use.
    private void Release(int term, int register)
    {
        if (!IsConstant(term))
        {
            if (--_uses[term] > 0) return;
            _registers.Remove(term);
        }
        Give(register);
    }

    private bool Dies(int term, int times = 1) => IsConstant(term) || _uses[term] == times;

    // The register of the result, after the arguments are released; the accumulator's if it is the last one.
    private int Result(int term)
    {
        int register = Take();
        _registers[term] = register;
        return register;
    }

    // A register that holds the argument and may be overwritten.
    private int Copy(int term)
    {
        int from = Read(term);
        if (Dies(term))
        {
            Release(term, from);
            _free.Remove(from);
            return from;
        }
        _uses[term]--;
        int to = Take();
        Add((batch, r, _) => batch.Move(r[to], r[from]));
        return to;
    }

    private void Order(params ReadOnlySpan<int> terms)
    {
        foreach (int term in Neediest(terms))
            if (!IsConstant(term)) Compute(term);
    }

    // Terms that need most registers first, otherwise in the order given.
    private int[] Neediest(ReadOnlySpan<int> terms)
    {
        int[] sorted = terms.ToArray();
        for (int i = 1; i < sorted.Length; i++)
            for (int k = i; k > 0 && _needs[sorted[k]] > _needs[sorted[k - 1]]; k--) (sorted[k], sorted[k - 1]) = (sorted[k - 1], sorted[k]);
        return sorted;
    }

    // ---- terms

    private int Compute(int term)
    {
        if (_registers.TryGetValue(term, out int known)) return known;
        var t = this[term];
        switch (t.Kind)
        {
            case ScalarKind.Operand:
                int d = Result(term);
                Add((_, r, load) => load(r[d], t.A));
                return d;
            case ScalarKind.Constant:
                int c = Result(term);
                Add((batch, r, _) => batch.Broadcast(r[c], t.Value));
                return c;
            case ScalarKind.Add when IsProduct(t.A):
                return MultiplyAdd(term, t.A, t.B);
            case ScalarKind.Add when IsProduct(t.B):
                return MultiplyAdd(term, t.B, t.A);
            case ScalarKind.Sub when IsProduct(t.B):
                return MultiplySubtract(term, t.A, t.B);
            case ScalarKind.Add or ScalarKind.Mul when IsConstant(t.B):
                return WithNumber(term, t.Kind, t.A, this[t.B].Value);
            case ScalarKind.Add:
                return Binary(term, (batch, d, a, b) => batch.Add(d, a, b));
            case ScalarKind.Sub:
                return Binary(term, (batch, d, a, b) => batch.Sub(d, a, b));
            case ScalarKind.Mul when IsSigmoidOf(t.B, t.A):
                return ProductWithSigmoid(term, t.A, t.B);
            case ScalarKind.Mul when IsSigmoidOf(t.A, t.B):
                return ProductWithSigmoid(term, t.B, t.A);
            case ScalarKind.Mul or ScalarKind.And:
                return Binary(term, (batch, d, a, b) => batch.Mul(d, a, b));
            case ScalarKind.Div:
                return Binary(term, (batch, d, a, b) => batch.Div(d, a, b));
            case ScalarKind.Or:
                return Binary(term, (batch, d, a, b) => batch.Max(d, a, b));
            case ScalarKind.Min or ScalarKind.Max:
                return Extreme(term);
            case ScalarKind.Pow:
                return Power(term);
            case ScalarKind.Equal or ScalarKind.Less or ScalarKind.LessOrEqual:
                return Choose(term, term, null);
            case ScalarKind.Select:
                return Choose(term, t.A, (t.B, t.C));
            default:
                return Function(term, ScalarFunction.Of(t.Kind) ?? throw new ArgumentException($"{t.Kind} is no function.", nameof(term)));
        }
    }

    // A product that nobody else reads and that is not computed yet.
    private bool IsProduct(int term) => this[term].Kind == ScalarKind.Mul && _uses[term] == 1 && !_registers.ContainsKey(term);

    // The function of the other factor, which nobody else reads and which is not computed yet.
    private bool IsSigmoidOf(int term, int factor) =>
        this[term].Kind == ScalarKind.Sigmoid && this[term].A == factor && _uses[term] == 1 && !_registers.ContainsKey(term);

    private int ProductWithSigmoid(int term, int factor, int sigmoid)
    {
        (_uses[sigmoid], _uses[factor]) = (0, _uses[factor] - 1);
        int x = Copy(factor);
        Run(SigmoidEmitter.ProductTemporaries, 0, (batch, r, t) => SigmoidEmitter.EmitProduct(batch, r[x], t));
        return _registers[term] = x;
    }

    private int Binary(int term, Action<VectorBatch, Vec[], Vec[], Vec[]> instruction)
    {
        var t = this[term];
        Order(t.A, t.B);
        int a = Read(t.A), b = t.A == t.B ? a : Read(t.B);
        Release(t.A, a);
        Release(t.B, b);
        int d = Result(term);
        Add((batch, r, _) => instruction(batch, r[d], r[a], r[b]));
        return d;
    }

    private int WithNumber(int term, ScalarKind kind, int argument, float value)
    {
        int a = Read(argument);
        Release(argument, a);
        int d = Result(term);
        if (kind == ScalarKind.Add) Add((batch, r, _) => batch.Add(r[d], r[a], value));
        else Add((batch, r, _) => batch.Mul(r[d], r[a], value));
        return d;
    }

    private int MultiplyAdd(int term, int product, int addend)
    {
        int x = this[product].A, y = this[product].B;
        Order(x, y, addend);
        if (IsConstant(addend))
        {
            // d = d·y + number.
            float number = this[addend].Value;
            if (!Dies(x) && Dies(y) && !IsConstant(y)) (x, y) = (y, x);
            int b = Read(y), d = x != y ? Copy(x) : Dies(x, 2) ? b : CopyOf(x, b);
            if (d == b) (_uses[x], _) = (0, _registers.Remove(x));
            else Release(y, b);
            Add((batch, r, _) => batch.Horner(r[d], r[b], number));
            return Done(term, product, d);
        }
        int times = 1 + (x == addend ? 1 : 0) + (y == addend ? 1 : 0);
        if (times == 1 && x != y && !Dies(addend) && (Dies(x) || (Dies(y) && !IsConstant(y))))
        {
            if (!Dies(x)) (x, y) = (y, x);
            int b = Read(y), c = Read(addend), d = Copy(x);
            Release(y, b);
            Release(addend, c);
            Add((batch, r, _) => batch.Horner(r[d], r[b], r[c]));
            return Done(term, product, d);
        }
        return Accumulate(term, product, addend, (batch, d, a, b) => batch.Fma(d, a, b), canBroadcast: true);
    }

    private int MultiplySubtract(int term, int from, int product) =>
        Accumulate(term, product, from, (batch, d, a, b) => batch.FmaNegated(d, a, b), canBroadcast: false);

    // d ± x·y with d the addend.
    private int Accumulate(int term, int product, int addend, Action<VectorBatch, Vec[], Vec[], Vec[]> instruction, bool canBroadcast)
    {
        int x = this[product].A, y = this[product].B;
        Order(x, y, addend);
        int a = Read(x);
        bool isNumber = canBroadcast && IsConstant(y);
        int b = isNumber || y == x ? a : Read(y);
        int d = x == addend || y == addend ? CopyOf(addend, x == addend ? a : b) : Copy(addend);
        Release(x, a);
        if (!isNumber) Release(y, b);
        if (isNumber)
        {
            float number = this[y].Value;
            Add((batch, r, _) => batch.Fma(r[d], r[a], number));
        }
        else
        {
            Add((batch, r, _) => instruction(batch, r[d], r[a], r[b]));
        }
        return Done(term, product, d);
    }

    // A copy in any case, for an argument that the instruction reads twice.
    private int CopyOf(int term, int from)
    {
        _uses[term]--;
        int to = Take();
        Add((batch, r, _) => batch.Move(r[to], r[from]));
        return to;
    }

    private int Done(int term, int product, int register)
    {
        _uses[product] = 0;
        return _registers[term] = register;
    }

    private int Function(int term, ScalarFunction function)
    {
        int x = Copy(this[term].A);
        Run(function.Temporaries, function.Masks, (batch, r, t) => function.Emit(batch, r[x], t));
        return _registers[term] = x;
    }

    private int Power(int term)
    {
        var t = this[term];
        Order(t.A, t.B);
        int b = Read(t.B), a = t.A == t.B ? CopyOf(t.A, b) : Copy(t.A);
        Run(PowEmitter.Temporaries, 1, (batch, r, s) => PowEmitter.Emit(batch, r[a], r[b], s));
        Release(t.B, b);
        return _registers[term] = a;
    }

    private delegate void Body(VectorBatch batch, Vec[][] registers, ReadOnlySpan<Vec[]> temporaries);

    private void Run(int temporaries, int masks, Body body)
    {
        int[] taken = Arrays.Make(temporaries, _ => Take());
        Masks = Math.Max(Masks, masks);
        Add((batch, r, _) => body(batch, r, Array.ConvertAll(taken, i => r[i])));
        foreach (int register in taken) Give(register);
    }

    private int Extreme(int term)
    {
        var t = this[term];
        bool isMin = t.Kind == ScalarKind.Min;
        // The instruction gives its second argument where one is NaN.
        var range = new NanRange(_expression);
        bool second = range.Implies(t.A, t.B), first = !second && range.Implies(t.B, t.A);
        void Emit(VectorBatch batch, Vec[] d, Vec[] a, Vec[] b)
        {
            if (isMin) batch.Min(d, a, b);
            else batch.Max(d, a, b);
        }
        if (second) return Binary(term, Emit);
        if (first) return Binary(term, (batch, d, a, b) => Emit(batch, d, b, a));
        Order(t.A, t.B);
        int a = Read(t.A), b = Read(t.B), other = Take();
        Release(t.A, a);
        Release(t.B, b);
        int d = Result(term);
        Give(other);
        // Both orders: equal numbers stay what they are, and a NaN in either makes one in all.
        Add((batch, r, _) =>
        {
            Emit(batch, r[other], r[a], r[b]);
            Emit(batch, r[d], r[b], r[a]);
            batch.Or(r[d], r[d], r[other]);
        });
        return d;
    }

    // condition ? x : y; without choices 1 and 0.
    private int Choose(int term, int condition, (int X, int Y)? choices)
    {
        var test = this[condition];
        bool isComparison = test.Kind is ScalarKind.Equal or ScalarKind.Less or ScalarKind.LessOrEqual
            && (choices is null || (_uses[condition] == 1 && !_registers.ContainsKey(condition)));
        if (choices is { } both) Order(isComparison ? [test.A, test.B, both.X, both.Y] : [condition, both.X, both.Y]);
        else Order(test.A, test.B);

        var read = new List<(int Term, int Register)>();
        int Get(int argument)
        {
            int index = read.FindIndex(p => p.Term == argument), register = index < 0 ? Read(argument) : read[index].Register;
            read.Add((argument, register));
            return register;
        }
        int extra = -1, a = Get(isComparison ? test.A : condition), b = isComparison ? Get(test.B) : extra = Take();
        int x = choices is { } c ? Get(c.X) : -1, y = choices is { } e ? Get(e.Y) : -1, one = choices is null ? Take() : -1;
        // The same constant read twice has one register.
        foreach (var (argument, register) in read) Release(argument, register);
        if (extra >= 0) Give(extra);
        if (isComparison && choices is not null) _uses[condition] = 0;
        int d = Result(term);
        if (one >= 0) Give(one);
        Masks = Math.Max(Masks, 1);
        var relation = !isComparison ? Condition.NotEqual : test.Kind switch
        {
            ScalarKind.Equal => Condition.Equal,
            ScalarKind.Less => Condition.Less,
            _ => Condition.LessOrEqual,
        };
        bool isNumber = choices is null;
        Add((batch, r, _) =>
        {
            var mask = batch.NewMasks();
            if (!isComparison) batch.Broadcast(r[b], 0f);
            batch.Compare(mask, r[a], relation, r[b]);
            if (isNumber)
            {
                batch.Broadcast(r[one], 1f);
                batch.Broadcast(r[d], 0f);
                batch.Select(r[d], mask, r[one], r[d]);
            }
            else
            {
                batch.Select(r[d], mask, r[x], r[y]);
            }
            batch.Free(mask);
        });
        return d;
    }
}
