using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ScanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("along the last axis, backwards out", """
            a, y = Scan(const f32[](0), const f32[2,3](1,2,3,4,5,6)) {num_scan_inputs=1, scan_input_axes=[-1], scan_output_directions=[1]} body {
                s = input f32[]
                x = input f32[n]
                t = ReduceSum(x) {keepdims=0}
                u = Add(s, t)
                v = Identity(x)
                output u
                output v
            }
            output a
            output y
            """, "f32[](21)", "f32[3,2](3,6,2,5,1,4)"),
        Case("backwards in, new axis last", """
            a, y = Scan(const f32[](0), const f32[2,3](1,2,3,4,5,6)) {num_scan_inputs=1, scan_input_directions=[1], scan_output_axes=[-1]} body {
                s = input f32[]
                x = input f32[n]
                t = ReduceSum(x) {keepdims=0}
                u = Add(s, t)
                v = Identity(x)
                output u
                output v
            }
            output a
            output y
            """, "f32[](21)", "f32[3,2](4,1,5,2,6,3)"),
        Case("slices must be as many", """
            y = Scan(const f32[2](1,2), const f32[3](1,2,3)) {num_scan_inputs=2} body {
                a = input f32[]
                b = input f32[]
                c = Add(a, b)
            }
            """, "throws XIN2104"),
        Case("no steps", """
            y = Scan(const f32[0]()) {num_scan_inputs=1} body {
                a = input f32[]
                c = Identity(a)
            }
            """, "f32[0]()"),
    ];
}
