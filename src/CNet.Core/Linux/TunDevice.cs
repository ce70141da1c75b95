using System.Globalization;
using System.Text;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Makes interfaces whose other end is a program: tun carries IP packets, tap Ethernet. They stay when nobody has them open.</summary>
internal static unsafe class TunDevice
{
    private const string Path = "/dev/net/tun";

    /// <summary>Of struct ifreq: its size, and where the flags stand after the name.</summary>
    private const int RequestSize = 40, FlagsOffset = 16;

    /// <summary>Of struct passwd: where the number stands after two pointers, in words.</summary>
    private const int NumberOffset = 4;

    private static readonly Lock Users = new();

    /// <summary>Makes one in a namespace. Equivalent to: <c>ip tuntap add NAME mode tun [user USER]</c></summary>
    /// <returns>False where this kernel has none.</returns>
    internal static bool TryCreate(NetworkNamespace ns, string name, bool isTap, uint? user, string? label)
    {
        using var device = Open(ns);
        if (device is null) return false;
        OperationLog.Command(string.Create(CultureInfo.InvariantCulture,
            $"ip {(label is null ? "" : $"-n {label} ")}tuntap add {name} mode {(isTap ? "tap" : "tun")}{(user is { } number ? $" user {number}" : "")}"));
        var request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, FlagsOffset));
        *(ushort*)(request + FlagsOffset) = (ushort)((isTap ? IFF_TAP : IFF_TUN) | IFF_NO_PI | IFF_TUN_EXCL);
        if (ioctl(device.Number, TUNSETIFF, request) < 0) throw SystemCallException.Last($"make the interface {name}", name);
        // Until it is made to stay it goes with the descriptor, whatever fails.
        if (user is { } owner) Set(device, TUNSETOWNER, owner, name);
        Set(device, TUNSETPERSIST, 1, name);
        return true;
    }

    /// <summary>The number of a user.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.OptionInvalid"/>.</exception>
    internal static uint UserOf(string text)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        // The answer lies in memory that the next question overwrites.
        lock (Users)
            if (getpwnam(text) is var entry && entry is not null) return entry[NumberOffset];
        throw new CNetException(CNetError.OptionInvalid, $"There is no user '{text}'.", text, "Give a user of this machine by name or number.");
    }

    private static FileDescriptor? Open(NetworkNamespace ns)
    {
        try
        {
            return ns.TryOpenFile(Path, O_RDWR);
        }
        catch (SystemCallException missing) when (missing.Errno == ENODEV)
        {
            return null;
        }
    }

    private static void Set(FileDescriptor device, uint what, nuint value, string name)
    {
        if (ioctl(device.Number, what, (void*)value) < 0) throw SystemCallException.Last($"make the interface {name}", name);
    }
}
