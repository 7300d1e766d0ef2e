using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BatchedScanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("each element by itself, up to its length", """
            a, y = xinrt::BatchedScan(const i64[2](1,2), const f32[2](0,10), const f32[2,2](1,2,3,4)) {num_scan_inputs=1} body {
                s = input f32[]
                x = input f32[]
                u = Add(s, x)
                v = Identity(u)
                output u
                output v
            }
            output a
            output y
            """, "f32[2](1,17)", "f32[2,2](1,0,13,17)"),
        Case("backwards", """
            y = xinrt::BatchedScan(_, const f32[1,2](3,5)) {num_scan_inputs=1, directions=[1]} body {
                x = input f32[]
                v = Identity(x)
            }
            """, "f32[1,2](5,3)"),
    ];
}
