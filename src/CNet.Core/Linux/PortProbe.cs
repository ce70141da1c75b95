using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// Asks the kernel whether ports of a Host are free, by binding a socket to each and closing it: no list of sockets is as sure, and none as fast.
/// The answer holds for that moment. Used by one thread at a time.
/// </summary>
internal sealed unsafe class PortProbe(NetworkNamespace host) : IDisposable
{
    private readonly Dictionary<(int Domain, TransportProtocol Protocol), SocketStock> _stocks = [];

    /// <summary>Asks for a port of one address; the unspecified address asks for all addresses of its own family.</summary>
    internal PortProbeResult Try(TransportProtocol protocol, Ip address, int port)
    {
        ThrowIfNoPort(port);
        if (!address.IsIPv6) return TryV4(protocol, address, port);
        // Without a socket of IPv6 it is either that or the protocol that is missing.
        return TryV6(protocol, address, port, only: true)
            ?? (Stock(AF_INET, protocol).TryTake(out var socket) && close(socket) == 0 ? PortProbeResult.AddressMissing : PortProbeResult.Unsupported);
    }

    /// <summary>Asks for a port of all addresses of both families, by one socket of both; of IPv4 alone where the kernel has no IPv6.</summary>
    internal PortProbeResult TryAll(TransportProtocol protocol, int port)
    {
        ThrowIfNoPort(port);
        return TryV6(protocol, Ip.V6(0), port, only: false) ?? TryV4(protocol, Ip.V4(0), port);
    }

    public void Dispose()
    {
        foreach (var stock in _stocks.Values) stock.Dispose();
        _stocks.Clear();
    }

    private PortProbeResult TryV4(TransportProtocol protocol, Ip address, int port)
    {
        if (!Stock(AF_INET, protocol).TryTake(out var socket)) return PortProbeResult.Unsupported;
        return BindAndClose(socket, address, port);
    }

    /// <summary>Null where the kernel has no such socket.</summary>
    private PortProbeResult? TryV6(TransportProtocol protocol, Ip address, int port, bool only)
    {
        if (!Stock(AF_INET6, protocol).TryTake(out var socket)) return null;
        var value = only ? 1 : 0;
        if (setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &value, sizeof(int)) < 0)
        {
            var error = SystemCallException.Last("setsockopt IPV6_V6ONLY");
            _ = close(socket);
            throw error;
        }
        return BindAndClose(socket, address, port);
    }

    private static PortProbeResult BindAndClose(int socket, Ip address, int port)
    {
        var errno = InternetSocket.TryBind(socket, address, port) ? 0 : Marshal.GetLastPInvokeError();
        _ = close(socket);
        return errno switch
        {
            0 => PortProbeResult.Free,
            EADDRINUSE => PortProbeResult.Taken,
            EADDRNOTAVAIL => PortProbeResult.AddressMissing,
            // A link-local address is one only together with an interface.
            EINVAL when address is { IsIPv6: true, IsLinkLocal: true } => PortProbeResult.AddressMissing,
            _ => throw new SystemCallException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bind to port {port} of {address}"), errno),
        };
    }

    private SocketStock Stock(int domain, TransportProtocol protocol)
    {
        if (!_stocks.TryGetValue((domain, protocol), out var stock))
            _stocks[(domain, protocol)] = stock = new SocketStock(host, domain, protocol == TransportProtocol.Udp ? SOCK_DGRAM : SOCK_STREAM, (int)protocol);
        return stock;
    }

    /// <summary>Port 0 would always be free: the kernel picks one.</summary>
    private static void ThrowIfNoPort(int port)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
    }
}
