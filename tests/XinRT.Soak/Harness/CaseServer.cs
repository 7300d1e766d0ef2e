using System.Text.Json;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Harness;

/// <summary>The process in which cases run: reads an address a line, answers a verdict a line; <c>null</c> where no
/// case is.</summary>
internal static class CaseServer
{
    public static int Run(ISearch search, Fault undone)
    {
        var answers = Console.Out;
        // Whatever else is printed must not look like an answer.
        Console.SetOut(Console.Error);
        while (Console.In.ReadLine() is { } line)
        {
            var verdict = Judge(search, CaseAddress.Parse(line), undone);
            answers.WriteLine(JsonSerializer.Serialize(verdict));
            answers.Flush();
        }
        return 0;
    }

    /// <summary>Makes a case and runs it; null where no case is. An exception while the case of a seed is made is a
    /// finding, while a smaller one is made it means that there is none.</summary>
    public static Verdict? Judge(ISearch search, CaseAddress address, Fault undone)
    {
        SoakCase? found;
        try
        {
            found = address.Find(search);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (address.Steps.Count > 0) return null;
            var verdict = Failure(search.Name, e);
            return verdict with
            {
                Kind = $"{verdict.Kind}, before it runs",
                Title = $"seed {address}: the case cannot be made: {verdict.Title}"
            };
        }
        return found is null ? null : Judge(found, undone, default);
    }

    /// <summary>Runs a case; an exception is a finding too.</summary>
    public static Verdict Judge(SoakCase one, Fault undone, CancellationToken cancel)
    {
        try
        {
            return one.Judge(undone, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failure(one.Name, e);
        }
    }

    private static Verdict Failure(string name, Exception e)
    {
        string place = e.StackTrace?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l =>
            l.StartsWith("at XinRT.", StringComparison.Ordinal)) ?? "";
        string error = (e as XinException)?.Code ?? e.GetType().Name;
        string what = e.Message.Split('\n')[0];
        return new([], $"{name}: {error} {Method(place)}", $"{error}: {what}", e.ToString());
    }

    // Without line numbers, which change from commit to commit.
    private static string Method(string place) => place.Split('(')[0];
}
