namespace XinRT.Reference;

/// <summary>A strided view whose axes have labels, none twice.</summary>
internal sealed record LabeledTensor(Tensor Data, int[] Labels, long[] Dims, long[] Strides)
{
    /// <summary>Sees a dense tensor so; axes with one label become their diagonal.</summary>
    public static LabeledTensor Of(Tensor data, int[] labels)
    {
        long[] dense = XinRT.Reference.Strides.Of(data.Dims);
        var (names, dims, strides) = (new List<int>(), new List<long>(), new List<long>());
        for (int i = 0; i < labels.Length; i++)
        {
            int at = names.IndexOf(labels[i]);
            if (at < 0)
            {
                names.Add(labels[i]);
                dims.Add(data.Dims[i]);
                strides.Add(dense[i]);
            }
            else if (dims[at] == data.Dims[i]) strides[at] += dense[i];
            else throw new ArgumentException($"a diagonal needs equal sizes, but they are {dims[at]} and {data.Dims[i]}");
        }
        return new(data, [.. names], [.. dims], [.. strides]);
    }

    /// <summary>Size along a label; 1 if it is not there.</summary>
    public long Size(int label) => Array.IndexOf(Labels, label) is >= 0 and var at ? Dims[at] : 1;

    /// <summary>The view without the axes of size 1 that broadcast to something larger.</summary>
    public LabeledTensor Squeeze(IReadOnlyDictionary<int, long> full)
    {
        int[] kept = [.. Enumerable.Range(0, Labels.Length).Where(i => Dims[i] == full[Labels[i]])];
        foreach (int i in Enumerable.Range(0, Labels.Length).Except(kept))
            if (Dims[i] != 1) throw new ArgumentException($"sizes {Dims[i]} and {full[Labels[i]]} of one label do not broadcast");
        return kept.Length == Labels.Length ? this
            : new(Data, [.. kept.Select(i => Labels[i])], [.. kept.Select(i => Dims[i])], [.. kept.Select(i => Strides[i])]);
    }

    /// <summary>A dense tensor with the axes in this order; labels that the view does not have get size 1. Shares the memory
    /// if it lies so already.</summary>
    public Tensor Arrange(IReadOnlyList<int> order)
    {
        var dims = new long[order.Count];
        var strides = new long[order.Count];
        for (int i = 0; i < dims.Length; i++)
        {
            int at = Array.IndexOf(Labels, order[i]);
            (dims[i], strides[i]) = at < 0 ? (1, 0) : (Dims[at], Strides[at]);
        }
        long[] dense = XinRT.Reference.Strides.Of(dims);
        bool lies = XinRT.Reference.Strides.Count(dims) == Data.Count;
        for (int i = 0; i < dims.Length; i++) lies &= dims[i] == 1 || strides[i] == dense[i];
        if (lies) return Data.Reshape(dims);
        var result = Tensor.Zeros(Data.DType, dims);
        StridedCopy.Run(Data, 0, strides, result, 0, dense, dims);
        return result;
    }
}
