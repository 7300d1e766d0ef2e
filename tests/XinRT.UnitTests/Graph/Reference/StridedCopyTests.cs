using CsCheck;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class StridedCopyTests
{
    private static readonly DType[] Types = [DType.U8, DType.F16, DType.F32, DType.I64, DType.C128, DType.String];

    [Fact]
    public void Agrees_with_an_element_by_element_copy() => Gen.Int[0, 4].SelectMany(rank => Gen.Select(
        Gen.Int[0, 3].Array[rank], Gen.Shuffle(Enumerable.Range(0, rank).ToArray()), Gen.Int[-1, 1].Array[rank], Gen.OneOf(Types)))
        .Sample((sizes, order, direction, type) =>
        {
            long[] dims = [.. sizes.Select(s => (long)s)];
            // The source is read transposed; per axis forwards, backwards or standing still.
            long[] srcDims = [.. order.Select(axis => dims[axis])];
            var dense = Strides.Of(srcDims);
            var strides = new long[dims.Length];
            long offset = 0;
            for (int i = 0; i < dims.Length; i++)
            {
                strides[order[i]] = dense[i] * direction[order[i]];
                if (direction[order[i]] < 0) offset += dense[i] * Math.Max(0, dims[order[i]] - 1);
            }
            var src = Numbered(type, srcDims);
            var dst = Tensor.Zeros(type, dims);

            StridedCopy.Run(src, offset, strides, dst, 0, Strides.Of(dims), dims);

            var index = new long[dims.Length];
            for (int i = 0; i < dst.Count; i++, Strides.Next(index, dims))
                Assert.Equal(Text(src, (int)(offset + index.Zip(strides, (a, b) => a * b).Sum())), Text(dst, i));
        }, iter: 3_000);

    [Fact]
    public void Writes_only_the_block_it_is_given()
    {
        var dst = Tensor.Zeros(DType.I32, 3, 4);

        StridedCopy.Run(Tensor.From<int>([1, 2, 3, 4]), 0, [2, 1], dst, 5, [4, 1], [2, 2]);

        Assert.Equal([0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0], dst.Span<int>().ToArray());
    }

    [Fact]
    public void Types_must_agree() => Assert.Throws<ArgumentException>(() =>
        StridedCopy.Run(Tensor.Zeros(DType.I32, 1), 0, [1], Tensor.Zeros(DType.F32, 1), 0, [1], [1]));

    private static Tensor Numbered(DType type, long[] dims)
    {
        int count = (int)Strides.Count(dims);
        return type == DType.String
            ? Tensor.OfStrings([.. Enumerable.Range(0, count).Select(i => $"{i}")], dims)
            : Tensor.FromDoubles(type, [.. Enumerable.Range(0, count).Select(i => (double)i)], dims);
    }

    private static string Text(Tensor t, int i) => t.DType == DType.String ? t.Strings[i] : $"{t.ToDoubles()[i]}";
}
