using System.Globalization;

namespace XinRT.Backends;

/// <summary>A tunable parameter of a kernel.</summary>
/// <param name="Name">Name that the kernel knows it by.</param>
/// <param name="Value">A number; what it means is the kernel's own affair.</param>
public sealed record KernelParameter(string Name, long Value)
{
    /// <summary>Reads <c>name=value</c>; null if the text is something else.</summary>
    public static KernelParameter? Parse(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 && long.TryParse(text.AsSpan(sign + 1), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out long value) ? new(text[..sign], value) : null;
    }

    /// <summary>As <c>name=value</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}={Value}");
}
