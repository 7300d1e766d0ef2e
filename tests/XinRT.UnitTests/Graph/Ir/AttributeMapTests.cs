using XinRT.Ir;

namespace XinRT.UnitTests.Ir;

public sealed class AttributeMapTests
{
    [Fact]
    public void Values_are_read_as_the_operator_wants_them()
    {
        var map = new AttributeMap();
        map.Set("alpha", 2L);
        map.Set("axes", Array.Empty<float>());
        map.Set("to", (long)DType.F16);
        map.Set("gone", 1L);
        map.Set("gone", null);

        Assert.Equal(2f, map.Float("alpha", 0));
        Assert.True(map.IntsOrNull("axes")!.Value.IsEmpty);
        Assert.Equal(DType.F16, map.DTypeOrNull("to"));
        Assert.Equal(7, map.Int("missing", 7));
        Assert.False(map.Has("gone"));
        Assert.Equal(["alpha", "axes", "to"], map.Items.Select(i => i.Key));
    }

    [Fact]
    public void A_value_of_another_kind_is_an_error_that_names_the_attribute()
    {
        var map = new AttributeMap();
        map.Set("axis", "one");
        map.Set("to", 99L);

        foreach (Action read in (Action[])[() => map.IntOrNull("axis"), () => map.FloatsOrNull("axis"), () => map.DTypeOrNull("to")])
            Assert.Equal("XIN1003", Assert.Throws<ModelException>(read).Code);
        Assert.Contains("'axis'", Assert.Throws<ModelException>(() => map.Float("axis", 0)).Message, StringComparison.Ordinal);
    }
}
