using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>One activation function of a recurrent operator with its parameters.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Alpha">First parameter; 0 if it takes none.</param>
/// <param name="Beta">Second parameter; 0 if it takes none.</param>
public sealed record RecurrentActivation(string Name, double Alpha, double Beta)
{
    /// <summary>Reads a list of names; parameters are given in order to those functions that take them, and default as in
    /// the operators of the same names. Null if a name is not known.</summary>
    public static RecurrentActivation[]? Parse(IReadOnlyList<string> names, ValueArray<float> alphas, ValueArray<float> betas)
    {
        var result = new RecurrentActivation[names.Count];
        int alpha = 0, beta = 0;
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i].ToLowerInvariant();
            if (Defaults(name) is not var (a, b)) return null;
            if (a is not null && alpha < alphas.Count) a = alphas[alpha++];
            if (b is not null && beta < betas.Count) b = betas[beta++];
            result[i] = new(name, a ?? 0, b ?? 0);
        }
        return result;
    }

    /// <summary>Applies the function in place.</summary>
    public void Apply<T>(Span<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T alpha = T.CreateTruncating(Alpha), beta = T.CreateTruncating(Beta);
        switch (Name)
        {
            case "tanh": TensorPrimitives.Tanh<T>(x, x); break;
            case "sigmoid": TensorPrimitives.Sigmoid<T>(x, x); break;
            case "relu": TensorPrimitives.Max(x, T.Zero, x); break;
            case "affine":
                TensorPrimitives.Multiply(x, alpha, x);
                TensorPrimitives.Add(x, beta, x);
                break;
            case "scaledtanh":
                TensorPrimitives.Multiply(x, beta, x);
                TensorPrimitives.Tanh<T>(x, x);
                TensorPrimitives.Multiply(x, alpha, x);
                break;
            case "hardsigmoid":
                foreach (ref T v in x) v = T.Max(T.Zero, T.Min(T.One, alpha * v + beta));
                break;
            case "leakyrelu":
                foreach (ref T v in x) v = v < T.Zero ? alpha * v : v;
                break;
            case "thresholdedrelu":
                foreach (ref T v in x) v = v < alpha ? T.Zero : v;
                break;
            case "elu":
                foreach (ref T v in x) v = v < T.Zero ? alpha * T.ExpM1(v) : v;
                break;
            case "softsign":
                foreach (ref T v in x) v /= T.One + T.Abs(v);
                break;
            default:
                // log(1 + eˣ) without overflow.
                foreach (ref T v in x) v = T.Max(v, T.Zero) + T.LogP1(T.Exp(-T.Abs(v)));
                break;
        }
    }

    // Parameters a function takes, with their defaults; null where it takes none.
    private static (double? Alpha, double? Beta)? Defaults(string name) => name switch
    {
        "tanh" or "sigmoid" or "relu" or "softsign" or "softplus" => (null, null),
        "affine" => (1, 0),
        "scaledtanh" => (1, 1),
        "hardsigmoid" => (0.2, 0.5),
        "leakyrelu" => (0.01, null),
        "thresholdedrelu" or "elu" => (1, null),
        _ => null,
    };
}
