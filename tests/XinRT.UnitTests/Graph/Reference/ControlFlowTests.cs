using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Reference;

public sealed class ControlFlowTests
{
    [Fact]
    public void A_loop_in_a_loop_sees_values_of_both_scopes()
    {
        // Σ over i < 3 of Σ over j < 2 of k·i, with k = 10 from outside and i from the outer loop.
        Check("""
            y = Loop(const i64[](3), const bool[](1), const i64[](0), const i64[](10)) body {
                i = input i64[]
                c = input bool[]
                sum = input i64[]
                factor = capture i64[]
                next = Loop(const i64[](2), const bool[](1), sum, i, factor) body {
                    j = input i64[]
                    d = input bool[]
                    inner = input i64[]
                    outer = capture i64[]
                    f = capture i64[]
                    p = Mul(outer, f)
                    r = Add(inner, p)
                    output d
                    output r
                }
                output c
                output next
            }
            """, "i64[](60)");
    }

    [Fact]
    public void A_branch_in_a_loop_decides_per_iteration()
    {
        Check("""
            y, s = Loop(const i64[](4), const bool[](1), const f32[](1), const f32[](100)) body {
                i = input i64[]
                c = input bool[]
                x = input f32[]
                big = capture f32[]
                even = BitwiseAnd(i, const i64[](1))
                odd = Cast(even) {to=9}
                v = If(odd, x, big) body {
                    a = capture f32[]
                    b = capture f32[]
                    t = Add(a, b)
                    output t
                } body {
                    a = capture f32[]
                    b = capture f32[]
                    t = Add(a, a)
                    output t
                }
                output c
                output v
                output v
            }
            output y
            output s
            """, "f32[](304)", "f32[4](2,102,204,304)");
    }

    [Fact]
    public void A_loop_stops_when_its_condition_fails()
    {
        Check("""
            n, trace = Loop(const i64[](100), const bool[](1), const i64[](1)) body {
                i = input i64[]
                c = input bool[]
                x = input i64[]
                d = Add(x, x)
                more = Less(d, const i64[](20))
                output more
                output d
                output i
            }
            output n
            output trace
            """, "i64[](32)", "i64[5](0,1,2,3,4)");
    }

    [Fact]
    public void A_sequence_grows_while_it_is_carried()
    {
        Check("""
            e = SequenceEmpty()
            s = Loop(const i64[](3), const bool[](1), e) body {
                i = input i64[]
                c = input bool[]
                list = input seq(f32[*])
                end = Add(i, const i64[](1))
                n = Range(const i64[](0), end, const i64[](1))
                item = Cast(n) {to=1}
                longer = SequenceInsert(list, item)
                output c
                output longer
            }
            y = ConcatFromSequence(s) {axis=0}
            """, "f32[6](0,0,1,0,1,2)");
    }

    [Fact]
    public void An_empty_optional_is_filled_by_the_first_iteration()
    {
        Check("""
            none = Optional() {type=type f32[*]}
            y = Loop(const i64[](3), const bool[](1), none) body {
                i = input i64[]
                c = input bool[]
                o = input optional(f32[*])
                has = OptionalHasElement(o)
                v = If(has, o) body {
                    a = capture optional(f32[*])
                    x = OptionalGetElement(a)
                    t = Add(x, const f32[2](1, 1))
                    output t
                } body {
                    a = capture optional(f32[*])
                    t = Identity(const f32[2](5, 6))
                    output t
                }
                output c
                output v
            }
            """, "f32[2](7,8)");
    }

    [Fact]
    public void A_carried_size_that_changes_becomes_a_symbol_and_others_stay()
    {
        var graph = Graph.Parse("""
            a = input f32[n]
            b = input f32[n,3]
            x, y, s = Loop(const i64[](4), const bool[](1), a, b) body {
                i = input i64[]
                c = input bool[]
                p = input f32[k]
                q = input f32[m,3]
                p2 = Concat(p, p) {axis=0}
                q2 = Add(q, q)
                row = ReduceSum(q, const i64[1](0)) {keepdims=0}
                output c
                output p2
                output q2
                output row
            }
            output x
            output y
            output s
            """);

        Assert.False(graph.Outputs[0].TensorType.Shape![0].IsConstant);
        Assert.NotEqual(Dim.Symbol("n"), graph.Outputs[0].TensorType.Shape![0]);
        Assert.Equal("f32[n,3]", graph.Outputs[1].Type.ToString());
        Assert.Equal("f32[4,3]", graph.Outputs[2].Type.ToString());
    }

    [Fact]
    public void A_carried_counter_is_not_taken_for_a_constant()
    {
        // The counter starts at a known 0; inside the body it must not count as 0 for good.
        Check("""
            y = Loop(const i64[](3), const bool[](1), const i64[1](1)) body {
                i = input i64[]
                c = input bool[]
                n = input i64[1]
                m = Add(n, const i64[1](1))
                z = ConstantOfShape(n)
                output c
                output m
            }
            x = ConstantOfShape(y)
            """, "f32[4](0,0,0,0)");
    }

    [Fact]
    public void A_dead_branch_may_contradict_itself()
    {
        Check("""
            x = If(const bool[](1), const f32[2](1, 2)) body {
                a = capture f32[2]
                t = Identity(a)
                output t
            } body {
                a = capture f32[2]
                t = Reshape(a, const i64[1](3))
                output t
            }
            """, "f32[2](1,2)");
    }

    [Fact]
    public void Both_branches_give_what_their_common_type_says()
    {
        var graph = Graph.Parse("""
            c = input bool[]
            x = input f32[2,n]
            y = If(c, x) body {
                a = capture f32[2,n]
                t = Identity(a)
                output t
            } body {
                a = capture f32[2,n]
                t = Concat(a, a) {axis=1}
                output t
            }
            """);

        var shape = graph.Outputs[0].TensorType.Shape!;
        Assert.Equal(2, shape[0].Value);
        Assert.NotEqual(Dim.Symbol("n"), shape[1]);
    }

    [Fact]
    public void A_scan_carries_states_and_reads_backwards_with_captured_values()
    {
        Check("""
            h, y = Scan(const f32[2](0, 0), const f32[3,2](1,2,3,4,5,6), const f32[](2)) {num_scan_inputs=1, scan_input_directions=[1]} body {
                s = input f32[2]
                x = input f32[2]
                k = capture f32[]
                d = Mul(s, k)
                t = Add(d, x)
                o = Identity(t)
                output t
                output o
            }
            output h
            output y
            """, "f32[2](27,34)", "f32[3,2](5,6,13,16,27,34)");
    }

    [Theory]
    [InlineData("Loop(const i64[](0), const bool[](1), x)")]
    [InlineData("Loop(const i64[](7), const bool[](0), x)")]
    public void A_loop_that_never_runs_gives_no_slices_of_the_sizes_at_hand(string loop)
    {
        const string body = """
            {
                i = input i64[]
                c = input bool[]
                v = input f32[n,m]
                w = MatMul(v, const f32[2,5])
                output c
                output v
                output w
            }
            output x0
            output slices
            """;
        var graph = Graph.Parse($"x = input f32[n,m]\nx0: f32[n,m], slices: f32[0,n,5] = {loop} body {body}");

        var fitting = new ReferenceExecutor().Run(graph, [SyntheticTensor.Make(DType.F32, [3, 2])]);
        var other = new ReferenceExecutor().Run(graph, [SyntheticTensor.Make(DType.F32, [3, 4])]);

        Assert.Equal([0L, 3L, 5L], ((Tensor)fitting[1]).Dims.ToArray());
        // The body does not fit, but nobody runs it.
        Assert.Equal([3L, 4L], ((Tensor)other[0]).Dims.ToArray());
        Assert.Equal(0, ((Tensor)other[1]).Count);
    }

    [Fact]
    public void A_scan_of_no_slices_gives_none_of_the_sizes_at_hand()
    {
        var graph = Graph.Parse("""
            x = input f32[n,m]
            s0 = input f32[m]
            h, y = Scan(s0, x) {num_scan_inputs=1} body {
                s = input f32[m]
                r = input f32[m]
                t = Add(s, r)
                o = Concat(t, r) {axis=0}
                output t
                output o
            }
            output h
            output y
            """);

        var results = new ReferenceExecutor().Run(graph, [SyntheticTensor.Make(DType.F32, [0, 6]), SyntheticTensor.Make(DType.F32, [6])]);

        Assert.Equal([0L, 12L], ((Tensor)results[1]).Dims.ToArray());
    }

    [Fact]
    public void A_sequence_map_runs_a_loop_per_item()
    {
        Check("""
            s = SequenceConstruct(const f32[1](1), const f32[2](2, 3))
            t = SequenceMap(s, const i64[](3)) body {
                x = input f32[n]
                trips = capture i64[]
                y = Loop(trips, const bool[](1), x) body {
                    i = input i64[]
                    c = input bool[]
                    v = input f32[n]
                    w = Add(v, v)
                    output c
                    output w
                }
            }
            y = ConcatFromSequence(t) {axis=0}
            """, "f32[3](8,16,24)");
    }

    private static void Check(string graph, params string[] expected)
    {
        var results = GraphTexts.Run(graph);
        Assert.Equal(expected.Length, results.Length);
        for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(GraphTexts.Tensor(expected[i]), results[i], what: $"output {i}");
    }
}
