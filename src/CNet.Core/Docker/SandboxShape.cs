using System.Text.Json;

namespace CNet.Docker;

/// <summary>A sandbox as Docker's API 1.52 shows the network settings of a container: types NetworkSettings and EndpointSettings of Moby's api/types.</summary>
internal static class SandboxShape
{
    internal static void Write(Utf8JsonWriter writer, Sandbox sandbox, IEnumerable<Endpoint> endpoints, IEnumerable<PortMapping> ports)
    {
        writer.WriteStartObject();
        writer.WriteString("Id", sandbox.Id);
        writer.WriteTime("Created", sandbox.Created);
        // Docker's names of containers begin with a slash there.
        writer.WriteString("Name", $"/{sandbox.Name}");
        writer.WriteStartObject("NetworkSettings");
        writer.WriteString("SandboxID", sandbox.Id);
        writer.WriteString("SandboxKey", sandbox.Namespace);
        WritePorts(writer, ports);
        writer.WritePropertyName("Networks");
        WriteNetworks(writer, endpoints);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Published ports one by one, by the port of the endpoint; those that are reached directly have no port of the Host.</summary>
    private static void WritePorts(Utf8JsonWriter writer, IEnumerable<PortMapping> ports)
    {
        writer.WriteStartObject("Ports");
        var single = ports.SelectMany(port => Enumerable.Range(0, port.PortCount).Select(offset => (Port: port, Offset: offset)));
        foreach (var bindings in single.GroupBy(binding => $"{binding.Port.ContainerPort + binding.Offset}/{PortMapping.NameOf(binding.Port.Protocol)}").OrderBy(bindings => bindings.Key, NaturalOrder.Comparer))
        {
            var hosts = bindings.Where(binding => binding.Port.HostPort is not null).ToList();
            if (hosts.Count == 0)
            {
                writer.WriteNull(bindings.Key);
                continue;
            }
            writer.WriteStartArray(bindings.Key);
            foreach (var (port, offset) in hosts)
            {
                writer.WriteStartObject();
                writer.WriteText("HostIp", port.HostAddress);
                writer.WriteString("HostPort", (port.HostPort!.Value + offset).ToString(System.Globalization.CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    /// <summary>Endpoints by the names of their networks; a further one on the same network by both names.</summary>
    internal static void WriteNetworks(Utf8JsonWriter writer, IEnumerable<Endpoint> endpoints)
    {
        var networks = new SortedDictionary<string, Endpoint>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
            if (!networks.TryAdd(endpoint.Network, endpoint)) networks[$"{endpoint.Network}/{endpoint.Name}"] = endpoint;
        writer.WriteStartObject();
        foreach (var (name, endpoint) in networks)
        {
            writer.WritePropertyName(name);
            WriteSettings(writer, endpoint);
        }
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, Endpoint endpoint)
    {
        writer.WriteStartObject();
        WriteIpamConfig(writer, endpoint);
        WriteNames(writer, "Links", endpoint.Link.Select(link => $"{link.Target}:{link.Alias}"));
        WriteNames(writer, "Aliases", endpoint.Alias);
        if (endpoint.Options.Count == 0) writer.WriteNull("DriverOpts");
        else writer.WriteTexts("DriverOpts", endpoint.Options);
        writer.WriteNumber("GwPriority", endpoint.Priority);
        writer.WriteString("NetworkID", endpoint.NetworkId);
        writer.WriteString("EndpointID", endpoint.Id);
        writer.WriteText("Gateway", endpoint.Gateway);
        writer.WriteText("IPAddress", endpoint.IPv4Address);
        writer.WriteText("MacAddress", endpoint.MacAddress);
        writer.WriteNumber("IPPrefixLen", endpoint.IPv4Address is null ? 0 : endpoint.PrefixLength ?? 0);
        writer.WriteText("IPv6Gateway", endpoint.IPv6Gateway);
        writer.WriteText("GlobalIPv6Address", endpoint.IPv6Address);
        writer.WriteNumber("GlobalIPv6PrefixLen", endpoint.IPv6PrefixLength ?? 0);
        writer.WriteNull("DNSNames");
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string property, IEnumerable<string> names)
    {
        if (!names.Any())
        {
            writer.WriteNull(property);
            return;
        }
        writer.WriteStartArray(property);
        foreach (var name in names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    /// <summary>What the user chose, and not what was given out.</summary>
    private static void WriteIpamConfig(Utf8JsonWriter writer, Endpoint endpoint)
    {
        var (four, six) = (endpoint.Record.IsIPv4Chosen ? endpoint.IPv4Address : null, endpoint.Record.IsIPv6Chosen ? endpoint.IPv6Address : null);
        if (four is null && six is null && endpoint.LinkLocalAddress.Count == 0)
        {
            writer.WriteNull("IPAMConfig");
            return;
        }
        writer.WriteStartObject("IPAMConfig");
        if (four is not null) writer.WriteText("IPv4Address", four);
        if (six is not null) writer.WriteText("IPv6Address", six);
        if (endpoint.LinkLocalAddress.Count > 0)
        {
            writer.WriteStartArray("LinkLocalIPs");
            foreach (var address in endpoint.LinkLocalAddress) writer.WriteStringValue(address.ToString());
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
