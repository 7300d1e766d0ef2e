using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Machine code as text.</summary>
internal static class Disassembly
{
    private const int ItemsPerLine = 4;

    /// <summary>One line an instruction, with its offset; then the constants, four to a line, in hexadecimal.</summary>
    public static string Print(byte[] code)
    {
        var text = new StringBuilder();
        var formatter = new IntelFormatter();
        formatter.Options.FirstOperandCharIndex = 12;
        formatter.Options.SpaceAfterOperandSeparator = true;
        formatter.Options.RipRelativeAddresses = false;
        formatter.Options.BranchLeadingZeros = false;
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = null;
        formatter.Options.ShowBranchSize = false;
        formatter.Options.SignedImmediateOperands = true;
        var output = new StringOutput();
        var decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(code));
        while (decoder.IP < (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            formatter.Format(instruction, output);
            Line(text, instruction.IP).Append(output.ToStringAndReset()).Append('\n');
            if (instruction.Code == Code.Retnq) break;
        }
        Constants(text, code, (int)decoder.IP);
        return text.ToString();
    }

    private static StringBuilder Line(StringBuilder text, ulong offset) => text.Append(CultureInfo.InvariantCulture, $"{offset:x6}  ");

    private static void Constants(StringBuilder text, byte[] code, int end)
    {
        int start = (end + CodeBuffer.Alignment - 1) & -CodeBuffer.Alignment;
        if (start >= code.Length) return;
        var items = MemoryMarshal.Cast<byte, int>(code.AsSpan(start));
        for (int i = 0; i < items.Length; i += ItemsPerLine)
        {
            Line(text, (ulong)(start + i * 4)).Append(".int");
            foreach (int item in items[i..Math.Min(i + ItemsPerLine, items.Length)]) text.Append(CultureInfo.InvariantCulture, $" {item:x8}");
            text.Append('\n');
        }
    }
}
