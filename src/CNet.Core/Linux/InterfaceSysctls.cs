using System.Runtime.InteropServices;
using System.Text;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// The kernel parameters net.ipv4.conf.* or net.ipv6.conf.* of one namespace. The directory is opened inside the namespace, before or
/// when it is needed; what is opened relative to it belongs to that namespace, from whichever thread.
/// </summary>
internal sealed unsafe class InterfaceSysctls(string family, NetworkNamespace ns, FileDescriptor? directory = null, bool isOpened = false) : IDisposable
{
    private FileDescriptor? _directory = directory;
    private bool _isOpened = isOpened;

    /// <summary>False where the kernel runs without this family.</summary>
    internal bool Exists => Open() is not null;

    /// <summary>The name of the namespace for texts; null for the Host's.</summary>
    internal string? Label { get; set; }

    /// <summary>Writes a parameter. Equivalent to: <c>sysctl -w net.FAMILY.conf.LINK.KEY=VALUE</c></summary>
    internal void Write(string link, string key, ReadOnlySpan<char> value)
    {
        if (OperationLog.HasListener) OperationLog.Command($"{(Label is null ? "" : $"ip netns exec {Label} ")}sysctl -w net.{family}.conf.{link}.{key}={value}");
        using var file = OpenFile($"{link}/{key}", $"net.{family}.conf.{link}.{key}", link, O_WRONLY);
        Span<byte> bytes = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(value, bytes);
        fixed (byte* pointer = bytes)
            if (write(file.Number, pointer, length) < 0) throw SystemCallException.Last($"sysctl net.{family}.conf.{link}.{key}");
    }

    /// <summary>Reads a parameter. Equivalent to: <c>sysctl -n net.FAMILY.conf.LINK.KEY</c></summary>
    internal string Read(string link, string key) => ReadFile($"{link}/{key}", $"net.{family}.conf.{link}.{key}", link);

    /// <summary>Reads a parameter of the whole family. Equivalent to: <c>sysctl -n net.FAMILY.KEY</c></summary>
    internal string Read(string key) => ReadFile($"../{key}", $"net.{family}.{key}", key);

    /// <summary>True where there are parameters of an interface.</summary>
    internal bool Has(string link) => Open() is { } open && faccessat(open.Number, link, F_OK, 0) == 0;

    public void Dispose() => _directory?.Dispose();

    private FileDescriptor? Open()
    {
        if (_isOpened) return _directory;
        _directory = ns.TryOpenFile($"/proc/sys/net/{family}/conf", O_RDONLY);
        _isOpened = true;
        return _directory;
    }

    private string ReadFile(string path, string name, string target)
    {
        using var file = OpenFile(path, name, target, O_RDONLY);
        Span<byte> bytes = stackalloc byte[4096];
        fixed (byte* pointer = bytes)
        {
            var length = read(file.Number, pointer, bytes.Length);
            return length >= 0 ? Encoding.ASCII.GetString(bytes[..(int)length]).TrimEnd('\n') : throw SystemCallException.Last($"sysctl {name}");
        }
    }

    private FileDescriptor OpenFile(string path, string name, string target, int flags)
    {
        var open = Open()
            ?? throw new CNetException(CNetError.KernelFeatureMissing, $"This kernel runs without {(family == "ipv6" ? "IPv6" : "IPv4")}.", null,
                "Boot without ipv6.disable=1, or use networks without IPv6.");
        // An interface name has no slash: the kernel refuses such names.
        var fd = openat(open.Number, path, flags | O_CLOEXEC, 0);
        return fd >= 0 ? new FileDescriptor(fd) : throw new SystemCallException($"sysctl {name}", Marshal.GetLastPInvokeError(), target);
    }
}
