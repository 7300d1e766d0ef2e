namespace XinRT.Ops;

/// <summary>Who chooses the padding of a convolution or pooling: the ONNX attribute <c>auto_pad</c>.</summary>
public enum AutoPad
{
    /// <summary>The attribute <c>pads</c>.</summary>
    NotSet,

    /// <summary>No padding.</summary>
    Valid,

    /// <summary>Enough that the output is input / stride rounded up; an odd element goes to the end.</summary>
    SameUpper,

    /// <summary>As <see cref="SameUpper"/>, but an odd element goes to the beginning.</summary>
    SameLower,
}
