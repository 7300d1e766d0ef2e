using System.Numerics;

namespace XinRT.Reference;

/// <summary>Discrete Fourier transform of one length and direction in O(n log n): radix 2 for powers of two, Bluestein's
/// algorithm for all else. The inverse divides by n.</summary>
public sealed class Fourier
{
    private readonly bool _inverse;
    private readonly Complex[] _roots;
    private readonly Fourier? _inner;
    private readonly Complex[] _chirp = [];
    private readonly Complex[] _kernel = [];

    /// <summary>Prepares the roots of unity.</summary>
    public Fourier(int length, bool inverse)
    {
        (Length, _inverse) = (length, inverse);
        _roots = [];
        if (BitOperations.IsPow2(length))
        {
            _roots = new Complex[length / 2];
            for (int i = 0; i < _roots.Length; i++) _roots[i] = Root(i, length);
            return;
        }

        // n·k = (n² + k² - (k - n)²) / 2 turns the transform into a convolution, done by transforms of a power of two.
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1));
        _inner = new Fourier(size, false);
        _chirp = new Complex[length];
        _kernel = new Complex[size];
        for (int i = 0; i < length; i++)
        {
            _chirp[i] = Root((long)i * i % (2L * length), 2L * length);
            _kernel[i] = Complex.Conjugate(_chirp[i]);
            if (i > 0) _kernel[size - i] = _kernel[i];
        }
        _inner.Transform(_kernel);
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Transforms in place.</summary>
    public void Run(Span<Complex> data)
    {
        Transform(data);
        if (!_inverse) return;
        foreach (ref var z in data) z /= Length;
    }

    private Complex Root(long index, long order)
    {
        double angle = (_inverse ? 2 : -2) * Math.PI * index / order;
        return new(Math.Cos(angle), Math.Sin(angle));
    }

    private void Transform(Span<Complex> data)
    {
        if (_inner is null) PowerOfTwo(data);
        else Bluestein(data, _inner);
    }

    private void Bluestein(Span<Complex> data, Fourier inner)
    {
        var padded = new Complex[inner.Length];
        for (int i = 0; i < data.Length; i++) padded[i] = data[i] * _chirp[i];
        inner.Transform(padded);

        // Conjugation before and after makes the forward transform an inverse one.
        for (int i = 0; i < padded.Length; i++) padded[i] = Complex.Conjugate(padded[i] * _kernel[i]);
        inner.Transform(padded);
        for (int i = 0; i < data.Length; i++) data[i] = Complex.Conjugate(padded[i]) / inner.Length * _chirp[i];
    }

    private void PowerOfTwo(Span<Complex> data)
    {
        int n = data.Length, reversed = 0;
        for (int i = 1; i < n; i++)
        {
            int bit = n >> 1;
            for (; (reversed & bit) != 0; bit >>= 1) reversed ^= bit;
            reversed ^= bit;
            if (i < reversed) (data[i], data[reversed]) = (data[reversed], data[i]);
        }
        for (int half = 1; half < n; half *= 2)
        {
            int step = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    Complex even = data[start + k], odd = data[start + k + half] * _roots[k * step];
                    (data[start + k], data[start + k + half]) = (even + odd, even - odd);
                }
            }
        }
    }
}
