using System.Diagnostics;
using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>Ends processes: asks them, and makes them where they do not in time.</summary>
internal static class ProcessEnding
{
    /// <summary>How long the kernel may take to end one that is made to.</summary>
    private static readonly TimeSpan KernelPatience = TimeSpan.FromSeconds(5);

    /// <summary>Ends the processes that there are, and those that they start meanwhile.</summary>
    /// <param name="find">Finds them.</param>
    /// <param name="patience">How long they may take to end by themselves; zero where they are not asked.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="CNetException"><see cref="CNetError.Timeout"/> where the kernel does not end them.</exception>
    internal static void End(Func<IEnumerable<int>> find, TimeSpan patience, CancellationToken cancellation)
    {
        if (patience > TimeSpan.Zero) Signal(find(), SIGTERM, "kill", patience, cancellation);
        for (var watch = Stopwatch.StartNew(); Signal(find(), SIGKILL, "kill -KILL", KernelPatience - watch.Elapsed, cancellation) is { Count: > 0 } processes;)
            if (watch.Elapsed > KernelPatience)
                throw new CNetException(CNetError.Timeout, $"The kernel does not end {ProcessTable.Describe(processes)}.", processes[0], "It waits for a device, or starts others all the time.");
    }

    /// <summary>Signals processes and waits for their end; which they were.</summary>
    private static List<int> Signal(IEnumerable<int> processes, int signal, string command, TimeSpan patience, CancellationToken cancellation)
    {
        var handles = processes.Distinct().Select(ProcessHandle.TryOpen).OfType<ProcessHandle>().ToList();
        try
        {
            if (handles.Count > 0) OperationLog.Command($"{command} {string.Join(' ', handles.Select(handle => handle.Id))}");
            handles.ForEach(handle => handle.Signal(signal));
            var watch = Stopwatch.StartNew();
            foreach (var handle in handles)
                if (!handle.Wait(patience - watch.Elapsed, cancellation))
                    break;
            return handles.ConvertAll(handle => handle.Id);
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }
}
