using XinRT.TestKit;

namespace XinRT.UnitTests.Onnx;

public sealed class ContribLoweringTests
{
    private const string Microsoft = "com.microsoft";

    [Fact]
    public void FusedConv_adds_and_activates() => Gives("f32[1,1,2](0,7)", OneNodeModel.Run(Microsoft, 1, "FusedConv",
        [T("f32[1,1,2](1,2)"), T("f32[1,1,1](2)"), T("f32[1](1)"), T("f32[1,1,2](-9,2)")], ("activation", "Relu")));

    [Fact]
    public void FusedMatMul_transposes_and_scales() => Gives("f32[1,1](22)", OneNodeModel.Run(Microsoft, 1, "FusedMatMul",
        [T("f32[2,1](1,2)"), T("f32[1,2](3,4)")], ("transA", 1L), ("transB", 1L), ("alpha", 2f)));

    [Fact]
    public void FusedMatMul_moves_the_batch_axis() => Gives("f32[2,1,1](7,10)", OneNodeModel.Run(Microsoft, 1, "FusedMatMul",
        [T("f32[1,2,2](1,2,3,4)"), T("f32[2,2,1](1,3,2,1)")], ("transBatchA", 1L)));

    [Fact]
    public void FusedGemm_activates() => Gives("f32[1,1](-0.5)", OneNodeModel.Run(Microsoft, 1, "FusedGemm",
        [T("f32[1,1](-1)"), T("f32[1,1](1)"), T("f32[1](0)")], ("activation", "LeakyRelu"), ("activation_alpha", 0.5f)));

    [Fact]
    public void NhwcConv_keeps_channels_last() => Gives("f32[1,1,2,1](5,11)", OneNodeModel.Run(Microsoft, 1, "NhwcConv",
        [T("f32[1,1,2,2](1,2,3,4)"), T("f32[1,2,1,1](1,2)")]));

    [Fact]
    public void QLinearConcat_requantizes_every_part() => Gives("u8[1,2](20,40)", OneNodeModel.Run(Microsoft, 1, "QLinearConcat",
        [T("f32[](0.5)"), T("u8[](0)"), T("u8[1,1](10)"), T("f32[](1)"), T("u8[](0)"), T("u8[1,1](10)"), T("f32[](2)"), T("u8[](0)")], ("axis", 1L)));

    private static Tensor T(string text) => GraphTexts.Tensor(text);

    private static void Gives(string expected, Tensor actual) => TensorAssert.Equal(T(expected), actual);
}
