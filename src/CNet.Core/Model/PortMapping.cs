using System.Net;
using CNet.State;

namespace CNet;

/// <summary>How what comes for a published port gets to its endpoint.</summary>
public enum PortPath
{
    /// <summary>Not now: the endpoint is not joined, or its sandbox has nothing that the port could lead to.</summary>
    None,

    /// <summary>The kernel translates the address.</summary>
    Kernel,

    /// <summary>The agent passes it on, since the endpoint has no IPv6 address.</summary>
    Agent,

    /// <summary>As it is: the network is routed, and the endpoint is reached under its own address.</summary>
    Direct,
}

/// <summary>A port of an endpoint that is published on an address of the Host, or several in a row, as it was when it was read.</summary>
public sealed class PortMapping : IEquatable<PortMapping>, IComparable<PortMapping>, IComparable
{
    internal PortMapping(PortRecord record, NetworkRecord network, EndpointRecord endpoint, JoinedRecord? joined, PortPath path, Ip? target, Preview? preview)
    {
        Record = record;
        Network = network.Name;
        Endpoint = endpoint.Name;
        Sandbox = joined?.SandboxName;
        SandboxId = joined?.SandboxId;
        Path = path;
        TargetAddress = target?.ToIPAddress();
        Preview = preview;
    }

    /// <summary>What it is called among all ports of the Host: the protocol, the address and the last port.</summary>
    public string Id => Record.Suffix;

    /// <summary>The name of the endpoint.</summary>
    public string Endpoint { get; }

    /// <summary>The id of the endpoint.</summary>
    public string EndpointId => Record.EndpointId;

    /// <summary>The name of the endpoint's network.</summary>
    public string Network { get; }

    /// <summary>The name of the sandbox that the endpoint is joined to, or null.</summary>
    public string? Sandbox { get; }

    /// <summary>The id of the sandbox that the endpoint is joined to, or null.</summary>
    public string? SandboxId { get; }

    /// <summary>The protocol.</summary>
    public TransportProtocol Protocol => Record.Protocol;

    /// <summary>The address of the Host; 0.0.0.0 or :: for all of that family; null where the endpoint is reached under its own address.</summary>
    public IPAddress? HostAddress => Record.IsDirect ? null : Record.Address.ToIPAddress();

    /// <summary>The port of the Host, the first one of several; null where the endpoint is reached under its own address.</summary>
    public int? HostPort => Record.IsDirect ? null : Record.HostPort;

    /// <summary>The ports of the Host; null where the endpoint is reached under its own address.</summary>
    public PortRange? HostPorts => Record.IsDirect ? null : Record.HostPorts;

    /// <summary>The port of the endpoint, the first one of several.</summary>
    public int ContainerPort => Record.ContainerPort;

    /// <summary>The ports of the endpoint.</summary>
    public PortRange ContainerPorts => Record.ContainerPorts;

    /// <summary>How many ports they are.</summary>
    public int PortCount => Record.Count;

    /// <summary>How what comes gets to the endpoint.</summary>
    public PortPath Path { get; }

    /// <summary>The address that it leads to now, or null: that of the endpoint, or of the one by which its sandbox answers.</summary>
    public IPAddress? TargetAddress { get; }

    /// <summary>True for what -WhatIf shows: the port as it would be.</summary>
    public bool IsPreview => Preview is not null;

    internal PortRecord Record { get; }

    internal Preview? Preview { get; }

    /// <inheritdoc/>
    public bool Equals(PortMapping? other) => other is not null && other.Record.Suffix == Record.Suffix && other.EndpointId == EndpointId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortMapping);

    /// <inheritdoc/>
    public override int GetHashCode() => Record.Suffix.GetHashCode(StringComparison.Ordinal);

    /// <summary>Orders as "docker port" does: by the endpoint's port and protocol, IPv4 before IPv6, then by the Host's address and port.</summary>
    public int CompareTo(PortMapping? other)
    {
        if (other is null) return 1;
        var order = ContainerPort.CompareTo(other.ContainerPort);
        if (order == 0) order = Protocol.CompareTo(other.Protocol);
        if (order == 0) order = Record.IsIPv6.CompareTo(other.Record.IsIPv6);
        if (order == 0) order = Record.Address.CompareTo(other.Record.Address);
        if (order == 0) order = Record.HostPort.CompareTo(other.Record.HostPort);
        return order != 0 ? order : string.CompareOrdinal(EndpointId, other.EndpointId);
    }

    int IComparable.CompareTo(object? obj) => CompareTo(obj as PortMapping);

    /// <summary>As "docker port" prints it: <c>80/tcp -> 0.0.0.0:8080</c>.</summary>
    public override string ToString() => Record.IsDirect
        ? $"{ContainerPorts}/{NameOf(Protocol)}"
        : $"{ContainerPorts}/{NameOf(Protocol)} -> {Socket(Record.Address, Record.HostPorts)}";

    internal static string NameOf(TransportProtocol protocol) => protocol.ToString().ToLowerInvariant();

    /// <summary>An address with ports: 0.0.0.0:8080, [::]:8080.</summary>
    internal static string Socket(Ip address, PortRange ports) => $"{PortSpec.Text(address.ToIPAddress())}:{ports}";
}
