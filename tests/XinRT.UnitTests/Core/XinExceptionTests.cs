using XinRT.TestKit;

namespace XinRT.UnitTests;

public sealed class XinExceptionTests
{
    [Fact]
    public void A_message_has_one_form() => Snapshot.Match(new ShapeException("XIN2104", "Conv 'layer2.0/conv1'",
        "the weight expects 64 input channels, but X has 32",
        [new("X", "f32[1,32,56,56]"), new("dilations", "[1,1]")], "transpose X to NCHW").Message);

    [Fact]
    public void All_problems_of_a_model_are_listed()
    {
        var error = ModelException.Unsupported("model.onnx", [new("Foo", "node 'a'"), new("Bar", "node 'b'")]);

        Assert.Equal("XIN1002", error.Code);
        Assert.Contains("2 nodes are not supported", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Facts.Count);
    }
}
