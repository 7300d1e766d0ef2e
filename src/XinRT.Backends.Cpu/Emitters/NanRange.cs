using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>What is known of where the terms of an expression are NaN.</summary>
internal readonly struct NanRange(ScalarExpr expression)
{
    private readonly ScalarExpr _expression = expression;

    /// <summary>Whether the second term is NaN wherever the first one is.</summary>
    public bool Implies(int first, int second) => IsNever(first) || Carries(second, first);

    private bool IsNever(int term)
    {
        var t = _expression.Terms[term];
        return t.Kind switch
        {
            ScalarKind.Constant => !float.IsNaN(t.Value),
            ScalarKind.Equal or ScalarKind.Less or ScalarKind.LessOrEqual or ScalarKind.And or ScalarKind.Or or ScalarKind.Not => true,
            ScalarKind.Select => IsNever(t.B) && IsNever(t.C),
            _ => false,
        };
    }

    // All functions give NaN for NaN, but for choices, conditions and powers.
    private bool Carries(int term, int source)
    {
        if (term == source) return true;
        var t = _expression.Terms[term];
        if (term < source || t.Kind is ScalarKind.Select or ScalarKind.Equal or ScalarKind.Less or ScalarKind.LessOrEqual or ScalarKind.And
            or ScalarKind.Or or ScalarKind.Not or ScalarKind.Pow) return false;
        foreach (int argument in t.Arguments)
            if (Carries(argument, source)) return true;
        return false;
    }
}
