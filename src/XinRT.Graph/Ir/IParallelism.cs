namespace XinRT.Ir;

/// <summary>Threads of an executor's own, for the loops of operators. Without them the loops use the thread pool of .NET, which
/// would compete with an executor's threads for the cores.</summary>
public interface IParallelism
{
    /// <summary>Calls the body once with each number from 0 to <paramref name="count"/> − 1, several at a time, and returns when
    /// all are done. The first exception ends the loop early and is thrown as it is. A loop inside a loop runs on its caller's
    /// thread.</summary>
    void For(int count, Action<int> body);
}
