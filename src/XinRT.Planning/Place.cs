namespace XinRT.Planning;

/// <summary>Where a value lies.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">Bytes from its beginning.</param>
/// <param name="DType">Element type.</param>
/// <param name="Layout">Sizes and strides.</param>
public sealed record Place(IBuffer Buffer, long Offset, DType DType, TensorLayout Layout);

/// <summary>Memory that values lie in.</summary>
public interface IBuffer;

/// <summary>Contents that never change.</summary>
public sealed record ConstantBuffer(Tensor Tensor) : IBuffer;
