using XinRT.TestKit;

namespace XinRT.UnitTests.Onnx;

public sealed class OldOpsetTests
{
    [Fact]
    public void Softmax_before_13_normalizes_all_axes_behind_its_axis() => Gives("f32[1,2,2](0.25,0.25,0.25,0.25)",
        OneNodeModel.Run(11, "Softmax", [T("f32[1,2,2](3,3,3,3)")]));

    [Fact]
    public void Softmax_before_13_along_the_last_axis() => Gives("f32[1,2,2](0.5,0.5,0.5,0.5)",
        OneNodeModel.Run(11, "Softmax", [T("f32[1,2,2](3,3,3,3)")], ("axis", 2L)));

    [Fact]
    public void Squeeze_and_reduction_take_axes_as_attributes()
    {
        Gives("f32[2](1,2)", OneNodeModel.Run(11, "Squeeze", [T("f32[1,2](1,2)")], ("axes", new[] { 0L })));
        Gives("f32[2,1](3,7)", OneNodeModel.Run(11, "ReduceSum", [T("f32[2,2](1,2,3,4)")], ("axes", new[] { 1L })));
        Gives("f32[2](2,3)", OneNodeModel.Run(13, "ReduceMean", [T("f32[2,2](1,2,3,4)")], ("axes", new[] { 0L }), ("keepdims", 0L)));
        Gives("f32[1,1](4)", OneNodeModel.Run(12, "ReduceMax", [T("f32[2,2](1,2,3,4)")]));
    }

    [Fact]
    public void Slice_Pad_Clip_TopK_and_Split_take_attributes()
    {
        Gives("f32[1,2](3,4)", OneNodeModel.Run(9, "Slice", [T("f32[2,2](1,2,3,4)")], ("starts", new[] { 1L }), ("ends", new[] { 9L })));
        Gives("f32[4](5,1,2,5)", OneNodeModel.Run(2, "Pad", [T("f32[2](1,2)")], ("pads", new[] { 1L, 1L }), ("value", 5f)));
        Gives("f32[3](0,1,2)", OneNodeModel.Run(6, "Clip", [T("f32[3](-1,1,7)")], ("min", 0f), ("max", 2f)));
        Gives("f32[2](7,1)", OneNodeModel.Run(9, "TopK", [T("f32[3](-1,1,7)")], ("k", 2L)));
        Gives("f32[3](-1,1,7)", OneNodeModel.Run(11, "Split", [T("f32[3](-1,1,7)")], ("split", new[] { 3L })));
    }

    [Fact]
    public void Upsample_in_its_three_forms()
    {
        const string Twice = "f32[1,1,1,4](1,1,2,2)";
        var x = T("f32[1,1,1,2](1,2)");
        Gives(Twice, OneNodeModel.Run(1, "Upsample", [x], ("height_scale", 1f), ("width_scale", 2f)));
        Gives(Twice, OneNodeModel.Run(7, "Upsample", [x], ("scales", new[] { 1f, 1f, 1f, 2f })));
        Gives(Twice, OneNodeModel.Run(9, "Upsample", [x, T("f32[4](1,1,1,2)")]));
        Gives("f32[1,1,1,4](1,1.5,2,2)", OneNodeModel.Run(9, "Upsample", [x, T("f32[4](1,1,1,2)")], ("mode", "linear")));
    }

    [Fact]
    public void Resize_10_has_no_half_pixel() => Gives("f32[4](1,1,2,2)",
        OneNodeModel.Run(10, "Resize", [T("f32[2](1,2)"), T("f32[1](2)")]));

    [Fact]
    public void Cast_before_6_names_its_type() => Gives("i64[2](1,2)", OneNodeModel.Run(1, "Cast", [T("f32[2](1,2)")], ("to", "INT64")));

    [Fact]
    public void Broadcasting_before_7_starts_at_an_axis()
    {
        Gives("f32[1,2,2](11,12,23,24)",
            OneNodeModel.Run(6, "Add", [T("f32[1,2,2](1,2,3,4)"), T("f32[2](10,20)")], ("broadcast", 1L), ("axis", 1L)));
        Gives("f32[1,2,2](11,22,13,24)", OneNodeModel.Run(6, "Add", [T("f32[1,2,2](1,2,3,4)"), T("f32[2](10,20)")], ("broadcast", 1L)));
        Gives("f32[1,2,2](-1,-2,-6,-8)", OneNodeModel.Run(6, "PRelu", [T("f32[1,2,2](-1,-2,-3,-4)"), T("f32[2](1,2)")]));
        Gives("f32[1,2](2,3)", OneNodeModel.Run(6, "Gemm", [T("f32[1,1](1)"), T("f32[1,2](1,2)"), T("f32[2](1,1)")], ("broadcast", 1L)));
    }

    [Fact]
    public void Operators_of_opset_1()
    {
        Gives("f32[2](0,2)", OneNodeModel.Run(1, "Relu", [T("f32[2](-1,2)")], ("consumed_inputs", new[] { 0L })));
        Gives("f32[2,1](1,2)", OneNodeModel.Run(1, "Reshape", [T("f32[2](1,2)")], ("shape", new[] { 2L, 1L })));
        Gives("f32[1,2](1,2)", OneNodeModel.Run(1, "Concat", [T("f32[1,1](1)"), T("f32[1,1](2)")]));
        Gives("f32[1,1,1](3)", OneNodeModel.Run(1, "GlobalLpPool", [T("f32[1,1,2](1,-2)")], ("p", 1f)));
        Gives("f32[2](1,2)", OneNodeModel.Run(6, "Dropout", [T("f32[2](1,2)")], ("is_test", 1L)));
    }

    [Fact]
    public void Batch_normalization_with_statistics_of_every_element() => Gives("f32[1,1,2](2,3)", OneNodeModel.Run(7, "BatchNormalization",
        [T("f32[1,1,2](5,5)"), T("f32[1,2](1,1)"), T("f32[1,2](1,2)"), T("f32[1,2](3,3)"), T("f32[1,2](4,4)")], ("spatial", 0L), ("epsilon", 0f)));

    [Fact]
    public void Group_normalization_18_scales_groups() => Gives("f32[1,4,1](-1,1,-2,2)", OneNodeModel.Run(18, "GroupNormalization",
        [T("f32[1,4,1](0,2,0,2)"), T("f32[2](1,2)"), T("f32[2](0,0)")], ("num_groups", 2L), ("epsilon", 0f)));

    [Fact]
    public void Scatter_is_ScatterElements() => Gives("f32[3](1,9,3)",
        OneNodeModel.Run(9, "Scatter", [T("f32[3](1,2,3)"), T("i64[1](1)"), T("f32[1](9)")]));

    private static Tensor T(string text) => GraphTexts.Tensor(text);

    private static void Gives(string expected, Tensor actual) => TensorAssert.Equal(T(expected), actual);
}
