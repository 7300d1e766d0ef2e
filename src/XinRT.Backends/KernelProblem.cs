using System.Globalization;
using System.IO.Hashing;
using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>One operand of a kernel: a static type and where its elements lie.</summary>
/// <param name="DType">Element type.</param>
/// <param name="Layout">Sizes and strides.</param>
/// <param name="Constant">The contents if they are fixed. An elided one (see <see cref="Tensor.IsElided"/>) has only a type:
/// its kernel reads a packed copy.</param>
public sealed record KernelOperand(DType DType, TensorLayout Layout, Tensor? Constant = null)
{
    // Integers such as axes and indices may steer the code, and a few numbers such as scales and limits. Longer ones and larger
    // tensors are only read by it: layers that differ in their bias alone share code and tuning.
    private const int SteeringBytes = 4096, SteeringNumbers = 16;

    /// <summary>The contents if code may be made for them: small ones, which are part of <see cref="KernelProblem.Key"/>.</summary>
    public Tensor? Steering => Constant is { IsElided: false, DType: not DType.String, Bytes.Length: <= SteeringBytes } t
        && (!t.DType.IsFloat() || t.Count <= SteeringNumbers) ? t : null;
}

/// <summary>A node with concrete operands, for which a kernel is wanted.</summary>
/// <param name="Node">What is computed. Its values' own types may still be symbolic; the operands are not.</param>
/// <param name="Inputs">Operands in the layouts in which they are at hand; null where absent.</param>
/// <param name="Outputs">Results; null where nobody wants one. While a kernel is planned their layouts are row-major and only
/// tell sizes; when it is loaded they are those it will write.</param>
public sealed record KernelProblem(Node Node, IReadOnlyList<KernelOperand?> Inputs, IReadOnlyList<KernelOperand?> Outputs)
{
    private Decoded? _decoded;

    /// <summary>What the node computes; null for a fused node whose body has not the form that its kind says.</summary>
    public FusedForm? Fused => (_decoded?.Node == Node ? _decoded : _decoded = new(Node, FusedForm.Of(Node))).Form;

    /// <summary>The node as an anchor or an expression that nothing precedes; null if it has another form.</summary>
    public AnchoredForm? Anchored => Fused is AnchoredForm { Scale: < 0 } form ? form : null;

    /// <summary>As <see cref="Anchored"/>, also with a scale before the anchor.</summary>
    public AnchoredForm? AnchoredOrScaled => Fused as AnchoredForm;

    /// <summary>Whether every operand is a tensor of a size that is known before the run. If not, some that are there are null in
    /// <see cref="Inputs"/> and <see cref="Outputs"/>, and only an <see cref="IValueKernel"/> can compute the node.</summary>
    public bool IsStatic { get; init; } = true;

    /// <summary>A node before anything is placed: all operands row-major. What a device takes does not depend on
    /// layouts.</summary>
    public static KernelProblem Of(Node node) => Of(node, value => StaticType.Of(value.Type) is { } type
        ? new KernelOperand(type.DType, type.RowMajor, value.Constant) : null);

    /// <summary>A node with operands as they lie; results row-major.</summary>
    /// <param name="node">The node.</param>
    /// <param name="operandOf">The operand of a value; null if only a run can tell its size.</param>
    public static KernelProblem Of(Node node, Func<Value, KernelOperand?> operandOf)
    {
        bool isStatic = true;
        var (inputs, outputs) = (new KernelOperand?[node.Inputs.Count], new KernelOperand?[node.Outputs.Count]);
        for (int i = 0; i < inputs.Length; i++)
            if (node.Inputs[i] is { } value) isStatic &= (inputs[i] = operandOf(value)) is not null;
        for (int k = 0; k < outputs.Length; k++)
        {
            if (node.Outputs[k] is not { } value) continue;
            if (StaticType.Of(value.Type) is { } type) outputs[k] = new KernelOperand(type.DType, type.RowMajor);
            else isStatic = false;
        }
        return new(node, inputs, outputs) { IsStatic = isStatic };
    }

    /// <summary>Why a kernel of one element type does not take the problem, or null.</summary>
    public string? WhyNotAll(DType type) => Inputs.Concat(Outputs).FirstOrDefault(o => o is not null && o.DType != type) is { } other
        ? $"only {type.Name()} is computed, but an operand is {other.DType.Name()}" : null;

    /// <summary>A text that is equal for problems that the same code solves.</summary>
    public string Key()
    {
        string what = Fused?.Text ?? $"{Node.Op} {string.Join('|', Node.Bodies.Select(b => b.ToString()))}";
        return $"{what} {string.Join(' ', Inputs.Select((o, i) => Describe(o, Node.Inputs[i])))} -> {string.Join(' ', Outputs.Select((o, i) => Describe(o, Node.Outputs[i])))}";
    }

    private static string Describe(KernelOperand? operand, Value? value)
    {
        // Of a size that only a run can tell.
        if (operand is null) return value?.Type is TensorType type ? $"{type.DType.Name()}[{type.Shape?.Rank}]" : "_";
        string contents = operand.Steering is { } steering ? Convert.ToHexString(XxHash128.Hash(steering.Bytes.Span)) : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{operand.DType.Name()}[{string.Join(',', operand.Layout.Dims)}]/({string.Join(',', operand.Layout.Strides)}){(operand.Constant is null ? "" : "c")}{contents}");
    }

    // A copy of a problem with another node must not keep the form.
    private sealed record Decoded(Node Node, FusedForm? Form);
}

/// <summary>What a kernel needs in order to run one problem.</summary>
public sealed record KernelPlan
{
    /// <summary>Layouts in which it reads its inputs; where one differs from what is at hand, a copy is made first. Null where it
    /// does not matter.</summary>
    public required IReadOnlyList<TensorLayout?> Inputs { get; init; }

    /// <summary>Layouts in which it writes its outputs if it may choose.</summary>
    public required IReadOnlyList<TensorLayout?> Outputs { get; init; }

    /// <summary>Whether outputs may also have larger strides in the same order of axes, so that they can be written into a part of
    /// another tensor.</summary>
    public bool WritesStrided { get; init; }

    /// <summary>Whether outputs may have any strides along all axes but the innermost one of <see cref="Outputs"/>, whose elements
    /// stay neighbours.</summary>
    public bool WritesAnyOrder { get; init; }

    /// <summary>Inputs whose memory output 0 may take over if it has the same layout: each element is read before that element
    /// of the output is written, and by no other task.</summary>
    public IReadOnlyList<int> Overwrites { get; init; } = [];

    /// <summary>Bytes of memory that the kernel uses only while it runs, shared by its workers.</summary>
    public long WorkspaceBytes { get; init; }

    /// <summary>Constants that the kernel reads in its own form; null if there are none.</summary>
    public PackPlan? Packing { get; init; }

    /// <summary>Whether the kernel does not read an input because it has a packed copy of it.</summary>
    public bool IsPacked(int input)
    {
        if (Packing is null) return false;
        for (int i = 0; i < Packing.Inputs.Count; i++)
            if (Packing.Inputs[i] == input) return true;
        return false;
    }

    /// <summary>Reads and writes everything row-major.</summary>
    public static KernelPlan RowMajor(KernelProblem problem) => new()
    {
        Inputs = [.. problem.Inputs.Select(o => o is null ? null : TensorLayout.RowMajor([.. o.Layout.Dims]))],
        Outputs = [.. problem.Outputs.Select(o => o is null ? null : TensorLayout.RowMajor([.. o.Layout.Dims]))],
    };
}
