using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Einsum</c> → transpositions and a <c>MatMul</c> for each operand after the first, or a <c>Mul</c> where no label is
/// summed.</summary>
public sealed class LowerEinsum : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<EinsumOp>(
        P.Any("first"), P.Optional(P.Any("second")), P.Optional(P.Any("third")), P.Optional(P.Any("fourth")));

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        var operands = Operands(match);
        if (operands[0].TensorType.DType is not (DType.F32 or DType.F64)) return "it is not computed in float32 or float64";
        if (operands.Any(v => v.TensorType.Shape is null)) return "the number of axes is not known";
        var equation = Equation(match);
        if (equation.Inputs.Any(labels => labels.Distinct().Count() < labels.Length)) return "it takes the diagonal of an operand";
        var sizes = Sizes(operands, equation);
        for (int i = 0; i < operands.Length; i++)
            for (int axis = 0; axis < equation.Inputs[i].Length; axis++)
                if (operands[i].TensorType.Shape![axis] != sizes[equation.Inputs[i][axis]]) return "a label has several sizes";
        if (sizes.Values.Count(size => !size.IsConstant) < 2) return null;
        int[] labelsSoFar = equation.Inputs[0];
        for (int i = 1; i < operands.Length; i++)
        {
            var groups = EinsumGroups.Of(labelsSoFar, equation.Inputs[i], Wanted(equation, i));
            if (groups.AreJoined) return "several sizes depend on the run";
            labelsSoFar = groups.Result;
        }
        return null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var operands = Operands(match);
        var equation = Equation(match);
        var writer = new Writer(editor, Sizes(operands, equation));
        var result = new Term(operands[0], equation.Inputs[0]);
        for (int i = 1; i < operands.Length; i++)
            result = writer.Contract(result, new(operands[i], equation.Inputs[i]), Wanted(equation, i));
        return writer.Ordered(writer.Summed(result, equation.Output), equation.Output);
    }

    private static Value[] Operands(Match match) => [.. match.Root.Inputs.OfType<Value>()];

    private static EinsumEquation Equation(Match match) => EinsumEquation.Parse(((EinsumOp)match.Root.Op).Equation,
        [.. Operands(match).Select(v => v.TensorType.Shape!.Rank)], because => OpError.At(match.Root).Because(because).AsShapeError());

    private static Dictionary<int, Dim> Sizes(Value[] operands, EinsumEquation equation)
    {
        var sizes = new Dictionary<int, Dim>();
        for (int i = 0; i < operands.Length; i++)
            for (int axis = 0; axis < equation.Inputs[i].Length; axis++) sizes.TryAdd(equation.Inputs[i][axis], operands[i].TensorType.Shape![axis]);
        return sizes;
    }

    // What must be left when an operand has been taken in.
    private static int[] Wanted(EinsumEquation equation, int operand) =>
        [.. equation.Output.Concat(equation.Inputs.Skip(operand + 1).SelectMany(labels => labels)).Distinct()];

    // A value and what its axes stand for.
    private readonly record struct Term(Value Value, int[] Labels);

    private sealed class Writer(GraphEditor editor, Dictionary<int, Dim> sizes)
    {
        public Term Contract(Term a, Term b, int[] wanted)
        {
            var groups = EinsumGroups.Of(a.Labels, b.Labels, wanted);
            var (batch, rows, sum, columns) = groups;
            a = Summed(a, [.. batch, .. rows, .. sum]);
            b = Summed(b, [.. batch, .. sum, .. columns]);
            Value left = Ordered(a, [.. batch, .. rows, .. sum]), right = Ordered(b, [.. batch, .. sum, .. columns]);
            if (sum.Length == 0)
                return new(editor.Add(new MulOp(), Spread(left, batch.Length + rows.Length, columns.Length), Spread(right, batch.Length, rows.Length)), groups.Result);
            // A matrix as the second operand is multiplied with any number of row axes.
            int[][] rowAxes = groups.KeepsRowsApart ? [.. rows.Select(l => new[] { l })] : [rows];
            var x = Joined(left, [.. batch.Select(l => new[] { l }), .. rowAxes, sum]);
            var y = Joined(right, [.. batch.Select(l => new[] { l }), sum, columns]);
            return new(Joined(editor.Add(new MatMulOp(), x, y), [.. groups.Result.Select(l => new[] { l })]), groups.Result);
        }

        // Without the labels that nobody else has or wants.
        public Term Summed(Term term, int[] kept)
        {
            long[] axes = [.. Enumerable.Range(0, term.Labels.Length).Where(i => !kept.Contains(term.Labels[i])).Select(i => (long)i)];
            return axes.Length == 0 ? term
                : new(editor.Add(new ReduceSumOp(Keepdims: false), term.Value, editor.Integers(axes)), [.. term.Labels.Where(kept.Contains)]);
        }

        public Value Ordered(Term term, int[] labels)
        {
            long[] order = [.. labels.Select(label => (long)Array.IndexOf(term.Labels, label))];
            return AxisOrder.IsIdentity(order) ? term.Value : editor.Add(new TransposeOp(order), term.Value);
        }

        // Axes of one element for those that only the other operand has.
        private Value Spread(Value value, int at, int count) => count == 0 ? value
            : editor.Add(new UnsqueezeOp(), value, editor.Integers([.. Enumerable.Range(at, count).Select(i => (long)i)]));

        // One axis for each group of labels.
        private Value Joined(Value value, int[][] groups)
        {
            var shape = Shape.Of([.. groups.Select(g => g.Aggregate((Dim)1, (size, label) => size * sizes[label]))]);
            return value.TensorType.Shape!.SequenceEqual(shape) ? value
                : editor.Add(new ReshapeOp(), value, editor.Integers(ReshapeTarget.Of(value.TensorType.Shape, shape)));
        }
    }
}
