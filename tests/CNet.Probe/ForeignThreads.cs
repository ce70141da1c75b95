using System.Globalization;

namespace CNet.Probe;

/// <summary>
/// Watches in which network namespace the threads of this process live. CNet's own two may be away for a moment; any other that is seen away
/// was started there, and stays there.
/// </summary>
internal sealed class ForeignThreads : IDisposable
{
    // As the kernel cuts them: "CNet namespaces" and "CNet start". A new thread has its maker's name until it gets one of its own.
    private static readonly string[] Travellers = ["CNet namespaces", "CNet start"];

    private readonly string _home = Tasks.NamespaceOf("/proc/self") ?? throw new InvalidOperationException("/proc is not mounted.");
    private readonly HashSet<string> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _watcher;
    private long _rounds;

    internal ForeignThreads()
    {
        _watcher = new Thread(Watch) { IsBackground = true, Name = "watcher" };
        _watcher.Start();
    }

    /// <summary>How often all threads were looked at.</summary>
    internal long Rounds => Interlocked.Read(ref _rounds);

    /// <summary>Ends the watch, and returns the threads that are away or were, once CNet's own have had time to come home.</summary>
    internal IReadOnlyCollection<string> Finish()
    {
        _stop.Cancel();
        _watcher.Join();
        SpinWait.SpinUntil(() => !Away().Any(), TimeSpan.FromSeconds(5));
        foreach (var thread in Away()) _seen.Add(thread);
        return _seen;
    }

    public void Dispose() => _stop.Dispose();

    private void Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var thread in Away())
                if (!Travellers.Any(traveller => thread.StartsWith(traveller + " ", StringComparison.Ordinal))) _seen.Add(thread);
            Interlocked.Increment(ref _rounds);
            Thread.Yield();
        }
    }

    /// <summary>The threads that are not at home, as "NAME (TID)".</summary>
    private IEnumerable<string> Away()
    {
        foreach (var task in Tasks.All())
        {
            if (Tasks.NamespaceOf(task) is not { } ns || ns == _home) continue;
            if (Tasks.NameOf(task) is not { } name || Tasks.NamespaceOf(task) is not { } still || still == _home) continue;
            yield return string.Create(CultureInfo.InvariantCulture, $"{name} ({Path.GetFileName(task)})");
        }
    }
}
