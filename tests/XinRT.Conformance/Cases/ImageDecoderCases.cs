using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ImageDecoderCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("text picture",
            "y = ImageDecoder(const u8[14](80,50,32,50,32,49,32,50,53,53,32,55,32,57)) {pixel_format=\"Grayscale\"}",
            "u8[1,2,1](7,9)"),
        Case("damaged file",
            "y = ImageDecoder(const u8[3](1,2,3))",
            "u8[0,0,3]()"),
        Case("format that is not read",
            "y = ImageDecoder(const u8[5](255,79,255,81,0))",
            "throws XIN6104"),
    ];
}
