using System.Text.RegularExpressions;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Whether the whole of each string matches a pattern in RE2 syntax. Matching takes linear time, as in RE2.</summary>
[OnnxOperator("RegexFullMatch", Since = 20)]
public sealed record RegexFullMatchOp(string Pattern) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String);
        Compile(reason => ctx.Error(reason).AsShapeError());
        ctx.Output(0, DType.Bool, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var regex = Compile(reason => ctx.Error(reason).AsRunError());
        var y = ctx.Output(0, DType.Bool, x.Dims).Span<bool>();
        for (int i = 0; i < y.Length; i++) y[i] = regex.IsMatch(x.Strings[i]);
    }

    private Regex Compile(Func<string, XinException> error)
    {
        try
        {
            // The automaton knows neither look-around nor back references; RE2 refuses them too.
            return new Regex($@"\A(?:{Re2Pattern.Translate(Pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw error($"the pattern must be in RE2 syntax, but '{Pattern}' is not ({e.Message})");
        }
    }
}
