using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.Onnx;

namespace XinRT.Cli.Input;

/// <summary>Values for a model's inputs from files, pictures or random numbers.</summary>
internal static class InputSource
{
    /// <summary>One value for each input. Specifications are <c>name=FILE</c>, <c>name=random</c>, a file alone for the only
    /// input, or an <c>.npz</c> with an array for each; what is not given is random.</summary>
    public static IReadOnlyDictionary<string, Datum> Read(Engine engine, string[] specifications, int seed)
    {
        var inputs = engine.Inputs;
        var values = Given(inputs, specifications);
        if (values.Count == inputs.Count) return values;
        var types = engine.TypicalInputs(Sizes(inputs, values));
        for (int i = 0; i < inputs.Count; i++)
            if (!values.ContainsKey(inputs[i].Name)) values[inputs[i].Name] = SyntheticInputs.Make(inputs[i].Name, types[i], seed + i);
        return values;
    }

    /// <summary>Options with which the model is built for what the specifications give: their sizes are planned for, and rewrites
    /// are verified on them if nothing is random.</summary>
    public static BuildOptions Prepare(OnnxModel model, BuildOptions options, string[] specifications)
    {
        if (specifications.Length == 0) return options;
        var inputs = OnnxImporter.InputTypes(model).Select(t => new EngineTensor(t.Key, Shaped(t.Key, t.Value, options))).ToList();
        var values = Given(inputs, specifications);
        return options with { TypicalSizes = Sizes(inputs, values), VerifyInputs = values.Count == inputs.Count ? values : options.VerifyInputs };
    }

    private static IrType Shaped(string name, IrType type, BuildOptions options) =>
        type is TensorType tensor && options.Shapes.TryGetValue(name, out var shape) ? tensor with { Shape = shape } : type;

    // What is read from files.
    private static Dictionary<string, Datum> Given(IReadOnlyList<EngineTensor> inputs, string[] specifications)
    {
        var values = new Dictionary<string, Datum>(StringComparer.Ordinal);
        foreach (string specification in specifications)
        {
            int equals = specification.IndexOf('=', StringComparison.Ordinal);
            string file = specification[(equals + 1)..];
            if (equals < 0 && file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var (name, tensor) in NumpyFile.ReadArchive(Existing(file))) values[Find(inputs, name).Name] = tensor;
                continue;
            }
            var input = equals >= 0 ? Find(inputs, specification[..equals]) : inputs.Count == 1 ? inputs[0]
                : throw new InferenceException("XIN6103", $"input '{specification}'",
                    $"the model has the inputs {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}", hint: "write NAME=FILE");
            if (file != "random") values[input.Name] = Read(input, Existing(file));
        }
        return values;
    }

    /// <summary>Sizes of symbols that values have.</summary>
    public static Dictionary<string, long> Sizes(IReadOnlyList<EngineTensor> inputs, IReadOnlyDictionary<string, Datum> values)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (input.Type is not TensorType { Shape: { } shape } || values.GetValueOrDefault(input.Name) is not Tensor tensor) continue;
            for (int axis = 0; axis < Math.Min(shape.Rank, tensor.Rank); axis++)
                if (!shape[axis].IsConstant) sizes.TryAdd(shape[axis].ToString(), tensor.Dims[axis]);
        }
        return sizes;
    }

    private static Tensor Read(EngineTensor input, string file)
    {
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".npy": return NumpyFile.Read(file);
            case ".npz":
                var arrays = NumpyFile.ReadArchive(file);
                return arrays.GetValueOrDefault(input.Name) ?? (arrays.Count == 1 ? arrays.Values.First()
                    : throw new InferenceException("XIN6105", $"input '{input.Name}'", $"'{Path.GetFileName(file)}' holds {string.Join(", ", arrays.Keys)}"));
            case ".png" or ".jpg" or ".jpeg" or ".bmp":
                var type = input.Type as TensorType ?? throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a picture needs a tensor input, but it is {input.Type}");
                return PictureFile.Fit(PictureFile.Read(file), type, input.Name, 0, 1);
            default:
                throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a .npy, .npz, .png or .jpg file is wanted, but it is '{Path.GetFileName(file)}'");
        }
    }

    private static EngineTensor Find(IReadOnlyList<EngineTensor> inputs, string name) => inputs.FirstOrDefault(i => i.Name == name)
        ?? throw new InferenceException("XIN6103", $"input '{name}'", $"the model has the inputs {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}");

    private static string Existing(string file) => File.Exists(file) ? file
        : throw new InferenceException("XIN6105", $"input file '{file}'", "there is no such file", hint: "check the path");
}
