using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>The same elements in another type, between float32, int32, int64, bytes and bool.</summary>
/// <remarks>
/// <para>Elements lie without gaps on both sides and in the same order, so it is one loop. An int64 is a pair of vectors in
/// registers, low and high words, which permutations take apart and join.</para>
/// <para>A float beyond int32 keeps the low bits of its integer value, as the reference does: a multiple of 2³² is taken off, which
/// is exact. An int64 beyond int32 becomes a float in two steps, so it may be off by one unit in the last place.</para>
/// </remarks>
internal sealed class CastKernel : KernelGenerator
{
    private const long TaskBytes = 64 << 10;
    private const float Word = 4294967296f, LongRange = 9223372036854775808f;

    /// <inheritdoc/>
    public override string Name => "cast";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not CastOp) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Outputs[0] is not { } y) return "an operand is missing";
        if (!IsKnown(x.DType) || !IsKnown(y.DType)) return $"a cast from {x.DType.Name()} to {y.DType.Name()}";
        return x.DType == y.DType ? "nothing changes" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var x = problem.Inputs[0]!.Layout;
        var dense = TensorLayout.InOrder(x.Dims.Span, x.Order());
        return new() { Inputs = [dense.Matches(x) ? x : dense], Outputs = [dense] };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, y = problem.Outputs[0]!;
        if (y.Layout.Count == 0) return [new(0, 0, asm => asm.Return())];
        int from = x.DType.SizeInBytes(), to = y.DType.SizeInBytes();
        var axis = LoopAxis.Of(y.Layout.Count, from, to);
        var cut = LoopNest.Cut(ref axis, TaskBytes / Math.Max(from, to), target.Lanes);
        var nest = new LoopNest([], cut is { } c ? [c] : [], 1, 1);
        int output = KernelArguments.Of(problem).Output(0);
        return [new(nest.Tasks, (double)y.Layout.Count * (from + to + 8) / target.BytesPerSecond, asm =>
        {
            asm.ForEachTask(task =>
            {
                Gpr source = asm.NewGpr(), result = asm.NewGpr();
                asm.Load64(source, VectorAssembler.At(asm.Argument(0), KernelArguments.Input(0)));
                asm.Load64(result, VectorAssembler.At(asm.Argument(0), output));
                nest.Emit(asm, task, [source, result], 1, _ => LoopNest.Strips(asm, axis, VectorAssembler.At(source), VectorAssembler.At(result),
                    (f, t) => Convert(asm, x.DType, f, y.DType, t, (int)Math.Min(axis.Count, asm.Lanes))));
                asm.Free(source, result);
            });
            asm.Return();
        })];
    }

    private static bool IsKnown(DType type) => type is DType.F32 or DType.I32 or DType.I64 or DType.U8 or DType.Bool;

    // Converts the first lanes.
    private static void Convert(VectorAssembler asm, DType from, Mem source, DType to, Mem target, int count)
    {
        Vec low = asm.NewVec(), high = asm.NewVec();
        if (from == DType.I64) TypedLanes.LoadPairs(asm, low, high, source, count);
        else TypedLanes.Access(asm, low, source, from, count, isStore: false);
        var result = (from, to) switch
        {
            (DType.F32, DType.Bool) => Truth(asm, low, low, isFloat: true),
            (DType.F32, _) => Truncate(asm, low, high, to == DType.I64),
            (DType.I64, DType.F32) => WideToFloat(asm, low, high),
            (DType.I64, DType.Bool) => Truth(asm, low, high, isFloat: false),
            (_, DType.F32) => ToFloat(asm, low),
            (_, DType.Bool) => Truth(asm, low, low, isFloat: false),
            _ => low,
        };
        if (to == DType.I64)
        {
            if (from != DType.F32) asm.ShiftRightSigned(high, low, 31);
            TypedLanes.StorePairs(asm, low, high, target, count);
        }
        else
        {
            if (to == DType.U8) LowByte(asm, result);
            TypedLanes.Access(asm, result, target, to, count, isStore: true);
        }
        asm.Free(low, high);
    }

    private static Vec ToFloat(VectorAssembler asm, Vec v)
    {
        asm.ToFloat(v, v);
        return v;
    }

    private static void LowByte(VectorAssembler asm, Vec v)
    {
        var mask = asm.NewVec();
        asm.Broadcast(mask, 255);
        asm.And(v, v, mask);
        asm.Free(mask);
    }

    // 1 where either is not zero.
    private static Vec Truth(VectorAssembler asm, Vec a, Vec b, bool isFloat)
    {
        Vec zero = asm.NewVec(), one = asm.NewVec();
        var mask = asm.NewMask();
        asm.Zero(zero);
        asm.Broadcast(one, 1);
        if (isFloat) asm.Compare(mask, a, Condition.NotEqual, zero);
        else
        {
            if (a != b) asm.Or(a, a, b);
            asm.CompareI(mask, a, Condition.NotEqual, zero);
        }
        asm.Select(a, mask, one, zero);
        asm.Free(zero, one);
        asm.Free(mask);
        return a;
    }

    // low and high words of the integer value of a float in low; beyond int64 the nearest, 0 for NaN.
    private static Vec Truncate(VectorAssembler asm, Vec low, Vec high, bool isWide)
    {
        Vec value = asm.NewVec(), words = asm.NewVec(), limit = asm.NewVec();
        asm.Round(value, low, Rounding.ToZero);
        asm.Broadcast(limit, 1 / Word);
        asm.Mul(words, value, limit);
        if (isWide)
        {
            asm.Round(high, words, Rounding.Down);
            asm.ToInt(high, high);
        }
        asm.Round(words, words, Rounding.Nearest);
        asm.Broadcast(limit, Word);
        asm.Move(low, value);
        // 2³¹ itself has the bits of the smallest integer, which is what conversion gives for it.
        asm.FmaNegated(low, words, limit);
        asm.ToInt(low, low);

        var mask = asm.NewMask();
        asm.Broadcast(limit, LongRange);
        asm.Compare(mask, value, Condition.GreaterOrEqual, limit);
        asm.Broadcast(words, -1);
        asm.Select(low, mask, words, low);
        if (isWide)
        {
            asm.Broadcast(words, int.MaxValue);
            asm.Select(high, mask, words, high);
        }
        asm.Neg(limit, limit);
        asm.Zero(words);
        // Neither NaN nor below all integers.
        asm.Compare(mask, value, Condition.GreaterOrEqual, limit);
        asm.Select(low, mask, low, words);
        if (isWide)
        {
            asm.Compare(mask, value, Condition.Equal, value);
            asm.Select(high, mask, high, words);
        }
        asm.Free(value, words, limit);
        asm.Free(mask);
        return low;
    }

    private static Vec WideToFloat(VectorAssembler asm, Vec low, Vec high)
    {
        Vec narrow = asm.NewVec(), sign = asm.NewVec();
        var mask = asm.NewMask();
        asm.ShiftRightSigned(sign, low, 31);
        asm.CompareI(mask, sign, Condition.Equal, high);
        asm.ToFloat(narrow, low);
        // The low word without sign: a word more where its highest bit is set, which is counted with the high one. The two
        // largest high words round to the same number, and the larger one has none above it.
        asm.Broadcast(low, int.MaxValue - 1);
        asm.MinI(high, high, low);
        asm.SubI(high, high, sign);
        asm.ToFloat(high, high);
        asm.Broadcast(sign, Word);
        asm.Mul(high, high, sign);
        asm.Add(high, high, narrow);
        asm.Select(low, mask, narrow, high);
        asm.Free(narrow, sign);
        asm.Free(mask);
        return low;
    }
}
