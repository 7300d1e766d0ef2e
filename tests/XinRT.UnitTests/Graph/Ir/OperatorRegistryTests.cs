using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.UnitTests.Ir;

public sealed class OperatorRegistryTests
{
    [Fact]
    public void Operators_are_found_by_name_with_both_spellings_of_the_default_domain()
    {
        Assert.Same(OperatorRegistry.Find("", "Reshape"), OperatorRegistry.Find("ai.onnx", "Reshape"));
        Assert.Null(OperatorRegistry.Find("", "Nothing"));
        Assert.Null(OperatorRegistry.Find("elsewhere", "Reshape"));
    }

    [Fact]
    public void Attributes_survive_writing_and_reading()
    {
        var op = new ShapeOp(Start: 1, End: -1);
        var map = new AttributeMap();
        op.Info.Write(op, map);

        Assert.Equal(op, op.Info.Create(map));
        Assert.Equal(new ShapeOp(), op.Info.Create(new AttributeMap()));
    }

    [Fact]
    public void Classes_are_sealed_records_named_after_their_operator() => Assert.All(OperatorRegistry.Infos, info =>
    {
        Assert.True(info.Type.IsSealed, $"{info.Type.Name} is not sealed");
        Assert.EndsWith("Op", info.Type.Name, StringComparison.Ordinal);
    });
}
