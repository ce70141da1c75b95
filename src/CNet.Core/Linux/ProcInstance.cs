using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// A proc file system of one's own, mounted nowhere. In the common one the kernel goes through the directories of all namespaces that
/// somebody has looked at to find one's kernel parameters (0.3 ms at 1,000); this one is renewed before there are many.
/// </summary>
internal sealed unsafe class ProcInstance
{
    private const int MaxUses = 64;
    private static readonly byte[] FileSystem = "proc\0"u8.ToArray();
    private FileDescriptor? _root;
    private int _uses;

    /// <summary>A descriptor of the root.</summary>
    internal int Use()
    {
        _uses++;
        return (_root ??= TryMake() ?? FileDescriptor.Open("/proc", O_RDONLY)).Number;
    }

    /// <summary>Takes a fresh one after many uses; takes its time, so nobody should be waiting.</summary>
    internal void Renew()
    {
        if (_uses < MaxUses) return;
        _uses = 0;
        _root?.Dispose();
        _root = null;
    }

    /// <summary>Null where it is not allowed: in a user namespace without a pid namespace.</summary>
    private static FileDescriptor? TryMake()
    {
        fixed (byte* name = FileSystem)
        {
            var context = (int)syscall(SYS_fsopen, (nint)name, FSOPEN_CLOEXEC, 0, 0, 0);
            if (context < 0) return null;
            using var owner = new FileDescriptor(context);
            if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, 0, 0, 0) < 0) return null;
            var root = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0, 0, 0);
            return root < 0 ? null : new FileDescriptor(root);
        }
    }
}
