using System.Net;
using System.Net.Sockets;
using System.Text;
using CNet.Linux;
using CNet.Linux.Interop;

namespace CNet.Tests.Support;

/// <summary>
/// A service in a namespace: tells every client, by TCP or UDP, its own name and by which address it sees the client: "web 192.0.2.2".
/// </summary>
internal sealed class Service : IDisposable
{
    /// <summary>How long an answer is waited for that must come, which costs nothing where it does, and one that must not, in milliseconds.</summary>
    internal const int Patience = 10_000, Briefly = 1000;

    private readonly string _name;
    private readonly Socket _socket;

    private Service(string name, Socket socket)
    {
        _name = name;
        _socket = socket;
        new Thread(Serve) { IsBackground = true, Name = "service" }.Start();
    }

    /// <summary>Serves TCP or UDP on all addresses of both families.</summary>
    internal static Service Start(string namespacePath, string name, int port, TransportProtocol protocol = TransportProtocol.Tcp)
    {
        var socket = Open(namespacePath, AddressFamily.InterNetworkV6, protocol);
        socket.DualMode = true;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        if (protocol == TransportProtocol.Tcp) socket.Listen(256);
        return new Service(name, socket);
    }

    /// <summary>Opens a socket in a namespace; it belongs there for life.</summary>
    internal static Socket Open(string namespacePath, AddressFamily family, TransportProtocol protocol)
    {
        using var space = NetworkNamespace.Open(namespacePath);
        using var fd = space.OpenSocket(family == AddressFamily.InterNetworkV6 ? Constants.AF_INET6 : Constants.AF_INET, protocol == TransportProtocol.Tcp ? Constants.SOCK_STREAM : Constants.SOCK_DGRAM, 0);
        return new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
    }

    /// <summary>Asks a service from a namespace; null where nothing answers in time, or it is refused.</summary>
    internal static string? Ask(string namespacePath, IPEndPoint service, TransportProtocol protocol = TransportProtocol.Tcp, int timeout = Patience)
    {
        using var patience = new CancellationTokenSource(timeout);
        return AskAsync(namespacePath, service, protocol, patience.Token).GetAwaiter().GetResult();
    }

    /// <summary>Asks a service from a namespace, until it is given up; under an address of the client's choice where one is named.</summary>
    internal static async Task<string?> AskAsync(string namespacePath, IPEndPoint service, TransportProtocol protocol, CancellationToken patience, IPAddress? client = null)
    {
        using var socket = Open(namespacePath, service.AddressFamily, protocol);
        try
        {
            if (client is not null) socket.Bind(new IPEndPoint(client, 0));
            await socket.ConnectAsync(service, patience).ConfigureAwait(false);
            if (protocol != TransportProtocol.Tcp) socket.Send("?"u8);
            var buffer = new byte[256];
            var length = await socket.ReceiveAsync(buffer.AsMemory(), patience).ConfigureAwait(false);
            return length > 0 ? Encoding.ASCII.GetString(buffer, 0, length) : null;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Serve()
    {
        var buffer = new byte[64];
        try
        {
            while (true)
            {
                if (_socket.SocketType == SocketType.Stream)
                {
                    using var client = _socket.Accept();
                    client.Send(Answer(client.RemoteEndPoint!));
                }
                else
                {
                    EndPoint client = new IPEndPoint(IPAddress.IPv6Any, 0);
                    _socket.ReceiveFrom(buffer, ref client);
                    _socket.SendTo(Answer(client), client);
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(EndPoint client)
    {
        var address = ((IPEndPoint)client).Address;
        return Encoding.ASCII.GetBytes($"{_name} {(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}");
    }
}
