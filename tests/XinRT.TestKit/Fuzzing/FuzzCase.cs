namespace XinRT.TestKit.Fuzzing;

/// <summary>What is fed with a file.</summary>
public enum FuzzTarget
{
    /// <summary>A model: parse, build, save, load, run.</summary>
    Onnx,

    /// <summary>An engine file: load, run.</summary>
    Engine,
}

/// <summary>One damaged file. Seed and number give the same file on every machine.</summary>
public sealed record FuzzCase(FuzzTarget Target, int Number, string Name, byte[] Bytes, int Seed)
{
    /// <summary>Makes case <paramref name="number"/> of the run with <paramref name="seed"/>.</summary>
    public static FuzzCase Make(FuzzTarget target, FuzzSeeds seeds, int seed, int number)
    {
        int own = unchecked((seed * 486187739 + number) * 16777619 + (int)target);
        var random = new Random(own);
        while (true)
        {
            int model = random.Next(seeds.Models.Count);
            var (name, bytes) = seeds.Models[model];
            if (target == FuzzTarget.Engine)
            {
                if (seeds.Engine(model) is not { } engine) continue;
                return new(target, number, name, EngineMutator.Mutate(engine, random), own);
            }
            // Large graphs cost much and add little: take them more rarely.
            if (bytes.Length > 64 << 10 && random.Next(8) != 0) continue;
            return new(target, number, name, random.Next(5) == 0 ? ByteMutator.Mutate(bytes, random) : ModelMutator.Mutate(bytes, random), own);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Target} case {Number} from {Name}";
}
