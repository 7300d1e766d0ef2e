using System.Numerics;

namespace XinRT.Reference;

/// <summary>Work to be done in the .NET type of a tensor's elements.</summary>
public interface INumericAction
{
    /// <summary>Does the work with elements of type <typeparamref name="T"/>.</summary>
    void Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}
