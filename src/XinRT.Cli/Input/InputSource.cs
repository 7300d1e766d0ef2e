using XinRT.Compare.Files;
using XinRT.Compare.Golden;

namespace XinRT.Cli.Input;

/// <summary>Values for a model's inputs from files, pictures or random numbers.</summary>
internal sealed class InputSource
{
    private readonly Dictionary<string, Datum> _given = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<EngineTensor> _inputs;

    /// <summary>Reads the files that are given and checks them against the inputs. Specifications are <c>name=FILE</c>,
    /// <c>name=random</c>, a file alone for the only input, or an <c>.npz</c> with an array for each.</summary>
    public InputSource(IReadOnlyList<EngineTensor> inputs, string[] specifications)
    {
        foreach (string specification in specifications)
        {
            int equals = specification.IndexOf('=', StringComparison.Ordinal);
            string file = specification[(equals + 1)..];
            if (equals < 0 && file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            {
                var arrays = NumpyFile.ReadArchive(Existing(file));
                if (arrays.Count == 0) throw Empty(file, string.Join(", ", inputs.Select(i => $"'{i.Name}'")));
                foreach (var (name, tensor) in arrays) _given[Find(inputs, name).Name] = tensor;
                continue;
            }
            var input = equals >= 0 ? Find(inputs, specification[..equals]) : inputs.Count == 1 ? inputs[0]
                : throw new InferenceException("XIN6103", $"input '{specification}'",
                    $"the model has the inputs {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}", hint: "write NAME=FILE");
            if (file != "random") _given[input.Name] = Read(input, Existing(file));
        }
        var sizes = new Dictionary<string, (string Input, long Size)>(StringComparer.Ordinal);
        foreach (var input in inputs)
            if (_given.GetValueOrDefault(input.Name) is Tensor tensor) Check(input, tensor, sizes);
        _inputs = inputs;
    }

    /// <summary>Options with which a model is built for what is given: its sizes are planned for, and rewrites are verified on it if
    /// nothing is random.</summary>
    public BuildOptions Prepare(BuildOptions options) => _given.Count == 0 ? options : options with
    {
        TypicalSizes = Sizes(_inputs, _given),
        VerifyInputs = _given.Count == _inputs.Count ? _given : options.VerifyInputs,
    };

    /// <summary>One value for each input of the engine; what is not given is random.</summary>
    public IReadOnlyDictionary<string, Datum> Complete(Engine engine, int seed)
    {
        var inputs = engine.Inputs;
        var values = new Dictionary<string, Datum>(_given, StringComparer.Ordinal);
        if (values.Count == inputs.Count) return values;
        var types = Typical(engine, Sizes(inputs, values));
        for (int i = 0; i < inputs.Count; i++)
            if (!values.ContainsKey(inputs[i].Name)) values[inputs[i].Name] = SyntheticInputs.Make(inputs[i].Name, types[i], seed + i);
        return values;
    }

    // Sizes that belong together, such as those of a cache and of its mask, cannot always be guessed.
    private static IReadOnlyList<IrType> Typical(Engine engine, Dictionary<string, long> known)
    {
        try
        {
            return engine.TypicalInputs(known);
        }
        catch (InferenceException e) when (e.Code == "XIN6111")
        {
            var open = engine.Inputs.Where(i => i.Type is TensorType { IsStatic: false, Shape: not null }).Select(i => $"{i.Name}:{string.Join('x', ((TensorType)i.Type).Shape!)}");
            throw new InferenceException(e.Code, e.Subject, e.Because, e.Facts,
                $"give numbers for all names in --shapes {string.Join(' ', open)}, or values in --input NAME=FILE");
        }
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

    private static void Check(EngineTensor input, Tensor value, Dictionary<string, (string Input, long Size)> sizes)
    {
        if (input.Type is not TensorType { DType: not DType.Undefined } wanted) return;
        if (value.DType != wanted.DType || (wanted.Shape is { } s && s.Rank != value.Rank)) throw Wrong(input, wanted, value);
        for (int axis = 0; axis < (wanted.Shape?.Rank ?? 0); axis++)
        {
            Dim dim = wanted.Shape![axis];
            long size = value.Dims[axis];
            if (dim.IsConstant && dim.Value != size) throw Wrong(input, wanted, value);
            if (dim.IsConstant || sizes.TryAdd(dim.ToString(), (input.Name, size)) || sizes[dim.ToString()].Size == size) continue;
            throw new InferenceException("XIN6105", $"input '{input.Name}'",
                $"axis {axis} is '{dim}', which is {sizes[dim.ToString()].Size} in '{sizes[dim.ToString()].Input}', but it is {size} here",
                hint: "give all inputs the same size along this axis");
        }
    }

    private static InferenceException Wrong(EngineTensor input, TensorType wanted, Tensor value) => new("XIN6105", $"input '{input.Name}'",
        $"the model takes {wanted}, but the value is {value.Type}",
        hint: value.DType != wanted.DType && wanted.DType != DType.Undefined ? $"convert the values to {wanted.DType.Name()}" : "give a value of this shape");

    private static Tensor Read(EngineTensor input, string file)
    {
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".npy": return NumpyFile.Read(file);
            case ".npz":
                var arrays = NumpyFile.ReadArchive(file);
                if (arrays.Count == 0) throw Empty(file, $"'{input.Name}'");
                return arrays.GetValueOrDefault(input.Name) ?? (arrays.Count == 1 ? arrays.Values.First()
                    : throw new InferenceException("XIN6105", $"input '{input.Name}'",
                        $"an array of this name is wanted, but '{Path.GetFileName(file)}' holds {string.Join(", ", arrays.Keys.Select(k => $"'{k}'"))}",
                        hint: "name the arrays after the inputs: numpy.savez(file, NAME=array)"));
            case ".png" or ".jpg" or ".jpeg" or ".bmp":
                var type = input.Type as TensorType ?? throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a picture needs a tensor input, but it is {input.Type}");
                return PictureFile.Fit(PictureFile.Read(file), type, input.Name, 0, 1);
            default:
                throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a .npy, .npz, .png or .jpg file is wanted, but it is '{Path.GetFileName(file)}'",
                    hint: "save the value with numpy.save");
        }
    }

    private static EngineTensor Find(IReadOnlyList<EngineTensor> inputs, string name) => inputs.FirstOrDefault(i => i.Name == name)
        ?? throw new InferenceException("XIN6103", $"input '{name}'", $"the model has the inputs {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}",
            hint: "use one of these names; an input that has a default in the model is a constant here");

    private static InferenceException Empty(string file, string wanted) => new("XIN6105", $"input file '{file}'",
        $"arrays for {wanted} are wanted, but it holds none", hint: "name the arrays after the inputs: numpy.savez(file, NAME=array)");

    private static string Existing(string file) => File.Exists(file) ? file
        : throw new InferenceException("XIN6105", $"input file '{file}'", Directory.Exists(file) ? "a file is wanted, but it is a folder" : "there is no such file", hint: "check the path");
}
