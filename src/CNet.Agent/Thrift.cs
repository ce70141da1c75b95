namespace CNet.Agents;

/// <summary>
/// Gives memory back once it is quiet: what thousands of ports and connections took for a moment would else stay with a process that mostly
/// waits.
/// </summary>
internal sealed class Thrift
{
    /// <summary>What is worth a collection, and what is allocated in a tick where it is quiet, in bytes.</summary>
    private const long Worth = 2 * 1024 * 1024, Quiet = 256 * 1024;

    private long _last, _collected;

    internal Thrift(EventLoop loop) => loop.Tick += OnTick;

    private void OnTick()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isQuiet = allocated - _last < Quiet;
        _last = allocated;
        if (!isQuiet || allocated - _collected < Worth) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collected = GC.GetTotalAllocatedBytes();
    }
}
