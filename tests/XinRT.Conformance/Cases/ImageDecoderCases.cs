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
        Case("cut JPEG 2000 file",
            "y = ImageDecoder(const u8[5](255,79,255,81,0)) {pixel_format=\"BGR\"}",
            "u8[0,0,3]()"),
        Case("lossless WebP of one pixel",
            "y = ImageDecoder(const u8[38](82,73,70,70,30,0,0,0,87,69,66,80,86,80,56,76,17,0,0,0,47,0,0,0,0,7,80,228,42,212,163,255,129,136,232,127,0,0))",
            "u8[1,1,3](10,200,30)"),
        Case("TIFF of one bit, which is not read",
            "y = ImageDecoder(const u8[34](73,73,42,0,8,0,0,0,2,0,0,1,3,0,1,0,0,0,1,0,0,0,1,1,3,0,1,0,0,0,1,0,0,0))",
            "throws XIN6104"),
    ];
}
