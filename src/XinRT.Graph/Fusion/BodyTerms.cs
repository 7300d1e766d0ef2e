using XinRT.Ir;

namespace XinRT.Fusion;

/// <summary>Reads the element-wise nodes of a fused node's body as terms of expressions.</summary>
internal sealed class BodyTerms(Node node)
{
    /// <summary>What stands for no input or term.</summary>
    public const int None = -2;

    private readonly Graph _body = node.Bodies[0];
    private readonly Dictionary<Value, int> _terms = [];

    /// <summary>Where the terms are made.</summary>
    public ScalarBuilder Builder { get; } = new();

    /// <summary>The input of the node that a value of the body is; <see cref="None"/> for other values.</summary>
    public int Input(Value value)
    {
        for (int i = 0; i < _body.Inputs.Count; i++)
            if (_body.Inputs[i] == value) return i;
        return None;
    }

    /// <summary>The term of a value; <see cref="None"/> if it is computed by what was not added.</summary>
    public int Term(Value value)
    {
        if (_terms.TryGetValue(value, out int known)) return known;
        int input = Input(value);
        var source = input == None ? value : node.Inputs[input] ?? value;
        return _terms[value] = ElementwiseTerms.Number(source) is { } number ? Builder.Constant(number)
            : input == None ? None : Builder.Operand(input);
    }

    /// <summary>Gives a value a term.</summary>
    public void Add(Value value, int term) => _terms[value] = term;

    /// <summary>Adds an element-wise node of the body; whether all that it reads has terms.</summary>
    public bool TryAdd(Node inner)
    {
        int[] arguments = [.. inner.Inputs.Select(v => v is null ? -1 : Term(v))];
        if (Arrays.Has(arguments, None)) return false;
        _terms[inner.Outputs[0]!] = ElementwiseTerms.Of(inner, Builder, arguments);
        return true;
    }
}
