using System.Diagnostics;

namespace XinRT.Cli.Output;

/// <summary>Progress of long work on standard error: a bar with an estimate on a terminal, a line now and then
/// elsewhere. Safe to use from several threads.</summary>
internal sealed class ProgressBar(string title, int total) : IDisposable
{
    private const int Width = 30;
    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _done;
    private int _shown = -1;
    private int _notes;

    /// <summary>One more item is done.</summary>
    public void Step(string? label = null)
    {
        lock (_lock)
        {
            _done++;
            int tenth = total == 0 ? 10 : _done * (_terminal ? 200 : 10) / total;
            if (tenth == _shown) return;
            _shown = tenth;
            double left = _clock.Elapsed.TotalSeconds * (total - _done) / Math.Max(1, _done);
            int filled = total == 0 ? Width : _done * Width / total;
            string text = $"{title} [{new string('#', filled)}{new string('-', Width - filled)}] {_done}/{total}{(_done < total ? $", about {left:0} s left" : "")} {label}";
            if (_terminal) Console.Error.Write($"\r{text.PadRight(100)[..100]}");
            else Console.Error.WriteLine(text.TrimEnd());
        }
    }

    /// <summary>Tells what goes on within the item at hand; off a terminal every tenth time.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            if (_terminal) Console.Error.Write($"\r{$"{title} {text}".PadRight(100)[..100]}");
            else if (_notes++ % 10 == 0) Console.Error.WriteLine($"{title} {text}");
        }
    }

    /// <summary>Clears the bar.</summary>
    public void Dispose()
    {
        if (_terminal) Console.Error.Write($"\r{new string(' ', 100)}\r");
    }
}
