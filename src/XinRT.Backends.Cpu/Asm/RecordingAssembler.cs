using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Records a kernel as a list of steps, with the places of its labels and its constants, for whoever runs or translates
/// the whole of it.</summary>
/// <typeparam name="TStep">One operation.</typeparam>
internal abstract class RecordingAssembler<TStep> : VectorAssembler
{
    private readonly List<TStep> _steps = [];
    private readonly List<int> _labels = [];
    private readonly List<int> _pool = [];
    private bool _returned;

    /// <summary>Takes the registers of the parameters.</summary>
    protected RecordingAssembler(RegisterFile registers) : base(registers)
    {
        for (int i = 0; i < 4; i++) TakeGpr(i);
    }

    /// <summary>The base of slots.</summary>
    internal static Gpr StackPointer => new(-1);

    /// <summary>What was recorded.</summary>
    protected IReadOnlyList<TStep> Steps => _steps;

    /// <summary>The constant pool.</summary>
    protected ReadOnlySpan<int> Pool => CollectionsMarshal.AsSpan(_pool);

    /// <summary>Bytes of all slots.</summary>
    protected int StackBytes { get; private set; }

    /// <summary>Number of labels.</summary>
    protected int LabelCount => _labels.Count;

    /// <inheritdoc/>
    public override Gpr Argument(int index) =>
        index is >= 0 and < 4 ? new(index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override Mem NewSlot()
    {
        StackBytes += 8;
        return At(StackPointer, StackBytes - 8);
    }

    /// <inheritdoc/>
    public override Label NewLabel()
    {
        _labels.Add(-1);
        return new(_labels.Count - 1);
    }

    /// <inheritdoc/>
    public override void Bind(Label label)
    {
        if (_labels[label.Index] >= 0) throw new InvalidOperationException($"Label {label.Index} has a place already.");
        _labels[label.Index] = _steps.Count;
    }

    /// <inheritdoc/>
    public override void BindLoop(Label label) => Bind(label);

    /// <inheritdoc/>
    protected override void End()
    {
        if (_returned) throw new InvalidOperationException("The kernel has an end already.");
        _returned = true;
    }

    /// <inheritdoc/>
    public override Mem Table(ReadOnlySpan<int> items)
    {
        int place = Pool.IndexOf(items);
        if (place < 0 || (items.Length > 1 && place % Lanes != 0))
        {
            while (_pool.Count % Lanes != 0) _pool.Add(0);
            place = _pool.Count;
            _pool.AddRange(items);
        }
        return new(default, null, 1, place * 4, InPool: true);
    }

    /// <summary>Adds a step.</summary>
    protected void Step(TStep step)
    {
        if (_returned) throw new InvalidOperationException("The kernel has an end already.");
        _steps.Add(step);
    }

    /// <summary>The step that a label stands before.</summary>
    protected int PlaceOf(int label) => _labels[label] >= 0 ? _labels[label]
        : throw new InvalidOperationException($"A jump leads to label {label}, which has no place.");

    /// <summary>Throws unless the kernel has an end.</summary>
    protected void RequireEnd()
    {
        if (!_returned) throw new InvalidOperationException("The kernel has no end.");
    }
}
