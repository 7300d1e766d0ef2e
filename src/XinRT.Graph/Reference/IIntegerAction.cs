using System.Numerics;

namespace XinRT.Reference;

/// <summary>Work to be done in the .NET integer type of a tensor's elements.</summary>
public interface IIntegerAction
{
    /// <summary>Does the work with elements of type <typeparamref name="T"/>.</summary>
    void Invoke<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
}
