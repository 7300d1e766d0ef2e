namespace XinRT.Reference;

/// <summary>A truth function of two booleans.</summary>
public interface IConnective
{
    /// <summary>One answer.</summary>
    static abstract bool Of(bool a, bool b);
}
