using XinRT.Ir;
using XinRT.TestKit;

namespace XinRT.Conformance;

/// <summary>Runs every case of every operator on the reference evaluator.</summary>
public sealed class OperatorConformance
{
    private const string Throws = "throws ";

    private static readonly Dictionary<string, OperatorCases> Classes = typeof(OperatorConformance).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(OperatorCases)) && !t.IsAbstract)
        .ToDictionary(t => t.Name, t => (OperatorCases)Activator.CreateInstance(t)!);

    public static TheoryData<string, string> Cases => [.. from c in Classes from k in c.Value.All select (c.Key, k.Name)];

    /// <summary>Every case of every class.</summary>
    internal static IEnumerable<OperatorCase> AllCases => Classes.Values.SelectMany(c => c.All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives_what_the_specification_says(string operatorCases, string name)
    {
        var one = Classes[operatorCases].All.Single(c => c.Name == name);
        if (one.Expected is [{ } first] && first.StartsWith(Throws, StringComparison.Ordinal))
        {
            string code = first[Throws.Length..].Trim();
            var error = Assert.ThrowsAny<XinException>(() => GraphTexts.Run(one.Graph));
            Assert.True(error.Code == code, $"expected {code}, found {error.Message}");
            return;
        }
        var results = GraphTexts.Run(one.Graph);
        Assert.Equal(one.Expected.Length, results.Length);
        for (int i = 0; i < results.Length; i++)
            TensorAssert.Equal(GraphTexts.Tensor(one.Expected[i]), results[i], what: $"output {i}");
    }

    [Fact]
    public void Every_operator_has_cases()
    {
        var missing = OperatorRegistry.Infos.Select(i => i.Name + "Cases").Distinct().Where(n => !Classes.ContainsKey(n));

        Offenders.None(missing);
    }

    [Fact]
    public void Every_class_of_cases_belongs_to_an_operator()
    {
        var names = OperatorRegistry.Infos.Select(i => i.Name + "Cases").ToHashSet();

        Offenders.None(Classes.Keys.Where(n => !names.Contains(n)));
    }

    [Fact]
    public void Cases_of_an_operator_have_different_names()
    {
        var twice = from c in Classes from g in c.Value.All.GroupBy(k => k.Name) where g.Count() > 1 select $"{c.Key}: {g.Key}";

        Offenders.None(twice);
    }
}
