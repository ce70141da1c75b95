using CNet.State;

namespace CNet.Ports;

/// <summary>The records of published ports: who holds which port of which address of the Host.</summary>
internal static class PortTable
{
    /// <summary>The ports of an endpoint, by protocol, address and port.</summary>
    internal static List<PortRecord> Of(StateTransaction lasting, string endpointId) =>
        [.. lasting.List(Keys.EndpointPortsOf(endpointId), StateJson.Default.TextRecord).Select(entry => lasting.Find(Keys.Port(entry.Value), StateJson.Default.PortRecord)).OfType<PortRecord>()];

    /// <summary>True where an endpoint has published any port.</summary>
    internal static bool Any(StateTransaction lasting, string endpointId) => lasting.KeysOf(Keys.EndpointPortsOf(endpointId), 1).Count > 0;

    /// <summary>All published ports.</summary>
    internal static List<PortRecord> All(StateTransaction lasting) => lasting.List(Keys.Ports, StateJson.Default.PortRecord);

    /// <summary>True for a text that begins as an id does, with a protocol.</summary>
    internal static bool IsId(string text) => Enum.GetValues<TransportProtocol>().Any(protocol => text.StartsWith($"{PortMapping.NameOf(protocol)}/", StringComparison.Ordinal));

    /// <summary>The ports that a text means: "8080", "8080/udp", "127.0.0.1:8080", "[::1]:9000-9002/tcp".</summary>
    internal static List<PortRecord> Matching(StateTransaction lasting, string text)
    {
        // The same as what is published, with a port of an endpoint that nobody asks for.
        var slash = text.LastIndexOf('/');
        if (TryParse($"{(slash < 0 ? text : text[..slash])}:1{(slash < 0 ? "" : text[slash..])}") is not { HostPorts: { } ports } spec)
            throw new CNetException(CNetError.PortInvalid, $"'{text}' names no port of the Host.", text, "Write 8080, 8080/udp or 127.0.0.1:8080/tcp.");
        var protocols = slash < 0 ? Enum.GetValues<TransportProtocol>() : [spec.Protocol];
        var address = spec.HostAddress is { } given ? Ip.From(given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given) : default(Ip?);
        return [.. protocols.SelectMany(protocol => (address is { } one ? [one] : AddressesOf(lasting, protocol)).SelectMany(each => Within(lasting, protocol, each, ports)))];
    }

    private static PortSpec? TryParse(string text)
    {
        try
        {
            return PortSpec.Parse(text);
        }
        catch (CNetException malformed) when (malformed.Code is CNetError.PortInvalid or CNetError.AddressInvalid)
        {
            return null;
        }
    }

    private static IEnumerable<PortRecord> Within(StateTransaction lasting, TransportProtocol protocol, Ip address, PortRange ports)
    {
        for (var first = ports.First; first <= ports.Last && First(lasting, protocol, address.ToString(), new PortRange(first, ports.Last)) is { } found; first = found.HostPorts.Last + 1) yield return found;
    }

    /// <summary>The first of several ports of one protocol that is published already, and what stands in its way; null where all are free.</summary>
    internal static (PortRecord Wanted, PortRecord Conflict)? FindConflict(StateTransaction lasting, params ReadOnlySpan<PortRecord> wanted)
    {
        List<Ip>? used = null;
        foreach (var port in wanted)
            if (FindConflict(lasting, port, ref used) is { } conflict) return (port, conflict);
        return null;
    }

    private static PortRecord? FindConflict(StateTransaction lasting, PortRecord wanted, ref List<Ip>? used)
    {
        if (wanted.IsDirect) return First(lasting, wanted.Protocol, Keys.DirectPorts(wanted.EndpointId, wanted.IsIPv6), wanted.HostPorts);
        if (!wanted.Address.IsUnspecified)
            return First(lasting, wanted.Protocol, Ip.From(0, wanted.IsIPv6).ToString(), wanted.HostPorts) ?? First(lasting, wanted.Protocol, wanted.Address.ToString(), wanted.HostPorts);
        foreach (var address in used ??= [.. AddressesOf(lasting, wanted.Protocol)])
            if (address.IsIPv6 == wanted.IsIPv6 && First(lasting, wanted.Protocol, address.ToString(), wanted.HostPorts) is { } found) return found;
        return null;
    }

    internal static void Put(StateTransaction lasting, PortRecord port)
    {
        lasting.Create(Keys.Port(port.Suffix), port, StateJson.Default.PortRecord);
        lasting.Create(Keys.EndpointPortsOf(port.EndpointId) + port.Suffix, new TextRecord(port.Suffix), StateJson.Default.TextRecord);
    }

    internal static void Delete(StateTransaction lasting, PortRecord port)
    {
        lasting.Delete(Keys.Port(port.Suffix));
        lasting.Delete(Keys.EndpointPortsOf(port.EndpointId) + port.Suffix);
    }

    /// <summary>The port of an address that ends first of those that end at or after the first one wanted; where it begins after the last one wanted, there is none.</summary>
    private static PortRecord? First(StateTransaction lasting, TransportProtocol protocol, string address, PortRange ports)
    {
        var prefix = Keys.Port(Keys.PortsOf(protocol, address));
        var found = lasting.Range(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{ports.First:D5}"), StateStoreExtensions.EndOf(prefix), StateJson.Default.PortRecord, limit: 1);
        return found is [var port] && port.HostPorts.Overlaps(ports) ? port : null;
    }

    /// <summary>The addresses of the Host on which ports of a protocol are published: one question for each.</summary>
    private static IEnumerable<Ip> AddressesOf(StateTransaction lasting, TransportProtocol protocol)
    {
        var prefix = Keys.PortsOf(protocol);
        for (var from = prefix; lasting.Range(from, StateStoreExtensions.EndOf(prefix), StateJson.Default.PortRecord, limit: 1) is [{ IsDirect: false } port];)
        {
            yield return port.Address;
            from = StateStoreExtensions.EndOf(Keys.Port(Keys.PortsOf(protocol, port.Address.ToString())));
        }
    }
}
