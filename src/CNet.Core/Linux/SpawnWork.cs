using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;

namespace CNet.Linux;

/// <summary>
/// What a throw-away thread does to start a program inside a network namespace: it takes mounts of its own, enters the namespace, starts the
/// program, and goes home to die. Everything it needs was laid out in native memory before; between leaving and coming back there is not one
/// managed call (see <see cref="NamespaceWork"/>).
/// </summary>
internal unsafe struct SpawnWork
{
    /// <summary>What a program's own /sys is mounted from, by name: the mark of programs that CNet started.</summary>
    internal const string MountSource = "cnet";

    /// <summary>The namespace to enter, and the one to go back to.</summary>
    internal int Namespace, Home;

    /// <summary>Not 0 where the program keeps the mounts of the caller: one that is to see what is mounted later, too.</summary>
    internal int KeepsMounts;

    /// <summary>What is mounted over what, in the program's own mounts: zero-terminated UTF-8, in arrays ending with null.</summary>
    internal byte** MountSources, MountTargets;

    /// <summary>The host name and its domain that the program sees; null for the Host's.</summary>
    internal byte* Hostname, Domain;
    internal nuint HostnameLength, DomainLength;

    /// <summary>For posix_spawn: zero-terminated UTF-8, and arrays of such ending with null.</summary>
    internal byte* Path;
    internal byte** Arguments, Environment;
    internal void* Actions, Attributes;

    /// <summary>Out: the process.</summary>
    internal int ProcessId;

    /// <summary>Out: 0, or the errno of what failed: entering, or starting.</summary>
    internal int EnterErrno, SpawnErrno;

    private static readonly Functions* Libc = Functions.Load();

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(SpawnWork* work)
    {
        var libc = Libc;
        work->EnterErrno = work->SpawnErrno = 0;
        // As "ip netns exec" does: the program sees the namespace's own interfaces under /sys/class/net. Mounts of its own are this thread's alone.
        if (work->KeepsMounts == 0 && (libc->unshare(CLONE_NEWNS) < 0 || libc->mount(libc->None, libc->Root, libc->None, MS_SLAVE | MS_REC, null) < 0)
            || work->Hostname != null && (libc->unshare(CLONE_NEWUTS) < 0 || libc->sethostname(work->Hostname, work->HostnameLength) < 0)
            || work->Domain != null && libc->setdomainname(work->Domain, work->DomainLength) < 0
            || libc->setns(work->Namespace, CLONE_NEWNET) < 0)
        {
            work->EnterErrno = *libc->errno();
            return;
        }
        // Where /sys may not be mounted (some containers), the program sees the Host's.
        if (work->KeepsMounts == 0 && libc->umount2(libc->Sys, MNT_DETACH) == 0) libc->mount(libc->SysfsName, libc->Sys, libc->Sysfs, 0, null);
        // One that the Host lacks is nothing to be mounted over: the program goes without it, too.
        for (var i = 0; work->MountSources[i] != null; i++) libc->mount(work->MountSources[i], work->MountTargets[i], libc->None, MS_BIND, null);
        int pid;
        work->SpawnErrno = libc->posix_spawn(&pid, work->Path, work->Actions, work->Attributes, work->Arguments, work->Environment);
        work->ProcessId = pid;
        libc->setns(work->Home, CLONE_NEWNET);
    }

    /// <summary>Addresses of libc functions and of constant strings, in memory that never moves.</summary>
    private struct Functions
    {
        internal delegate* unmanaged<int, int, int> setns;
        internal delegate* unmanaged<int, int> unshare;
        internal delegate* unmanaged<byte*, byte*, byte*, ulong, void*, int> mount;
        internal delegate* unmanaged<byte*, int, int> umount2;
        internal delegate* unmanaged<byte*, nuint, int> sethostname, setdomainname;
        internal delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int> posix_spawn;
        internal delegate* unmanaged<int*> errno;
        internal byte* None, Root, Sys, Sysfs, SysfsName;

        internal static Functions* Load()
        {
            var functions = (Functions*)NativeMemory.AllocZeroed((nuint)sizeof(Functions));
            functions->setns = (delegate* unmanaged<int, int, int>)LibC.Address("setns");
            functions->unshare = (delegate* unmanaged<int, int>)LibC.Address("unshare");
            functions->mount = (delegate* unmanaged<byte*, byte*, byte*, ulong, void*, int>)LibC.Address("mount");
            functions->umount2 = (delegate* unmanaged<byte*, int, int>)LibC.Address("umount2");
            functions->sethostname = (delegate* unmanaged<byte*, nuint, int>)LibC.Address("sethostname");
            functions->setdomainname = (delegate* unmanaged<byte*, nuint, int>)LibC.Address("setdomainname");
            functions->posix_spawn = (delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int>)LibC.Address("posix_spawn");
            functions->errno = (delegate* unmanaged<int*>)LibC.Address("__errno_location");
            functions->None = Text("none");
            functions->Root = Text("/");
            functions->Sys = Text("/sys");
            functions->Sysfs = Text("sysfs");
            functions->SysfsName = Text(MountSource);
            return functions;
        }

        private static byte* Text(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }
}
