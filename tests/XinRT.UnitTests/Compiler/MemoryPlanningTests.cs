using XinRT.Compiler.Memory;
using XinRT.Compiler.Schedule;
using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.UnitTests.Compiler;

public sealed class MemoryPlanningTests
{
    private static readonly Dictionary<string, long> NoSymbols = [];

    [Fact]
    public void A_result_is_written_over_an_operand_that_ends_there()
    {
        var layout = Plan("""
            x = input f32[64]
            a = Exp(x)
            b = Relu(a)
            c = Neg(b)
            output c
            """);

        Assert.Equal(256, layout.ArenaBytes);
        Assert.Single(layout.Places.Select(p => p.Offset).Distinct());
    }

    [Fact]
    public void An_operand_that_is_read_later_is_not_overwritten()
    {
        var layout = Plan("""
            x = input f32[64]
            a = Exp(x)
            b = Relu(a)
            c = Add(a, b)
            output c
            """);

        Assert.NotEqual(layout.Places.Single(p => p.Value == "a").Offset, layout.Places.Single(p => p.Value == "b").Offset);
    }

    [Fact]
    public void A_view_keeps_its_operand_alive_and_takes_no_room()
    {
        var layout = Plan("""
            x = input f32[64]
            a = Exp(x)
            v = Reshape(a, const i64[2](8,8))
            b = Exp(x)
            c = Flatten(v) {axis=0}
            d = Add(b, c)
            output d
            """);

        Assert.DoesNotContain(layout.Places, p => p.Value is "v" or "c");
        Assert.NotEqual(layout.Places.Single(p => p.Value == "a").Offset, layout.Places.Single(p => p.Value == "b").Offset);
    }

    [Fact]
    public void Values_that_enter_a_sequence_are_left_to_the_heap()
    {
        var layout = Plan("""
            x = input f32[64]
            a = Exp(x)
            s = SequenceConstruct(a)
            b = SequenceAt(s, const i64[](0))
            output b
            """);

        Assert.DoesNotContain(layout.Places, p => p.Value == "a");
    }

    [Fact]
    public void Open_sizes_are_planned_only_with_a_largest_size()
    {
        const string Text = """
            x = input f32[n,4]
            a = Exp(x)
            b = MatMul(a, const f32[4,4])
            output b
            """;

        Assert.Empty(Plan(Text).Places);
        Assert.Equal(10 * 4 * 4, MemoryPlanning.Plan(Graph.Parse(Text), new Dictionary<string, long> { ["n"] = 10 }).Places[0].Bytes);
    }

    [Fact]
    public void Work_on_constants_moves_to_its_reader()
    {
        var graph = Graph.Parse("""
            x = input f32[4,4]
            w1 = DequantizeLinear(const i8[4,4], const f32[](0.5))
            w2 = DequantizeLinear(const i8[4,4], const f32[](0.5))
            a = MatMul(x, w1)
            b = MatMul(a, w2)
            output b
            """);

        ConstantWork.Delay(graph);

        Assert.Equal(["w1", "a", "w2", "b"], graph.Nodes.Select(n => n.Name));
    }

    private static MemoryLayout Plan(string text) => MemoryPlanning.Plan(Graph.Parse(text), NoSymbols);
}
