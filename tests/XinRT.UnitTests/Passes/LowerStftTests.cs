using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerStftTests
{
    [Theory]
    [InlineData("const i64[](4), const f32[8]", "")]
    [InlineData("const i64[](3), const f32[8], const i64[](8)", " {onesided=0}")]
    [InlineData("const i64[](4), _, const i64[](7)", "")]
    public void Is_a_convolution_with_waves_under_the_window(string operands, string attributes) =>
        RuleCheck.Applies(new LowerStft(), $"""
            x = input f32[2,30,1]
            y = STFT(x, {operands}){attributes}
            """).Leaves("DFT", "Reshape", "Transpose", "Transpose", "Conv", "Transpose", "Reshape");

    [Fact]
    public void Long_frames_are_refused() =>
        RuleCheck.Misses(new LowerStft(), "frames of 4096", """
            x = input f32[1,9000,1]
            y = STFT(x, const i64[](100), _, const i64[](4096))
            """);

    [Fact]
    public void Complex_signals_are_refused() =>
        RuleCheck.Misses(new LowerStft(), "not a real one", """
            x = input f32[1,30,2]
            y = STFT(x, const i64[](4), _, const i64[](8)) {onesided=0}
            """);
}
