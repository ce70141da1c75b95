using System.Globalization;
using System.Text.Json;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Answers requests that come by the agent's Unix socket. Only root reaches it: the directory is root's alone, and so is the socket.</summary>
internal sealed unsafe class ControlServer : IReadable, IDisposable
{
    private const int Backlog = 64, MaxRequest = 1024;

    /// <summary>How long somebody may take to ask, in seconds.</summary>
    private const long Patience = 2;

    private readonly Host _host;
    private readonly EventLoop _loop;
    private readonly Func<AgentRequest, AgentStatus> _answer;
    private readonly int _socket;

    /// <summary>Begins to answer.</summary>
    /// <param name="host">The Host.</param>
    /// <param name="loop">The loop, to which this belongs.</param>
    /// <param name="answer">Answers; called by any thread.</param>
    internal ControlServer(Host host, EventLoop loop, Func<AgentRequest, AgentStatus> answer)
    {
        (_host, _loop, _answer) = (host, loop, answer);
        File.Delete(AgentFiles.Socket(host));
        _socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (_socket < 0 || !AgentFiles.WithSocket(host, Bind)) throw SystemCallException.Last("bind the agent's socket");
        File.SetUnixFileMode(AgentFiles.Socket(host), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // From here on it can be reached.
        if (listen(_socket, Backlog) < 0) throw SystemCallException.Last("listen on the agent's socket");
        loop.Add(_socket, this);
    }

    void IReadable.Read(int fd)
    {
        var client = accept4(fd, null, null, SOCK_CLOEXEC);
        if (client < 0) return;
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Server.Serve(work.Client), (Server: this, Client: client), preferLocal: false);
    }

    public void Dispose()
    {
        _loop.Close(_socket);
        if (Directory.Exists(_host.RunDirectory)) File.Delete(AgentFiles.Socket(_host));
    }

    private bool Bind(string path)
    {
        var address = AgentFiles.Address(path);
        fixed (byte* pointer = address) return bind(_socket, pointer, address.Length) == 0;
    }

    private void Serve(int client)
    {
        using var connection = new FileDescriptor(client);
        var limit = stackalloc long[] { Patience, 0 };
        _ = setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, limit, 2 * sizeof(long));
        _ = setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, limit, 2 * sizeof(long));
        if (ReadLine(client) is not { } line) return;
        var answer = (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(Answer(line), AgentJson.Default.AgentStatus), (byte)'\n'];
        fixed (byte* pointer = answer)
            for (nint sent = 0; sent < answer.Length;)
            {
                var length = send(client, pointer + sent, answer.Length - sent, MSG_NOSIGNAL);
                if (length <= 0) return;
                sent += length;
            }
    }

    private AgentStatus Answer(byte[] line)
    {
        try
        {
            return _answer(JsonSerializer.Deserialize(line, AgentJson.Default.AgentRequest) ?? throw new JsonException("null"));
        }
        catch (Exception refused) when (refused is JsonException or CNetException)
        {
            return new AgentStatus { ProcessId = Environment.ProcessId, Error = string.Create(CultureInfo.InvariantCulture, $"Not understood: {refused.Message}") };
        }
    }

    private static byte[]? ReadLine(int client)
    {
        var line = new byte[MaxRequest];
        var length = 0;
        fixed (byte* pointer = line)
            while (length < MaxRequest)
            {
                var read = (int)recvfrom(client, pointer + length, MaxRequest - length, 0, null, null);
                if (read <= 0) return null;
                length += read;
                if (line.AsSpan(0, length).IndexOf((byte)'\n') is var end and >= 0) return line[..end];
            }
        return null;
    }
}
