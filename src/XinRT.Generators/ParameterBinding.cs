using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace XinRT.Generators;

/// <summary>Code that reads one constructor parameter from an <c>AttributeMap</c> and writes it back.</summary>
internal static class ParameterBinding
{
    public static string Read(IParameterSymbol p)
    {
        string name = AttributeName(p);
        string? get = IsEnum(p.Type) ? $"XinRT.Ir.OperatorBinding.EnumOrNull<{p.Type.ToDisplayString()}>(m, \"{name}\")" : Getter(p.Type, name);
        if (get is null) return $"throw new System.NotSupportedException(\"{p.Name}: no attribute has this type\")";
        return Default(p) is { } missing ? $"{get} ?? {missing}" : get;
    }

    public static string Write(IParameterSymbol p)
    {
        string name = AttributeName(p), value = $"op.{p.Name}";
        string type = TypeName(p.Type);
        return type switch
        {
            _ when IsEnum(p.Type) => $"m.Set(\"{name}\", {value}.ToString()); ",
            "bool" => $"m.Set(\"{name}\", {value} ? 1L : 0L); ",
            "bool?" => $"m.Set(\"{name}\", {value} is {{ }} v{p.Ordinal} ? (v{p.Ordinal} ? 1L : 0L) : null); ",
            "XinRT.DType" => $"m.Set(\"{name}\", (long){value}); ",
            "XinRT.DType?" => $"m.Set(\"{name}\", (long?){value}); ",
            _ when type.StartsWith("XinRT.ValueArray", System.StringComparison.Ordinal) && type.EndsWith("?", System.StringComparison.Ordinal) =>
                $"m.Set(\"{name}\", {value}?.ToArray()); ",
            _ when type.StartsWith("XinRT.ValueArray", System.StringComparison.Ordinal) => $"m.Set(\"{name}\", {value}.ToArray()); ",
            _ => $"m.Set(\"{name}\", {value}); ",
        };
    }

    // Element types are numbers in ONNX; other enumerations stand as names.
    private static bool IsEnum(ITypeSymbol type) => type.TypeKind == TypeKind.Enum && type.ToDisplayString() != "XinRT.DType";

    private static string TypeName(ITypeSymbol type) => type.ToDisplayString().Replace("string?", "string").Replace("Tensor?", "Tensor").Replace("IrType?", "IrType");

    private static string? Getter(ITypeSymbol type, string name) => TypeName(type).TrimEnd('?') switch
    {
        "long" => $"m.IntOrNull(\"{name}\")",
        "float" => $"m.FloatOrNull(\"{name}\")",
        "bool" => $"(m.IntOrNull(\"{name}\") is {{ }} {Local(name)} ? {Local(name)} != 0 : (bool?)null)",
        "string" => $"m.Get<string>(\"{name}\")",
        "XinRT.DType" => $"m.DTypeOrNull(\"{name}\")",
        "XinRT.Tensor" => $"m.Get<XinRT.Tensor>(\"{name}\")",
        "XinRT.IrType" => $"m.Get<XinRT.IrType>(\"{name}\")",
        "XinRT.ValueArray<long>" => $"m.IntsOrNull(\"{name}\")",
        "XinRT.ValueArray<float>" => $"m.FloatsOrNull(\"{name}\")",
        "XinRT.ValueArray<string>" => $"m.StringsOrNull(\"{name}\")",
        _ => null,
    };

    private static string Local(string name) => "b_" + name;

    // What stands after "??": nothing when null itself is the value for "absent".
    private static string? Default(IParameterSymbol p)
    {
        string type = TypeName(p.Type);
        bool nullable = p.Type.NullableAnnotation == NullableAnnotation.Annotated || type.EndsWith("?", System.StringComparison.Ordinal);
        object? value = p.HasExplicitDefaultValue ? p.ExplicitDefaultValue : null;
        if (value is null)
        {
            if (nullable) return null;
            return p.HasExplicitDefaultValue ? "default" : $"throw XinRT.Ir.OperatorBinding.Missing(\"{AttributeName(p)}\")";
        }
        return value switch
        {
            bool b => b ? "true" : "false",
            string s => "\"" + s.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
            float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
            long l => l.ToString(CultureInfo.InvariantCulture) + "L",
            _ => $"({p.Type.ToDisplayString().TrimEnd('?')}){System.Convert.ToString(value, CultureInfo.InvariantCulture)}",
        };
    }

    private static string AttributeName(IParameterSymbol p)
    {
        var named = p.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == "OnnxNameAttribute");
        if (named is not null) return (string)named.ConstructorArguments[0].Value!;
        var snake = new StringBuilder();
        foreach (char c in p.Name)
        {
            if (char.IsUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }
        return snake.ToString();
    }
}
