using System.Globalization;
using System.Text.Json.Serialization;

namespace CNet.State;

/// <summary>
/// A port that is published on an address of the Host, or several in a row: in the lasting store, under port/PROTOCOL/ADDRESS/LAST, so that the
/// next one after a port is the only one that can hold it; and by endpoint-port/ENDPOINT/….
/// </summary>
internal sealed record PortRecord : IKeyedRecord
{
    public required string EndpointId { get; init; }
    public required TransportProtocol Protocol { get; init; }

    /// <summary>The address of the Host; the unspecified one of a family for all of that family.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Ip Address { get; init; }

    /// <summary>The first port of the Host. Where addresses are reached as they are, it is that of the endpoint.</summary>
    public required int HostPort { get; init; }

    /// <summary>The first port of the endpoint.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>How many they are in a row.</summary>
    public int Count { get; init => field = value == 0 ? 1 : value; } = 1;

    /// <summary>True where the endpoint's own address is reached, and no port of the Host: its network is routed in that family.</summary>
    public bool IsDirect { get; init; }

    internal bool IsIPv6 => Address.IsIPv6;

    internal PortRange HostPorts => new(HostPort, HostPort + Count - 1);

    internal PortRange ContainerPorts => new(ContainerPort, ContainerPort + Count - 1);

    /// <summary>Where the record lies below its prefixes.</summary>
    internal string Suffix => string.Create(CultureInfo.InvariantCulture, $"{Keys.PortsOf(Protocol, IsDirect ? Keys.DirectPorts(EndpointId, IsIPv6) : Address.ToString())}{HostPort + Count - 1:D5}");

    public bool BelongsUnder(string key) => ObjectId.IsWhole(EndpointId) && Enum.IsDefined(Protocol) && HostPort >= 1 && ContainerPort >= 1 && Count >= 1
        && HostPort + Count - 1 <= PortRange.Highest && ContainerPort + Count - 1 <= PortRange.Highest && key == Keys.Port(Suffix);
}
