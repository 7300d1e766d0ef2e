namespace XinRT.Compare.Golden;

/// <summary>A runtime whose speed is measured.</summary>
public interface IRaceRunner : IGoldenRunner
{
    /// <summary>Runs once more on the inputs of the last run without copying inputs or outputs.</summary>
    void Repeat();
}
