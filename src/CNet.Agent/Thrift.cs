using CNet.Linux;

namespace CNet.Agents;

/// <summary>
/// Gives memory back once it is quiet: what thousands of ports and connections took for a moment, and what starting took, would else stay with a
/// process that mostly waits.
/// </summary>
internal sealed class Thrift
{
    /// <summary>What is worth a collection, and what is allocated in a tick where it is quiet, in bytes.</summary>
    private const long Worth = 2 * 1024 * 1024, Quiet = 256 * 1024;

    /// <summary>How much work brings pages of files back that are worth letting go of, and how much is done in a tick where it is quiet.</summary>
    private static readonly TimeSpan WorthTime = TimeSpan.FromMilliseconds(40), QuietTime = TimeSpan.FromMilliseconds(20);

    private long _last, _collected;
    private TimeSpan _lastTime, _released;

    internal Thrift(EventLoop loop) => loop.Tick += OnTick;

    private void OnTick()
    {
        Collect();
        ReleasePages();
    }

    private void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isQuiet = allocated - _last < Quiet;
        _last = allocated;
        if (!isQuiet || allocated - _collected < Worth) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collected = GC.GetTotalAllocatedBytes();
    }

    private void ReleasePages()
    {
        var time = Environment.CpuUsage.TotalTime;
        var isQuiet = time - _lastTime < QuietTime;
        _lastTime = time;
        if (!isQuiet || time - _released < WorthTime) return;
        FilePages.Release();
        _released = Environment.CpuUsage.TotalTime;
    }
}
