namespace XinRT.Cli.Demo;

/// <summary>An upright rectangle in pixels of the page; right and bottom are not part of it.</summary>
internal sealed record TextBox(int Left, int Top, int Right, int Bottom, double Score)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}

/// <summary>A box with what it says.</summary>
internal sealed record TextLine(TextBox Box, string Text, double Confidence);
