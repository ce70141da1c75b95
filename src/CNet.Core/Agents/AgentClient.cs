using System.Text.Json;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Talks to the agent of a Host by its Unix socket: a line there, a line back.</summary>
internal static unsafe class AgentClient
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>What the agent answers; null where it does not, within the time.</summary>
    internal static AgentStatus? Ask(Host host, AgentRequest request, TimeSpan timeout)
    {
        try
        {
            using var socket = AgentFiles.WithSocket(host, path => TryConnect(path, timeout));
            return socket is null ? null : Exchange(socket, request);
        }
        catch (Exception failure) when (failure is JsonException or SystemCallException)
        {
            // Somebody else's answer, or that of one that is ending.
            return null;
        }
    }

    private static FileDescriptor? TryConnect(string path, TimeSpan timeout)
    {
        var fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) throw SystemCallException.Last("socket AF_UNIX");
        var connection = new FileDescriptor(fd);
        var limit = stackalloc long[] { (long)timeout.TotalSeconds, timeout.Milliseconds * 1000L };
        var address = AgentFiles.Address(path);
        fixed (byte* pointer = address)
            if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, limit, 2 * sizeof(long)) == 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, limit, 2 * sizeof(long)) == 0
                && connect(fd, pointer, address.Length) == 0) return connection;
        connection.Dispose();
        return null;
    }

    private static AgentStatus? Exchange(FileDescriptor socket, AgentRequest request)
    {
        var line = (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.AgentRequest), (byte)'\n'];
        fixed (byte* pointer = line)
            if (send(socket.Number, pointer, line.Length, MSG_NOSIGNAL) != line.Length) return null;
        using var answer = new MemoryStream();
        var chunk = new byte[ChunkSize];
        while (true)
        {
            nint length;
            fixed (byte* pointer = chunk) length = read(socket.Number, pointer, chunk.Length);
            if (length < 0) return null;
            if (length == 0) break;
            answer.Write(chunk, 0, (int)length);
        }
        return answer.Length == 0 ? null : JsonSerializer.Deserialize(answer.ToArray(), AgentJson.Default.AgentStatus);
    }
}
