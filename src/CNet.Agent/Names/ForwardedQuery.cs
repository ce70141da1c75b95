using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CNet.Discovery;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>
/// A question on its way outside. Each has a socket and an id of its own, both by chance, and takes an answer from the server it asked only:
/// somebody else cannot guess them.
/// </summary>
internal sealed class ForwardedQuery(Forwarder forwarder, ServedSandbox sandbox, byte[] question, IAsker asker, ExternalServer[] servers) : IReadable
{
    private readonly byte[] _sent = (byte[])question.Clone();
    private int _attempt, _fd = -1;
    private bool _isOver;

    internal ServedSandbox Sandbox => sandbox;

    internal byte[] Question => question;

    internal IAsker Asker => asker;

    /// <summary>When it came, by the clock of <see cref="Stopwatch"/>.</summary>
    internal long Begun { get; } = Stopwatch.GetTimestamp();

    /// <summary>True where an attempt is no longer waited for.</summary>
    internal bool IsPast(int attempt) => _isOver || attempt != _attempt;

    /// <summary>Asks the next server by UDP; where there is none, that is the answer.</summary>
    internal unsafe void AskNext()
    {
        for (Close(); _attempt < servers.Length;)
        {
            var upstream = servers[_attempt++];
            RandomNumberGenerator.Fill(_sent.AsSpan(0, sizeof(ushort)));
            if (!sandbox.IsServed || TryOpen(upstream, SOCK_DGRAM) is not { } socket) continue;
            using (socket)
            {
                if (!NameSockets.TryConnect(socket.Number, upstream)) continue;
                nint sent;
                fixed (byte* pointer = _sent) sent = send(socket.Number, pointer, _sent.Length, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (sent < 0) continue;
                _fd = socket.Release();
            }
            forwarder.Server.Loop.Add(_fd, this);
            forwarder.Watch(this, _attempt);
            return;
        }
        Finish(default, null);
    }

    /// <summary>Asks the servers by TCP, one after the other.</summary>
    internal async Task AskByTcpAsync()
    {
        // All at once, by the loop's thread: the namespace may be gone later on.
        var sockets = Array.ConvertAll(servers, upstream => TryOpen(upstream, SOCK_STREAM) is { } opened ? new Socket(new SafeSocketHandle(opened.Release(), ownsHandle: true)) : null);
        try
        {
            for (var i = 0; i < servers.Length; i++)
            {
                if (sockets[i] is not { } socket || await TryAskAsync(socket, servers[i]).ConfigureAwait(false) is not { } reply) continue;
                var source = servers[i];
                forwarder.Server.Loop.Post(() => Finish(reply, source));
                return;
            }
            forwarder.Server.Loop.Post(() => Finish(default, null));
        }
        finally
        {
            foreach (var socket in sockets) socket?.Dispose();
        }
    }

    /// <summary>Ends it without an answer.</summary>
    internal void Abandon()
    {
        _isOver = true;
        Close();
    }

    unsafe void IReadable.Read(int fd)
    {
        var buffer = forwarder.Buffer;
        nint length;
        fixed (byte* pointer = buffer) length = recvfrom(fd, pointer, buffer.Length, MSG_DONTWAIT, null, null);
        if (length < 0 && Marshal.GetLastPInvokeError() is EAGAIN or EINTR) return;
        // Nobody listens there, or no way leads there: the kernel has heard it.
        if (length < 0)
        {
            AskNext();
            return;
        }
        var reply = buffer.AsSpan(0, (int)length);
        // Whatever is no answer to this question is somebody's attempt to be taken for one.
        if (!DnsReply.Answers(reply, _sent)) return;
        if (DnsReply.IsFailure(reply) && _attempt < servers.Length) AskNext();
        else Finish(reply, servers[_attempt - 1]);
    }

    private void Finish(Span<byte> reply, ExternalServer? source)
    {
        if (_isOver) return;
        Abandon();
        forwarder.End(this, reply, source);
    }

    private void Close()
    {
        if (_fd < 0) return;
        forwarder.Server.Loop.Close(_fd);
        _fd = -1;
    }

    /// <summary>A socket from which a server can be reached; null where there is none.</summary>
    private FileDescriptor? TryOpen(ExternalServer upstream, int type)
    {
        var family = upstream.Address.IsIPv6 ? AF_INET6 : AF_INET;
        if (upstream.IsFromHost) return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) is var own and >= 0 ? new FileDescriptor(own) : null;
        try
        {
            return sandbox.Sockets.Space.OpenSocket(family, type | SOCK_NONBLOCK, 0);
        }
        catch (Exception gone) when (gone is CNetException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Asks a server by TCP; null where it does not answer, or another one may know better.</summary>
    private async Task<byte[]?> TryAskAsync(Socket socket, ExternalServer upstream)
    {
        RandomNumberGenerator.Fill(_sent.AsSpan(0, sizeof(ushort)));
        using var patience = new CancellationTokenSource(Forwarder.Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(upstream.Text), DnsWire.Port), patience.Token).ConfigureAwait(false);
            return await DnsTcp.AskAsync(socket, _sent, patience.Token).ConfigureAwait(false) is { } reply && DnsReply.Answers(reply, _sent) && !DnsReply.IsFailure(reply) ? reply : null;
        }
        catch (Exception silent) when (silent is SocketException or OperationCanceledException)
        {
            return null;
        }
    }
}
