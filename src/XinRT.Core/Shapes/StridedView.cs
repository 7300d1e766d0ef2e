namespace XinRT;

/// <summary>A tensor that looks at memory of another.</summary>
/// <param name="Offset">Elements from the other's address to this one's.</param>
/// <param name="Layout">Sizes and strides.</param>
public readonly record struct StridedView(long Offset, TensorLayout Layout);
