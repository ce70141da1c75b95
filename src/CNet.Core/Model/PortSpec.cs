using System.Net;

namespace CNet;

/// <summary>A port that is to be published, as "docker run -p" has it: <c>[ADDRESS:][HOST[-END]:]CONTAINER[-END][/PROTOCOL]</c>.</summary>
public sealed record PortSpec
{
    /// <summary>The ports of the endpoint.</summary>
    public required PortRange ContainerPorts { get; init; }

    /// <summary>
    /// The ports of the Host: as many as those of the endpoint, or several for one, any of which will do. Null for any that is free.
    /// </summary>
    public PortRange? HostPorts { get; init; }

    /// <summary>The address of the Host; null for what the network says, which is every address of both families unless it has an option for it.</summary>
    public IPAddress? HostAddress { get; init; }

    /// <summary>The protocol.</summary>
    public TransportProtocol Protocol { get; init; } = TransportProtocol.Tcp;

    /// <summary>Reads Docker's notation: "80", "8080:80", "127.0.0.1:8080:80/tcp", "[::1]:53:53/udp", "9800-9803:80-83", "192.0.2.1::80".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.PortInvalid"/>, <see cref="CNetError.AddressInvalid"/>.</exception>
    public static PortSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (ports, protocol) = SplitProtocol(text);
        var (address, rest) = SplitAddress(text, ports);
        var colon = rest.LastIndexOf(':');
        var spec = new PortSpec
        {
            ContainerPorts = ParsePorts(text, rest[(colon + 1)..], "port of the endpoint"),
            HostPorts = colon <= 0 ? null : ParsePorts(text, rest[..colon], "port of the Host"),
            HostAddress = address,
            Protocol = protocol,
        };
        spec.Demand();
        return spec;
    }

    /// <summary>The notation that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var address = HostAddress is null ? "" : $"{Text(HostAddress)}:";
        return $"{address}{HostPorts?.ToString() ?? ""}{(HostAddress is not null || HostPorts is not null ? ":" : "")}{ContainerPorts}/{Protocol.ToString().ToLowerInvariant()}";
    }

    /// <summary>Refuses ranges that do not fit each other.</summary>
    internal void Demand()
    {
        if (HostPorts is { } host && host.Count != ContainerPorts.Count && ContainerPorts.Count != 1)
            throw new CNetException(CNetError.PortInvalid, $"The {host.Count} ports {host} of the Host do not fit the {ContainerPorts.Count} ports {ContainerPorts} of the endpoint.", ToString(),
                "Name as many, or several of the Host for one of the endpoint, any of which will do.");
        if (!Enum.IsDefined(Protocol)) throw new CNetException(CNetError.PortInvalid, $"Nothing is known of the protocol {(int)Protocol}.", Protocol, "Name tcp, udp or sctp.");
    }

    /// <summary>An address with the brackets that one with colons needs before a port.</summary>
    internal static string Text(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static (string Ports, TransportProtocol Protocol) SplitProtocol(string text)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0) return (text, TransportProtocol.Tcp);
        // By name: a number would be read as one of the enumeration's.
        TransportProtocol? protocol = text[(slash + 1)..].ToLowerInvariant() switch
        {
            "tcp" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            "sctp" => TransportProtocol.Sctp,
            _ => null,
        };
        return (text[..slash], protocol ?? throw Invalid(text, $"'{text[(slash + 1)..]}' is none of the protocols tcp, udp and sctp"));
    }

    private static (IPAddress? Address, string Ports) SplitAddress(string text, string ports)
    {
        string address, rest;
        if (ports.StartsWith('['))
        {
            var end = ports.IndexOf("]:", StringComparison.Ordinal);
            if (end < 0) throw Invalid(text, "the bracket of the address is not closed");
            (address, rest) = (ports[1..end], ports[(end + 2)..]);
            if (!address.Contains(':', StringComparison.Ordinal)) throw Invalid(text, $"'{address}' is not an IPv6 address");
        }
        else
        {
            var last = ports.LastIndexOf(':');
            var before = last <= 0 ? -1 : ports.LastIndexOf(':', last - 1);
            if (before < 0) return (null, ports);
            (address, rest) = (ports[..before], ports[(before + 1)..]);
            if (address.Contains(':', StringComparison.Ordinal)) throw Invalid(text, "an IPv6 address needs brackets: [::1]:8080:80");
        }
        if (!rest.Contains(':', StringComparison.Ordinal)) throw Invalid(text, "after an address come two ports: 127.0.0.1:8080:80, or 127.0.0.1::80 for any of the Host's");
        // As in a socket address, no address is every one.
        if (address.Length == 0) return (null, rest);
        return Ip.TryParse(address, out var ip) ? (ip.ToIPAddress(), rest) : throw new CNetException(CNetError.AddressInvalid, $"'{address}' in '{text}' is not an IP address.", address, "Write 127.0.0.1:8080:80 or [::1]:8080:80.");
    }

    private static PortRange ParsePorts(string text, string ports, string what)
    {
        if (ports.Length == 0) throw Invalid(text, $"it has no {what}");
        return PortRange.TryParse(ports, out var range) ? range : throw Invalid(text, $"'{ports}' is no {what}, nor a range of them");
    }

    private static CNetException Invalid(string text, string why) =>
        new(CNetError.PortInvalid, $"'{text}' is no port to be published: {why}.", text, "It is written [ADDRESS:][HOST:]CONTAINER[/PROTOCOL]: 8080:80, 127.0.0.1:53:53/udp, 9800-9803:80-83.");
}
