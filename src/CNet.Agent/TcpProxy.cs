using System.Buffers;
using System.Net.Sockets;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>Passes TCP connections on: what one side sends the other gets, and as slowly as it takes it; what one side ends, ends for the other.</summary>
internal sealed class TcpProxy(ProxyTargets targets)
{
    private const int BufferSize = 32 * 1024;
    private int _count;

    /// <summary>The connections that are passed on now.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Begins with a client's connection, which is this one's from here on.</summary>
    internal void Begin(int client, ProxiedPort port)
    {
        Interlocked.Increment(ref _count);
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Proxy.RelayAsync(work.Client, work.Port), (Proxy: this, Client: client, Port: port), preferLocal: false);
    }

    /// <summary>Ends a connection so that the other side sees that it was refused.</summary>
    internal static unsafe void Reset(int fd)
    {
        var linger = new Linger { l_onoff = 1 };
        _ = setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(Linger));
        _ = close(fd);
    }

    private async Task RelayAsync(int fd, ProxiedPort port)
    {
        try
        {
            if (targets.Find(port) is not { } target)
            {
                Reset(fd);
                return;
            }
            using var client = new Socket(new SafeSocketHandle(fd, ownsHandle: true));
            Socket? server = null;
            try
            {
                server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                Prepare(client);
                Prepare(server);
                await server.ConnectAsync(target).ConfigureAwait(false);
                await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client)).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // Nobody listens, or cannot be reached; or there is no descriptor for it.
                Abort(client);
            }
            finally
            {
                server?.Dispose();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        // A side that vanishes without a word is found out in the end.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                // One that waits needs no buffer.
                await from.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                var length = await from.ReceiveAsync(buffer).ConfigureAwait(false);
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent)).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = null;
                if (length > 0) continue;
                to.Shutdown(SocketShutdown.Send);
                return;
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            Abort(from);
            Abort(to);
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
        socket.Dispose();
    }
}
