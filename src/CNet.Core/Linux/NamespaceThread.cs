using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>
/// The one thread that enters foreign network namespaces, to open sockets and files there. It is kept, because starting a thread costs more
/// than the work. If it cannot come back home it ends, and the next request starts another.
/// </summary>
internal sealed unsafe class NamespaceThread
{
    private static readonly object Gate = new();
    private static NamespaceThread? _shared;

    private readonly Queue<Request> _requests = new();
    private readonly FileDescriptor _home;
    private readonly ProcInstance _proc = new();
    private bool _ended;

    private NamespaceThread()
    {
        // Opened by the starter: the new thread inherits the starter's namespace, so that this is its home.
        _home = FileDescriptor.Open("/proc/thread-self/ns/net", O_RDONLY);
        new Thread(Loop, 256 * 1024) { IsBackground = true, Name = "CNet namespaces" }.Start();
    }

    /// <summary>Hands work over; the caller waits for it with <see cref="Request.Wait"/> and may do other things before.</summary>
    internal static Request Post(in NamespaceWork work)
    {
        var request = new Request(work);
        lock (Gate)
        {
            var thread = Shared();
            thread._requests.Enqueue(request);
            Monitor.PulseAll(Gate);
        }
        return request;
    }

    private static NamespaceThread Shared()
    {
        lock (Gate)
        {
            if (_shared is null || _shared._ended) _shared = new NamespaceThread();
            return _shared;
        }
    }

    private void Loop()
    {
        while (true)
        {
            Request? request;
            lock (Gate)
                while (!_requests.TryDequeue(out request)) Monitor.Wait(Gate);
            if (request.Work->FileCount > 0) request.Work->Proc = _proc.Use();
            NamespaceWork.Run(request.Work, _home.Number);
            var stranded = request.Work->Stranded;
            if (stranded) End();
            request.Complete();
            if (stranded) return;
            _proc.Renew();
        }
    }

    /// <summary>Gives what still waits to the next thread. The descriptor of home is left to the finalizer: others may be using it.</summary>
    private void End()
    {
        lock (Gate)
        {
            _ended = true;
            if (_requests.Count == 0) return;
            var next = Shared();
            while (_requests.TryDequeue(out var waiting)) next._requests.Enqueue(waiting);
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Work handed over.</summary>
    internal sealed class Request
    {
        private volatile bool _done;

        internal Request(in NamespaceWork work)
        {
            Work = (NamespaceWork*)NativeMemory.Alloc((nuint)sizeof(NamespaceWork));
            *Work = work;
        }

        internal NamespaceWork* Work { get; }

        /// <summary>Waits, and returns the work with its results; only once.</summary>
        internal NamespaceWork Wait()
        {
            // The work takes a few microseconds: less than to sleep and be woken.
            var spinner = new SpinWait();
            while (!_done && !spinner.NextSpinWillYield) spinner.SpinOnce();
            lock (this)
                while (!_done) Monitor.Wait(this);
            var result = *Work;
            NativeMemory.Free(Work);
            return result;
        }

        internal void Complete()
        {
            lock (this)
            {
                _done = true;
                Monitor.PulseAll(this);
            }
        }
    }
}
