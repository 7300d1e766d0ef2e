using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Reduces input 0 of a node into output 0.</summary>
internal static class Reduction
{
    /// <summary>Integers and bool in their own type, floats in double.</summary>
    public static void Run<TFolder>(EvalContext ctx, ReadOnlySpan<bool> axes, bool keepDims) where TFolder : IFolder
    {
        var x = ctx.Input(0);
        if (!x.DType.IsInteger() && x.DType != DType.Bool)
        {
            RunWide<TFolder>(ctx, axes, keepDims, static (v, _) => v);
            return;
        }
        var (plan, src) = ReductionPlan.Make(x, axes, keepDims);
        var y = ctx.Output(0, x.DType, plan.OutputDims);
        var threads = ctx.Threads;
        switch (x.DType)
        {
            case DType.Bool:
            case DType.U8: Fold.Run<byte, byte, TFolder>(src, plan, y, threads); break;
            case DType.I8: Fold.Run<sbyte, sbyte, TFolder>(src, plan, y, threads); break;
            case DType.U16: Fold.Run<ushort, ushort, TFolder>(src, plan, y, threads); break;
            case DType.I16: Fold.Run<short, short, TFolder>(src, plan, y, threads); break;
            case DType.U32: Fold.Run<uint, uint, TFolder>(src, plan, y, threads); break;
            case DType.I32: Fold.Run<int, int, TFolder>(src, plan, y, threads); break;
            case DType.U64: Fold.Run<ulong, ulong, TFolder>(src, plan, y, threads); break;
            case DType.I64: Fold.Run<long, long, TFolder>(src, plan, y, threads); break;
            default: throw ctx.Error($"elements of type {x.DType.Name()} are not reduced").AsUnsupported();
        }
        // The start value of a minimum is 255 as a byte.
        if (x.DType == DType.Bool && plan.Reduced == 0)
            foreach (ref byte b in y.Span<byte>()) b = Math.Min(b, (byte)1);
    }

    /// <summary>Floats as in <see cref="RunWide"/>; of integers the sum of all <paramref name="part"/>s is exact, and
    /// <paramref name="finishWhole"/> gets it with the count of elements in it; what it gives saturates.</summary>
    public static void Run<TFolder>(EvalContext ctx, ReadOnlySpan<bool> axes, bool keepDims, Func<double, long, double> finish,
        Func<BigInteger, BigInteger> part, Func<BigInteger, long, BigInteger> finishWhole) where TFolder : IFolder
    {
        var x = ctx.Input(0);
        if (!NumericTypes.IsNativeInteger(x.DType))
        {
            RunWide<TFolder>(ctx, axes, keepDims, finish);
            return;
        }
        var (plan, src) = ReductionPlan.Make(x, axes, keepDims);
        Int128[] values = WholeArithmetic.Read(src);
        var results = new long[plan.Outer * plan.Inner];
        ParallelRange.For(ctx.Threads, results.Length, 1 + 4096 / Math.Max(1, plan.Reduced), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                BigInteger sum = 0;
                for (int k = 0; k < plan.Reduced; k++) sum += part(values[(i / plan.Inner * plan.Reduced + k) * plan.Inner + i % plan.Inner]);
                results[i] = WholeArithmetic.Saturate(finishWhole(sum, plan.Reduced), x.DType);
            }
        });
        WrappingIntegers.Write(results, ctx.Output(0, x.DType, plan.OutputDims));
    }

    /// <summary>In double for every type. <paramref name="finish"/> gets each folded value and the count of elements in it;
    /// what it gives is rounded (integers: truncated) to the type of the input.</summary>
    public static void RunWide<TFolder>(EvalContext ctx, ReadOnlySpan<bool> axes, bool keepDims, Func<double, long, double> finish)
        where TFolder : IFolder
    {
        var x = ctx.Input(0);
        var (plan, src) = ReductionPlan.Make(x, axes, keepDims);
        var wide = Tensor.Zeros(DType.F64, plan.OutputDims);
        if (src.DType == DType.F32) Fold.Run<float, double, TFolder>(src, plan, wide, ctx.Threads);
        else Fold.Run<double, double, TFolder>(WorkingFloat.Open(src, DType.F64), plan, wide, ctx.Threads);
        foreach (ref double v in wide.Span<double>()) v = finish(v, plan.Reduced);
        ElementConverter.Write(wide.Span<double>(), ctx.Output(0, x.DType, plan.OutputDims));
    }
}
