namespace XinRT.Soak;

/// <summary>A random search for faults: each seed is one case, the same on every machine.</summary>
public interface ISearch
{
    /// <summary>Name on the command line: one word, lower case.</summary>
    string Name { get; }

    /// <summary>What is searched, in one sentence, for the help text.</summary>
    string Summary { get; }

    /// <summary>Processor time after which a case counts as one that never ends; on the clock it may take four times as
    /// long.</summary>
    TimeSpan Patience => TimeSpan.FromSeconds(30);

    /// <summary>Makes the case of a seed without running anything.</summary>
    SoakCase Make(ulong seed);
}
