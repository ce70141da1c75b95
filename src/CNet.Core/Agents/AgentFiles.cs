using CNet.Linux;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Where the agent of a Host keeps what makes it known: all of it in the Host's run directory.</summary>
internal static class AgentFiles
{
    private const string Process = "agent.pid", SocketName = "agent.sock", LogName = "agent.log";

    /// <summary>Its lock, which says who it is.</summary>
    internal static string Lock(Host host) => Path.Combine(host.RunDirectory, Process);

    /// <summary>Where it is talked to.</summary>
    internal static string Socket(Host host) => Path.Combine(host.RunDirectory, SocketName);

    internal static string Log(Host host) => Path.Combine(host.RunDirectory, LogName);

    /// <summary>Deletes what one that has ended left.</summary>
    internal static void Delete(Host host)
    {
        foreach (var file in new[] { Lock(host), Socket(host), Log(host) })
            if (Directory.Exists(host.RunDirectory)) File.Delete(file);
    }

    /// <summary>Runs something with a path of the socket that is short enough for an address: it holds 108 bytes.</summary>
    internal static T WithSocket<T>(Host host, Func<string, T> use)
    {
        using var directory = FileDescriptor.Open(host.RunDirectory, O_RDONLY | O_PATH);
        return use(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{directory.Number}/{SocketName}"));
    }

    /// <summary>The address of a Unix socket.</summary>
    internal static byte[] Address(string path)
    {
        const int size = 110;
        var address = new byte[size];
        address[0] = AF_UNIX;
        System.Text.Encoding.UTF8.GetBytes(path, address.AsSpan(sizeof(ushort)));
        return address;
    }

    /// <summary>True where somebody has the lock that a file stands for; asking takes nothing.</summary>
    internal static unsafe bool IsLocked(FileDescriptor file)
    {
        var range = new FileRange { l_type = F_WRLCK };
        return fcntl(file.Number, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
    }

    /// <summary>Takes the lock; false where somebody has it. It is had as long as anybody, a child too, has the file open.</summary>
    internal static unsafe bool TryLock(FileDescriptor file)
    {
        var range = new FileRange { l_type = F_WRLCK };
        return fcntl(file.Number, F_OFD_SETLK, &range) == 0;
    }
}
