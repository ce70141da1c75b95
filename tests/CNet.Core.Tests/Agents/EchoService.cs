using System.Net;
using System.Net.Sockets;

namespace CNet.Tests.Agents;

/// <summary>Sends back what it gets, until it is disposed.</summary>
internal sealed class EchoService : IDisposable
{
    private readonly Socket _socket;
    private readonly List<Socket> _clients = [];

    internal EchoService(Socket socket, TransportProtocol protocol)
    {
        _socket = socket;
        if (protocol == TransportProtocol.Tcp) socket.Listen(4096);
        _ = protocol == TransportProtocol.Udp ? DatagramsAsync() : ConnectionsAsync();
    }

    /// <summary>How many connections came.</summary>
    internal int Count
    {
        get
        {
            lock (_clients) return _clients.Count;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        lock (_clients)
            foreach (var client in _clients) client.Dispose();
    }

    private async Task DatagramsAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
                await _socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectionsAsync()
    {
        try
        {
            while (true)
            {
                var client = await _socket.AcceptAsync();
                lock (_clients) _clients.Add(client);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(Socket client)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int length;
            while ((length = await client.ReceiveAsync(buffer)) > 0)
                for (var sent = 0; sent < length;) sent += await client.SendAsync(buffer.AsMemory(sent, length - sent));
            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The other side has had enough.
        }
    }
}
