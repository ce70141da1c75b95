using System.Globalization;
using CNet.Lifecycle;
using CNet.State;

namespace CNet.Ports;

/// <summary>Decides on which addresses and ports of the Host a port of an endpoint is published, and refuses what speaks against it.</summary>
internal static class PortPlanner
{
    private const int FirstEphemeral = 49153;
    private static readonly bool[] Families = [false, true];
    private const string EphemeralPorts = "ip_local_port_range", ReservedPorts = "ip_local_reserved_ports";

    /// <summary>The records of a port that is to be published; nothing is staged yet.</summary>
    internal static List<PortRecord> Plan(Operation operation, NetworkRecord network, EndpointRecord endpoint, PortSpec spec)
    {
        spec.Demand();
        var place = PortPlace.Of(operation.State, operation.Drivers, network, endpoint);
        Demand(place);
        var chosen = AddressOf(place, spec);
        var addresses = AddressesOf(place, chosen, spec.Protocol);
        var direct = DirectOf(operation, place, spec, chosen, hasOthers: addresses.Count > 0);
        if (addresses.Count == 0 && spec.HostPorts is not null && direct.Count > 0)
            OperationLog.Warning($"The network '{network.Name}' is routed: its endpoints are reached under their own addresses, so that {spec} opens {spec.ContainerPorts} there, and no port of the Host.");
        if (addresses.Count == 0) return direct;
        var port = ChoosePort(operation, endpoint, spec, addresses);
        return [.. addresses.Select(address => Record(endpoint, spec, address, port)), .. direct];
    }

    private static void Demand(PortPlace place)
    {
        var (network, endpoint) = (place.Network, place.Endpoint);
        if (!place.Publishes)
            throw new CNetException(CNetError.DriverUnsupported, network.Driver == "host"
                    ? $"The endpoint '{endpoint.Name}' is on network '{network.Name}', where every port is the Host's own already."
                    : $"The driver {network.Driver} of network '{network.Name}' publishes no ports.",
                endpoint.Name, "Publish ports of endpoints on networks of the driver bridge.");
        if (network.Internal)
            throw new CNetException(CNetError.DriverUnsupported, $"The network '{network.Name}' is internal: nobody outside reaches the endpoint '{endpoint.Name}'.", endpoint.Name,
                "Publish the port on an endpoint that the sandbox has on another network.");
    }

    /// <summary>
    /// What is opened on the endpoint's own addresses: of the family of the Host's address where one is chosen, and nothing where that is the
    /// loopback address, which nobody outside is to reach. What is open already stays so where another port of the Host is to lead to it, too.
    /// </summary>
    private static List<PortRecord> DirectOf(Operation operation, PortPlace place, PortSpec spec, Ip? chosen, bool hasOthers)
    {
        var direct = new List<PortRecord>(2);
        PortRecord? open = null;
        foreach (var isIPv6 in Families.Where(isIPv6 => place.IsRouted(isIPv6) && (chosen is not { } address || address.IsIPv6 == isIPv6 && !address.IsLoopback)))
        {
            var wanted = Record(place.Endpoint, spec, Ip.From(0, isIPv6), spec.ContainerPorts.First, isDirect: true);
            if (PortTable.FindConflict(operation.Lasting, wanted)?.Conflict is not { } there)
                direct.Add(wanted);
            else if (there.HostPorts.Contains(wanted.HostPorts.First) && there.HostPorts.Contains(wanted.HostPorts.Last))
                open = there;
            else
                throw Taken(operation, wanted, there);
        }
        return open is not null && direct.Count == 0 && !hasOthers ? throw Taken(operation, open, open) : direct;
    }

    /// <summary>The address of the Host that the port is to be published on, by its own word or by the network's; null for all.</summary>
    private static Ip? AddressOf(PortPlace place, PortSpec spec)
    {
        if (spec.HostAddress is { } given) return Normalize(given);
        return Ip.TryParse(place.Network.Options.GetValueOrDefault(BridgeOptions.HostBinding4.Name), out var binding) && !binding.IsUnspecified ? binding : null;
    }

    /// <summary>The addresses of the Host that lead to the endpoint.</summary>
    private static List<Ip> AddressesOf(PortPlace place, Ip? chosen, TransportProtocol protocol)
    {
        var (ipv4, ipv6) = (place.IsTranslated(isIPv6: false), place.IsTranslated(isIPv6: true));
        if (chosen is { } address)
        {
            if (address.IsIPv6 ? ipv4 || ipv6 : ipv4) return [address];
            if (place.IsRouted(address.IsIPv6) && !address.IsLoopback) return [];
            if (place.IsRouted(address.IsIPv6))
                throw new CNetException(CNetError.AddressInvalid, $"The network '{place.Network.Name}' is routed, so that no port of {address} leads to its endpoint '{place.Endpoint.Name}', which is reached under its own address.", address,
                    "Leave -HostAddress out, or publish on an endpoint of a network whose addresses are translated.");
            throw new CNetException(CNetError.AddressInvalid, $"The endpoint '{place.Endpoint.Name}' has no {(address.IsIPv6 ? "address that ports of the Host lead to" : "IPv4 address")}, so that nothing can be published on {address}.", address,
                address.IsIPv6 ? "Leave -HostAddress out." : "Publish on an IPv6 address of the Host.");
        }
        var addresses = new List<Ip>(2);
        if (ipv4) addresses.Add(Ip.V4(0));
        // By the agent where the endpoint has no IPv6 address; it passes on no SCTP.
        if ((ipv6 || ipv4 && !place.IsRouted(isIPv6: true) && protocol != TransportProtocol.Sctp) && Directory.Exists("/proc/sys/net/ipv6")) addresses.Add(Ip.V6(0));
        return addresses;
    }

    private static Ip Normalize(System.Net.IPAddress given)
    {
        var address = Ip.From(given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given);
        return address.IsUnspecified || address.IsUnicast && !address.IsLinkLocal ? address
            : throw new CNetException(CNetError.AddressInvalid, $"Nothing can be published on {given}.", given, "Name an address of the Host that is not one of a link alone; or leave it out for all of them.");
    }

    /// <summary>The first port of the Host: the same on all addresses.</summary>
    private static int ChoosePort(Operation operation, EndpointRecord endpoint, PortSpec spec, List<Ip> addresses)
    {
        var count = spec.ContainerPorts.Count;
        PortRecord[] Wanted(int port) => [.. addresses.Select(address => Record(endpoint, spec, address, port))];
        if (spec.HostPorts is not { } asked) return AnyOf(operation, spec.Protocol, Ephemeral(operation), count, Wanted);
        CNetException? refusal = null;
        for (var port = asked.First; port + count - 1 <= asked.Last; port++)
        {
            if (WhyNot(operation, Wanted(port)) is not { } why) return port;
            refusal = why.Error;
        }
        throw refusal!;
    }

    /// <summary>The next free ports after the ones that were chosen last.</summary>
    private static int AnyOf(Operation operation, TransportProtocol protocol, PortRange range, int count, Func<int, PortRecord[]> wanted)
    {
        var reserved = Reserved(operation);
        var last = operation.Lasting.Get(Keys.LastPort, StateJson.Default.TextRecord) is { } hint && int.TryParse(hint.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;
        var start = range.Contains(last + 1) ? last + 1 : range.First;
        foreach (var (from, to) in new[] { (start, range.Last), (range.First, Math.Min(start + count - 2, range.Last)) })
            for (var candidate = from; candidate + count - 1 <= to;)
            {
                operation.Cancellation.ThrowIfCancellationRequested();
                var ports = new PortRange(candidate, candidate + count - 1);
                var next = reserved.Find(other => other.Overlaps(ports)) is { First: > 0 } kept ? kept.Last + 1 : WhyNot(operation, wanted(candidate))?.Next;
                if (next is null)
                {
                    operation.Lasting.Put(Keys.LastPort, new TextRecord(ports.Last.ToString(CultureInfo.InvariantCulture)), StateJson.Default.TextRecord);
                    return candidate;
                }
                candidate = next.Value;
            }
        throw new CNetException(CNetError.PoolExhausted, $"Of the Host's {protocol.ToString().ToUpperInvariant()} ports {range} no {(count == 1 ? "one is" : $"{count} in a row are")} free.", range.ToString(),
            $"Name a port with -HostPort, or widen the range: sysctl -w net.ipv4.{EphemeralPorts}=…");
    }

    /// <summary>What speaks against ports, and the first port after it; null where nothing does.</summary>
    private static (CNetException Error, int Next)? WhyNot(Operation operation, PortRecord[] wanted)
    {
        if (PortTable.FindConflict(operation.Lasting, wanted) is var (port, conflict)) return (Taken(operation, port, conflict), conflict.HostPorts.Last + 1);
        return PortAvailability.WhyNot(operation, wanted);
    }

    private static CNetException Taken(Operation operation, PortRecord wanted, PortRecord conflict)
    {
        var holder = operation.Lasting.Find(Keys.Endpoint(conflict.EndpointId), StateJson.Default.EndpointRecord);
        var network = holder is null ? null : operation.Lasting.Find(Keys.Network(holder.NetworkId), StateJson.Default.NetworkRecord);
        var name = holder is null ? ObjectId.Shorten(conflict.EndpointId) : $"{network?.Name ?? "?"}/{holder.Name}";
        var what = wanted.IsDirect ? $"The port {wanted.ContainerPorts}/{PortMapping.NameOf(wanted.Protocol)}" : $"The port {PortMapping.Socket(wanted.Address, wanted.HostPorts)}/{PortMapping.NameOf(wanted.Protocol)} of the Host";
        return new CNetException(CNetError.PortInUse, $"{what} is published by endpoint '{name}' already.", wanted.HostPorts.ToString(),
            $"Choose another one, or take it back: {(conflict.IsDirect ? $"Get-CNetPort '{name}' -ContainerPort {conflict.ContainerPorts} | Unpublish-CNetPort" : $"Unpublish-CNetPort {PortMapping.Socket(conflict.Address, conflict.HostPorts)}/{PortMapping.NameOf(conflict.Protocol)}")}.");
    }

    private static PortRecord Record(EndpointRecord endpoint, PortSpec spec, Ip address, int port, bool isDirect = false) => new()
    {
        EndpointId = endpoint.Id,
        Protocol = spec.Protocol,
        Address = address,
        HostPort = port,
        ContainerPort = spec.ContainerPorts.First,
        Count = spec.ContainerPorts.Count,
        IsDirect = isDirect,
    };

    private static PortRange Ephemeral(Operation operation) =>
        operation.Kernel.Session.IPv4.Read(EphemeralPorts).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var last] && PortRange.TryParse($"{first}-{last}", out var range)
            ? range
            : new PortRange(FirstEphemeral, PortRange.Highest);

    private static List<PortRange> Reserved(Operation operation) =>
        [.. operation.Kernel.Session.IPv4.Read(ReservedPorts).Split(',').Select(text => PortRange.TryParse(text.Trim(), out var range) ? range : default).Where(range => range.First > 0)];
}
