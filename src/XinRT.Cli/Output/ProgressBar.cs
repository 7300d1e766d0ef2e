using System.Diagnostics;

namespace XinRT.Cli.Output;

/// <summary>Progress of long work on standard error: a bar with an estimate on a terminal; elsewhere a line twice a minute, so that
/// short work leaves none in a log. Safe to use from several threads.</summary>
internal sealed class ProgressBar(string title, int total) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private TimeSpan _next = LogEvery;
    private int _done;
    private int _shown = -1;

    /// <summary>One more item is done.</summary>
    public void Step(string? label = null)
    {
        lock (_lock)
        {
            _done++;
            int shown = total == 0 ? 0 : _done * 200 / total;
            if (_terminal && shown == _shown) return;
            _shown = shown;
            double left = _clock.Elapsed.TotalSeconds * (total - _done) / Math.Max(1, _done);
            int filled = total == 0 ? Width : _done * Width / total;
            string text = $"{title} [{new string('#', filled)}{new string('-', Width - filled)}] {_done}/{total}{(_done < total ? $", about {left:0} s left" : "")} {label}";
            Show(text.TrimEnd());
        }
    }

    /// <summary>Tells what goes on within the item at hand.</summary>
    public void Note(string text)
    {
        lock (_lock) Show($"{title} {text}");
    }

    /// <summary>Clears the bar.</summary>
    public void Dispose()
    {
        if (_terminal) Console.Error.Write($"\r{new string(' ', 100)}\r");
    }

    private void Show(string text)
    {
        if (_terminal) Console.Error.Write($"\r{text.PadRight(100)[..100]}");
        else if (_clock.Elapsed >= _next)
        {
            Console.Error.WriteLine(text);
            _next = _clock.Elapsed + LogEvery;
        }
    }
}
