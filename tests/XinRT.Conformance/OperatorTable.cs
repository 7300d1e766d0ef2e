using System.Globalization;
using System.Text;
using XinRT.Ir;
using XinRT.TestKit;

namespace XinRT.Conformance;

/// <summary>Keeps <c>docs/operators.md</c> equal to the registry.</summary>
public sealed class OperatorTable
{
    [Fact]
    public void The_table_of_operators_is_fresh()
    {
        var text = new StringBuilder("""
            # Operators

            Generated; `XINRT_ACCEPT=1 ./test OperatorTable` writes it again. Every operator runs on the
            reference backend. "Reads from" is the first opset whose form the operator reads directly; models of older opsets are
            rewritten to it at import.

            | Operator | Domain | Reads from opset |
            |---|---|---|

            """);
        foreach (var info in OperatorRegistry.Infos.OrderBy(i => i.Domain, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {info.Name} | {(info.Domain.Length == 0 ? "ai.onnx" : info.Domain)} | {info.Since} |\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{OperatorRegistry.Infos.Count} operators.\n");

        Snapshot.MatchFile(text.ToString(), Repository.PathOf("docs", "operators.md"));
    }
}
