using System.Diagnostics.CodeAnalysis;

namespace XinRT.Backends;

/// <summary>Why a kernel or a device does not take a problem. A text is a refusal that users are told.</summary>
public sealed record Refusal
{
    private Refusal(string reason, bool isTold)
    {
        Reason = reason;
        IsTold = isTold;
    }

    /// <summary>The kernel, or every kernel of the device, computes other operators.</summary>
    public static Refusal OtherOperator { get; } = new("no kernel computes this operator", isTold: false);

    /// <summary>What is wrong with the problem, or what the kernel lacks.</summary>
    public string Reason { get; }

    /// <summary>Whether the reason is one for users: not that of a kernel which has nothing to do with the
    /// problem.</summary>
    public bool IsTold { get; }

    /// <summary>The kernel takes only special cases of its operator. Users are told what the kernel for all cases
    /// says.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static Refusal? OfSpecialCase(string? reason) => reason is null ? null : new(reason, isTold: false);

    /// <summary>A refusal for a reason that users are told; null if there is none.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(string? reason) => reason is null ? null : new(reason, isTold: true);

    /// <summary>The reason.</summary>
    public override string ToString() => Reason;
}
