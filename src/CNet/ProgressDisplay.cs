using System.Diagnostics;
using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Shows how far a cmdlet is, where that takes a while, and not more often than somebody can read it.</summary>
internal sealed class ProgressDisplay(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan? _shown;

    /// <summary>How long it takes before anything is shown. A test that has no such long work makes it shorter.</summary>
    internal static TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    internal void Show(Progress progress)
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed < (_shown + Pause ?? Delay)) return;
        _shown = elapsed;
        cmdlet.WriteProgress(new ProgressRecord(0, activity, $"{progress.Done} of {progress.Total}: {progress.Current}") { PercentComplete = Math.Min(100, progress.Done * 100 / Math.Max(1, progress.Total)) });
    }

    internal void End()
    {
        if (_shown is not null && !cmdlet.Stopping) cmdlet.WriteProgress(new ProgressRecord(0, activity, "done") { RecordType = ProgressRecordType.Completed });
    }
}
