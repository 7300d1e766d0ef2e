using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using XinRT.Compare.Golden;
using XinRT.Onnx;
using XinRT.Onnx.Proto;

namespace XinRT.Compare.OnnxRuntime;

/// <summary>ONNX Runtime on the processor, all graph optimizations on.</summary>
public sealed class OnnxRuntimeRunner : IRaceRunner
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _inputs = [];
    private string[] _inputNames = [];
    private string[]? _outputNames;

    /// <summary>Loads a model file with so many threads.</summary>
    /// <param name="model">Path of the ONNX file.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <param name="quantization">How pairs of QuantizeLinear and DequantizeLinear are computed.</param>
    public OnnxRuntimeRunner(string model, int threads, QuantizedMath quantization = QuantizedMath.AsWritten)
    {
        using var options = Options(threads, quantization);
        _session = Open(Path.GetFileName(model), () => new InferenceSession(model, options));
    }

    private OnnxRuntimeRunner(byte[] model, string folder, string name, int threads)
    {
        using var options = Options(threads, QuantizedMath.AsWritten);
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        _session = Open(name, () => new InferenceSession(model, options));
    }

    /// <summary>Loads a model file with more outputs: values inside the main graph, by name.</summary>
    public static OnnxRuntimeRunner WithTaps(string path, IEnumerable<string> taps, int threads)
    {
        var model = OnnxModel.Load(path).Proto.Clone();
        var known = model.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        model.Graph.Output.AddRange(taps.Where(known.Add).Select(t => new ValueInfoProto { Name = t }));
        return new(model.ToByteArray(), Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path), threads);
    }

    /// <inheritdoc/>
    public string Name => $"onnxruntime {OrtEnv.Instance().GetVersionString()}";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs)
    {
        Release();
        _inputNames = [.. _session.InputMetadata.Keys.Where(inputs.ContainsKey)];
        foreach (string name in _inputNames) _inputs.Add(ToOrt(name, inputs[name]));
        string[] names = [.. _session.OutputMetadata.Keys];
        using var outputs = Once(names);
        return names.Select((n, i) => (n, FromOrt(n, outputs[i]))).ToDictionary(o => o.n, o => o.Item2);
    }

    /// <inheritdoc/>
    public void Repeat()
    {
        _outputNames ??= [.. _session.OutputMetadata.Keys];
        Once(_outputNames).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _run.Dispose();
        _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Once(string[] outputs)
    {
        try
        {
            return _session.Run(_run, _inputNames, _inputs, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed("run", e);
        }
    }

    private void Release()
    {
        foreach (var value in _inputs) value.Dispose();
        _inputs.Clear();
    }

    private static SessionOptions Options(int threads, QuantizedMath quantization)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Without this the runtime replaces Q/DQ pairs by integer kernels that round elsewhere than the model says.
        if (quantization == QuantizedMath.AsWritten) options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
        return options;
    }

    private static InferenceSession Open(string name, Func<InferenceSession> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(name, e);
        }
    }

    private static BackendException Failed(string what, OnnxRuntimeException e) => new("XIN7005", $"ONNX Runtime, {what}",
        $"it refused ({e.Message.Split('\n')[0]})", hint: "use --golden reference", inner: e);

    private static OrtValue ToOrt(string name, Datum value)
    {
        if (value is not Tensor tensor) throw new BackendException("XIN7005", $"input '{name}'", $"tensors can be given to ONNX Runtime, but it is {value.Type}");
        long[] dims = tensor.Dims.ToArray();
        if (tensor.DType == DType.String)
        {
            var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, dims);
            for (int i = 0; i < tensor.Count; i++) strings.StringTensorSetElementAt(tensor.Strings[i], i);
            return strings;
        }
        var ort = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)tensor.DType, dims);
        tensor.Bytes.Span.CopyTo(ort.GetTensorMutableRawData());
        return ort;
    }

    private static Datum FromOrt(string name, OrtValue value)
    {
        if (value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            var items = new List<Datum>();
            for (int i = 0; i < value.GetValueCount(); i++)
            {
                using var item = value.GetValue(i, OrtAllocator.DefaultInstance);
                items.Add(FromOrt(name, item));
            }
            return new SequenceDatum(new TensorType(items.Count > 0 ? ((Tensor)items[0]).DType : DType.Undefined, null), items);
        }
        if (!value.IsTensor) throw new BackendException("XIN7005", $"output '{name}'", $"tensors and sequences can be compared, but it is {value.OnnxType}");
        var info = value.GetTensorTypeAndShape();
        var dtype = (DType)(int)info.ElementDataType;
        if (dtype == DType.String) return Tensor.OfStrings(value.GetStringTensorAsArray(), info.Shape);
        var tensor = Tensor.Zeros(dtype, info.Shape);
        value.GetTensorMutableRawData().CopyTo(tensor.Bytes.Span);
        return tensor;
    }
}

/// <summary>What becomes of pairs of QuantizeLinear and DequantizeLinear.</summary>
public enum QuantizedMath
{
    /// <summary>Each operator computes in floating point between them, as ONNX defines it; right for comparing
    /// outputs.</summary>
    AsWritten,

    /// <summary>The runtime may fuse them into integer kernels; right for comparing speed.</summary>
    Fused,
}
