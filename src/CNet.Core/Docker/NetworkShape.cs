using System.Numerics;
using System.Text.Json;

namespace CNet.Docker;

/// <summary>A network as Docker's API 1.52 shows it: types Inspect, IPAM, EndpointResource and Status of Moby's api/types/network.</summary>
internal static class NetworkShape
{
    internal static void Write(Utf8JsonWriter writer, Network network, IEnumerable<Endpoint> endpoints, IEnumerable<AddressPool> pools)
    {
        writer.WriteStartObject();
        writer.WriteString("Name", network.Name);
        writer.WriteString("Id", network.Id);
        writer.WriteTime("Created", network.Created);
        writer.WriteString("Scope", network.Scope == NetworkScope.Global ? "global" : "local");
        writer.WriteString("Driver", network.Driver);
        writer.WriteBoolean("EnableIPv4", network.EnableIPv4);
        writer.WriteBoolean("EnableIPv6", network.EnableIPv6);
        WriteIpam(writer, network);
        writer.WriteBoolean("Internal", network.Internal);
        writer.WriteBoolean("Attachable", network.Attachable);
        writer.WriteBoolean("Ingress", false);
        writer.WriteStartObject("ConfigFrom");
        writer.WriteText("Network", network.ConfigFrom);
        writer.WriteEndObject();
        writer.WriteBoolean("ConfigOnly", network.ConfigOnly);
        writer.WriteTexts("Options", network.Options);
        writer.WriteTexts("Labels", network.Labels);
        WriteContainers(writer, endpoints);
        WriteStatus(writer, pools);
        writer.WriteEndObject();
    }

    private static void WriteIpam(Utf8JsonWriter writer, Network network)
    {
        writer.WriteStartObject("IPAM");
        writer.WriteString("Driver", network.IpamDriver);
        // Docker's command line always sends options, if only none; the predefined networks are not made by it.
        if (network.Predefined && network.IpamOptions.Count == 0) writer.WriteNull("Options");
        else writer.WriteTexts("Options", network.IpamOptions);
        if (network.Pools.Count == 0) writer.WriteNull("Config");
        else WriteConfig(writer, network.Pools);
        writer.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter writer, IEnumerable<NetworkPool> pools)
    {
        writer.WriteStartArray("Config");
        foreach (var pool in pools)
        {
            writer.WriteStartObject();
            writer.WriteText("Subnet", pool.Subnet);
            if (pool.Range is { } range) writer.WriteText("IPRange", range);
            if (pool.Gateway is { } gateway) writer.WriteText("Gateway", gateway);
            if (pool.Auxiliary.Count > 0) writer.WriteTexts("AuxiliaryAddresses", pool.Auxiliary.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>
    /// The endpoints that are joined, by the ids of their sandboxes. In Docker a sandbox is on a network once; what else it has there stands under
    /// "ep-" and the endpoint's id, as Docker writes an endpoint whose container it does not know.
    /// </summary>
    private static void WriteContainers(Utf8JsonWriter writer, IEnumerable<Endpoint> endpoints)
    {
        var containers = new SortedDictionary<string, Endpoint>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
            if (endpoint.SandboxId is { } id && !containers.TryAdd(id, endpoint)) containers.Add($"ep-{endpoint.Id}", endpoint);
        writer.WriteStartObject("Containers");
        foreach (var (key, endpoint) in containers)
        {
            writer.WriteStartObject(key);
            writer.WriteString("Name", endpoint.Name);
            writer.WriteString("EndpointID", endpoint.Id);
            writer.WriteText("MacAddress", endpoint.MacAddress);
            writer.WriteString("IPv4Address", endpoint.IPv4Address is { } four ? $"{four}/{endpoint.PrefixLength}" : "");
            writer.WriteString("IPv6Address", endpoint.IPv6Address is { } six ? $"{six}/{endpoint.IPv6PrefixLength}" : "");
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, IEnumerable<AddressPool> pools)
    {
        writer.WriteStartObject("Status");
        writer.WriteStartObject("IPAM");
        var isFirst = true;
        foreach (var pool in pools.OrderBy(pool => pool.Prefix.ToString(), StringComparer.Ordinal))
        {
            if (isFirst) writer.WriteStartObject("Subnets");
            isFirst = false;
            writer.WriteStartObject(pool.Prefix.ToString());
            writer.WriteNumber("IPsInUse", Saturate(pool.Used));
            writer.WriteNumber("DynamicIPsAvailable", Saturate(pool.Free));
            writer.WriteEndObject();
        }
        if (!isFirst) writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Docker counts to 2⁶⁴ − 1, and no further.</summary>
    private static ulong Saturate(BigInteger count) => ulong.CreateSaturating(count);
}
