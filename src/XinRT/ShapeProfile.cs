namespace XinRT;

/// <summary>Shapes that one input may have: smallest, the one to tune for, largest; all of one rank.</summary>
public sealed record ShapeProfile(ValueArray<long> Min, ValueArray<long> Opt, ValueArray<long> Max);
