using System.Runtime.InteropServices;
using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.State;

/// <summary>
/// The queue before a lock's file, of processes, in the order of asking. The kernel hands a lock to whoever comes just when it is given back
/// rather than to those who are being woken up: whoever changes one thing after the other would keep all others waiting. So everybody takes a
/// place, a byte range of its own that it keeps locked until it is through, and waits for the one before. A process that is killed leaves its
/// place; the file's own lock, which everybody takes as well, keeps apart whom that lets through too early.
/// </summary>
/// <param name="file">The file. Its locks are of the kind that belongs to a file as it was opened.</param>
internal sealed unsafe class LockQueue(FileDescriptor file)
{
    /// <summary>Where the number of the next place is kept.</summary>
    internal const long Counter = 4 * 1024;

    /// <summary>Locked for the moment of taking a place; the places follow. All lie where no file reaches.</summary>
    private const long Door = 1L << 40;

    /// <summary>Takes the next place; null where somebody is just taking his.</summary>
    internal long? TryEnter() => TryLock(Door, F_OFD_SETLK) ? TakePlace() : null;

    /// <summary>Takes the next place.</summary>
    internal long Enter()
    {
        TryLock(Door, F_OFD_SETLKW);
        return TakePlace();
    }

    /// <summary>True where nobody is before a place any more.</summary>
    internal bool IsFirst(long place) => WaitFor(place, F_OFD_SETLK);

    /// <summary>Waits until nobody is before a place any more.</summary>
    internal void Wait(long place) => WaitFor(place, F_OFD_SETLKW);

    /// <summary>Gives a place back: the next one is first.</summary>
    internal void Leave(long place) => Set(place, F_UNLCK, F_OFD_SETLK);

    private long TakePlace()
    {
        try
        {
            long number = 0;
            _ = pread(file.Number, (byte*)&number, sizeof(long), Counter);
            var place = Door + 1 + number;
            number++;
            if (pwrite(file.Number, (byte*)&number, sizeof(long), Counter) != sizeof(long)) throw SystemCallException.Last("write the lock's file");
            // Nobody waits for it before the door is open again.
            TryLock(place, F_OFD_SETLKW);
            return place;
        }
        finally
        {
            Leave(Door);
        }
    }

    private bool WaitFor(long place, int command)
    {
        var before = place - 1;
        if (before == Door) return true;
        if (!TryLock(before, command)) return false;
        Leave(before);
        return true;
    }

    private bool TryLock(long offset, int command) => Set(offset, F_WRLCK, command);

    private bool Set(long offset, short type, int command)
    {
        var range = new FileRange { l_type = type, l_start = offset, l_len = 1 };
        while (fcntl(file.Number, command, &range) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == EAGAIN) return false;
            if (errno != EINTR) throw new SystemCallException("lock a range of the lock's file", errno);
        }
        return true;
    }
}
