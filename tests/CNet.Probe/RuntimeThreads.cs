namespace CNet.Probe;

/// <summary>
/// The threads that the runtime starts when it needs them, by the names it gives them: the worker of tiered compilation, and those of the pool.
/// They leave when they had no work for a while: DOTNET_TC_BackgroundWorkerTimeoutMs and DOTNET_ThreadPool_ThreadTimeoutMs say how long.
/// </summary>
internal static class RuntimeThreads
{
    private static readonly string[] Names = [".NET Tiered", ".NET TP Worker"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until they are gone, so that whoever needs one next is who starts it.</summary>
    internal static void WaitUntilGone()
    {
        if (!SpinWait.SpinUntil(() => !Tasks.Names().Any(IsOne), Patience)) throw new TimeoutException($"The runtime keeps: {string.Join(", ", Tasks.Names())}.");
    }

    private static bool IsOne(string name) => Names.Any(start => name.StartsWith(start, StringComparison.Ordinal));
}
