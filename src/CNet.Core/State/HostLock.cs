using System.Globalization;
using System.Runtime.InteropServices;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.State;

/// <summary>
/// The lock that every change of a Host is made under, by whichever process. Its file says who holds it, and keeps the intent of an
/// operation that is under way: whoever gets the lock after a process was killed finds there what to clean up.
/// </summary>
internal sealed unsafe class HostLock : IDisposable
{
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);
    private readonly FifoMutex _mutex = new();
    private readonly string _path;
    private readonly string _self;
    private FileDescriptor _file;
    private LockQueue _queue;
    private long _place;
    private int _holder;

    internal HostLock(string path)
    {
        _path = path;
        _file = FileDescriptor.Open(path, O_RDWR | O_CREAT, 0x180);
        _queue = new LockQueue(_file);
        _self = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {ProcessTable.StartTimeOf(Environment.ProcessId)}");
    }

    /// <summary>Waits for the lock, in the order of asking within this process.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.LockTimeout"/>, naming the holder.</exception>
    internal Held Acquire(string operation, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (_holder == Environment.CurrentManagedThreadId)
            throw new CNetException(CNetError.StateConflict, $"'{operation}' was asked for in the middle of another change of the same Host.", operation, "A driver cannot change networks while it is called.");
        var limit = timeout ?? DefaultTimeout;
        if (!_mutex.Enter(limit, cancellation)) throw Timeout(limit);
        try
        {
            AcquireFile(limit, cancellation);
            return Hold(operation);
        }
        catch
        {
            _mutex.Exit();
            throw;
        }
    }

    private Held Hold(string operation)
    {
        try
        {
            var held = new Held(this, operation);
            held.Write(held.Leftover);
            _holder = Environment.CurrentManagedThreadId;
            return held;
        }
        catch
        {
            Unlock(_file, _queue, _place);
            throw;
        }
    }

    /// <summary>Who holds the lock, as "process 4711 (New-CNetNetwork lab)"; null where nobody does.</summary>
    internal string? Holder
    {
        get
        {
            var words = new LockRecord(_file).Read().Holder.Split(' ', 3);
            if (words.Length < 3 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
            return ProcessTable.StartTimeOf(pid).ToString(CultureInfo.InvariantCulture) == words[1] ? $"process {pid} ({words[2]})" : null;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Gets the file's lock, in the order of asking.</summary>
    private void AcquireFile(TimeSpan limit, CancellationToken cancellation)
    {
        var (file, queue) = (_file, _queue);
        var place = queue.TryEnter();
        if (place is { } first && queue.IsFirst(first) && TryLock(file, LOCK_NB))
        {
            _place = first;
            return;
        }
        // Blocking calls cannot be called off, so a worker waits; if it comes too late it gives back at once what it got.
        var wait = Task.Factory.StartNew(() => Wait(file, queue, place), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var isHeld = false;
        try
        {
            isHeld = wait.Wait(limit, cancellation);
        }
        finally
        {
            if (!isHeld) Abandon(file, queue, wait);
        }
        if (!isHeld) throw Timeout(limit);
        _place = wait.Result;
    }

    private long Wait(FileDescriptor file, LockQueue queue, long? taken)
    {
        var place = taken ?? queue.Enter();
        try
        {
            queue.Wait(place);
            TryLock(file, 0);
            return place;
        }
        catch
        {
            queue.Leave(place);
            throw;
        }
    }

    /// <summary>
    /// Leaves the file to a worker that still waits for its lock. A lock belongs to a file as it was opened: whoever asks next in this process
    /// has the file opened anew, or the worker would give his lock back instead. The old one is closed by its finalizer: others may be reading it.
    /// </summary>
    private void Abandon(FileDescriptor file, LockQueue queue, Task<long> wait)
    {
        _file = FileDescriptor.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}"), O_RDWR);
        _queue = new LockQueue(_file);
        _ = wait.ContinueWith(late =>
        {
            if (late.IsCompletedSuccessfully) Unlock(file, queue, late.Result);
        }, TaskScheduler.Default);
    }

    private bool TryLock(FileDescriptor file, int flags)
    {
        while (flock(file.Number, LOCK_EX | flags) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == EAGAIN) return false;
            if (errno != EINTR) throw new SystemCallException($"lock {_path}", errno, _path);
        }
        return true;
    }

    private static void Unlock(FileDescriptor file, LockQueue queue, long place)
    {
        _ = flock(file.Number, LOCK_UN);
        queue.Leave(place);
    }

    private CNetException Timeout(TimeSpan limit) => new(CNetError.LockTimeout,
        $"The Host's lock could not be had in {limit.TotalSeconds:0.#} s: {Holder ?? "another process"} holds it.", _path,
        "Wait for that process, or end it; nothing is lost when it is killed.");

    /// <summary>The lock while it is held.</summary>
    internal sealed class Held : IDisposable
    {
        private readonly HostLock _owner;
        private readonly LockRecord _record;
        private readonly string _holder;
        private bool _hasIntent;
        private bool _released;

        internal Held(HostLock owner, string operation)
        {
            _owner = owner;
            _holder = $"{owner._self} {operation.ReplaceLineEndings(" ")}";
            _record = new LockRecord(owner._file);
            Leftover = _record.Read().Intent;
        }

        /// <summary>The intent of an operation that was killed, or null. It stays on record until <see cref="Write"/> replaces it.</summary>
        internal string? Leftover { get; }

        /// <summary>Says that what was intended is done. It is struck off the record with the next intent, or when the lock is given back: until then it is swept in vain.</summary>
        internal void Clear() => _hasIntent = false;

        /// <summary>Puts the intent of what is about to be done on record.</summary>
        internal void Write(string? intent)
        {
            _record.Write(_holder, intent);
            _hasIntent = intent is not null;
        }

        /// <summary>Gives the lock back. An intent that is still on record stays there for the next holder.</summary>
        public void Dispose()
        {
            if (_released) return;
            _released = true;
            if (!_hasIntent) _record.Clear();
            _owner._holder = 0;
            Unlock(_owner._file, _owner._queue, _owner._place);
            _owner._mutex.Exit();
        }
    }
}
