using System.Linq.Expressions;

namespace CNet.Probe;

/// <summary>Gives the runtime reasons to start threads of its own: timers, a growing pool, new code that becomes hot, collections.</summary>
internal sealed class Disturbance : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly Timer _timer;
    private long _ticks;

    internal Disturbance()
    {
        _timer = new Timer(_ => Interlocked.Increment(ref _ticks), null, 1, 1);
        foreach (var work in new Action[] { GrowPool, CompileAndHeat, Collect })
        {
            var thread = new Thread(() => Repeat(work)) { IsBackground = true, Name = "disturbance" };
            thread.Start();
            _threads.Add(thread);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Repeat(Action work)
    {
        while (!_stop.IsCancellationRequested) work();
    }

    /// <summary>More blocking work than the pool has threads; then none, so that they may leave.</summary>
    private void GrowPool()
    {
        var tasks = Enumerable.Range(0, 32).Select(_ => Task.Run(() => _stop.Token.WaitHandle.WaitOne(5))).ToArray();
        Task.WaitAll(tasks);
        _stop.Token.WaitHandle.WaitOne(20);
    }

    /// <summary>A new method, called often enough to be compiled again by the background worker of tiered compilation.</summary>
    private void CompileAndHeat()
    {
        var x = Expression.Parameter(typeof(int), "x");
        var method = Expression.Lambda<Func<int, int>>(Expression.Add(x, Expression.Constant(Environment.TickCount)), x).Compile();
        for (var i = 0; i < 100; i++) method(i);
        Heat(Environment.TickCount % 8);
    }

    private static void Heat(int kind)
    {
        for (var i = 0; i < 60; i++)
        {
            _ = kind switch
            {
                0 => new Dictionary<long, int>(i).Count,
                1 => new Dictionary<short, string>(i).Count,
                2 => new SortedSet<uint>().Count,
                3 => new LinkedList<ulong>().Count,
                4 => new Queue<decimal>(i).Count,
                5 => new Stack<(int, long)>(i).Count,
                6 => new HashSet<Guid>(i).Count,
                _ => new List<DateTime>(i).Count,
            };
        }
    }

    private void Collect()
    {
        var garbage = new List<byte[]>();
        for (var i = 0; i < 200; i++) garbage.Add(new byte[4096]);
        GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        GC.KeepAlive(garbage);
        _stop.Token.WaitHandle.WaitOne(2);
    }
}
