using System.Runtime.CompilerServices;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>
/// What a private thread does inside a foreign network namespace: open sockets and files, nothing else. They belong to that namespace for
/// life, and every other thread can use them from outside.
/// </summary>
internal unsafe struct NamespaceWork
{
    internal const int MaxSockets = 2, MaxFiles = 4;

    /// <summary>The namespace to enter, or −1 to make a new one.</summary>
    internal int Namespace;

    /// <summary>Out: a descriptor of the new namespace.</summary>
    internal int Created;

    /// <summary>Out: 0, or the errno of what failed.</summary>
    internal int Errno;

    /// <summary>Out: true where the thread could not go back. It must end.</summary>
    internal bool Stranded;

    /// <summary>The root of the proc file system, which paths of files are relative to.</summary>
    internal int Proc;

    internal int SocketCount, FileCount;
    internal fixed int Domain[MaxSockets], Type[MaxSockets], Protocol[MaxSockets], Socket[MaxSockets];

    /// <summary>More sockets of the first kind, into memory that stays where it is until the work is done; −1 for those that could not be opened.</summary>
    internal int* Copies;
    internal int CopyCount;

    internal fixed long Path[MaxFiles];
    internal fixed int Flags[MaxFiles], File[MaxFiles];

    private static readonly Functions* Libc = Functions.Load();

    internal void AddSocket(int domain, int type, int protocol)
    {
        Domain[SocketCount] = domain;
        Type[SocketCount] = type | SOCK_CLOEXEC;
        Protocol[SocketCount++] = protocol;
    }

    /// <summary>Adds a file to open, of proc where the path is relative; it is zero-terminated UTF-8 that stays where it is until the work is done.</summary>
    internal void AddFile(nint path, int flags)
    {
        Path[FileCount] = path;
        Flags[FileCount++] = flags | O_CLOEXEC;
    }

    /// <summary>
    /// Does the work. Between leaving home and coming back there are straight calls of libc through pointers and not one managed call:
    /// a managed one may make the runtime start a thread (of tiered compilation, say), and a thread starts in the namespace of its maker.
    /// AggressiveOptimization also keeps this method itself out of tiered compilation.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(NamespaceWork* work, int home)
    {
        var libc = Libc;
        work->Created = -1;
        work->Errno = 0;
        work->Stranded = false;
        var entered = work->Namespace >= 0 ? libc->setns(work->Namespace, CLONE_NEWNET) : libc->unshare(CLONE_NEWNET);
        if (entered < 0)
        {
            work->Errno = *libc->errno();
            return;
        }
        if (work->Namespace < 0 && (work->Created = libc->open(libc->OwnNamespacePath, O_RDONLY | O_CLOEXEC, 0)) < 0) work->Errno = *libc->errno();
        for (var i = 0; i < work->SocketCount; i++)
            if ((work->Socket[i] = libc->socket(work->Domain[i], work->Type[i], work->Protocol[i])) < 0 && work->Errno == 0) work->Errno = *libc->errno();
        for (var i = 0; i < work->CopyCount; i++)
            work->Copies[i] = work->Errno == 0 ? libc->socket(work->Domain[0], work->Type[0], work->Protocol[0]) : -1;
        for (var i = 0; i < work->FileCount; i++)
            if ((work->File[i] = libc->openat(work->Proc, (byte*)work->Path[i], work->Flags[i], 0)) < 0) work->File[i] = -*libc->errno();
        if (libc->setns(home, CLONE_NEWNET) < 0) work->Stranded = true;
    }

    /// <summary>Addresses of libc functions, in memory that never moves.</summary>
    private struct Functions
    {
        internal delegate* unmanaged<int, int, int> setns;
        internal delegate* unmanaged<int, int> unshare;
        internal delegate* unmanaged<byte*, int, uint, int> open;
        internal delegate* unmanaged<int, byte*, int, uint, int> openat;
        internal delegate* unmanaged<int, int, int, int> socket;
        internal delegate* unmanaged<int*> errno;
        internal byte* OwnNamespacePath;

        internal static Functions* Load()
        {
            var functions = (Functions*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)sizeof(Functions));
            functions->setns = (delegate* unmanaged<int, int, int>)LibC.Address("setns");
            functions->unshare = (delegate* unmanaged<int, int>)LibC.Address("unshare");
            functions->open = (delegate* unmanaged<byte*, int, uint, int>)LibC.Address("open");
            functions->openat = (delegate* unmanaged<int, byte*, int, uint, int>)LibC.Address("openat");
            functions->socket = (delegate* unmanaged<int, int, int, int>)LibC.Address("socket");
            functions->errno = (delegate* unmanaged<int*>)LibC.Address("__errno_location");
            functions->OwnNamespacePath = (byte*)System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8("/proc/thread-self/ns/net");
            return functions;
        }
    }
}
