using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Where a value is to lie so that nobody has to copy it.</summary>
public abstract record Destination
{
    /// <summary>An output of the graph, which is read row-major after the run.</summary>
    public sealed record Output : Destination
    {
        /// <inheritdoc/>
        public override string ToString() => "output";
    }

    /// <summary>A part of the result of an <see cref="IJoinOp"/>.</summary>
    /// <param name="Join">The node that joins.</param>
    /// <param name="Input">Index of the operand.</param>
    public sealed record Part(Node Join, int Input) : Destination
    {
        /// <inheritdoc/>
        public override string ToString() => $"part {Input} of {Join.Outputs[0]!.Name}";
    }

    /// <summary>So that a view of it lies where that is wanted, or at least is a view.</summary>
    /// <param name="Node">The node of an <see cref="IInvertibleViewOp"/>.</param>
    /// <param name="Beyond">Where the view is to lie; null if that is all the same.</param>
    public sealed record View(Node Node, Destination? Beyond) : Destination
    {
        /// <inheritdoc/>
        public override string ToString() => $"view {Node.Outputs[0]!.Name}{(Beyond is null ? "" : $", {Beyond}")}";
    }

    /// <summary>Whether the value becomes a part of a join's result, directly or as a view.</summary>
    public bool IsPart => this is Part or View { Beyond.IsPart: true };
}
