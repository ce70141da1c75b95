using System.Net;

namespace CNet;

/// <summary>How an address of an interface can be used.</summary>
public enum AddressState
{
    /// <summary>It can be used until it is taken away.</summary>
    Permanent,

    /// <summary>It can be used for as long as its lifetime says.</summary>
    Dynamic,

    /// <summary>It cannot be used yet: the kernel looks whether somebody else has it.</summary>
    Tentative,

    /// <summary>It cannot be used: somebody else has it.</summary>
    DadFailed,

    /// <summary>It can still be used, and new connections prefer others.</summary>
    Deprecated,
}

/// <summary>An address of an interface, as it was when it was read.</summary>
/// <param name="IPAddress">The address.</param>
/// <param name="PrefixLength">The length of its subnet's prefix in bits.</param>
public sealed record InterfaceAddress(IPAddress IPAddress, int PrefixLength) : IComparable<InterfaceAddress>, IComparable
{
    /// <summary>The interface.</summary>
    public string InterfaceName { get; init; } = "";

    /// <summary>The index of the interface, unique in its namespace.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>How far it is valid: "global", "site", "link", "host", or a number.</summary>
    public string Scope { get; init; } = "global";

    /// <summary>How it can be used.</summary>
    public AddressState State { get; init; }

    /// <summary>The name by which older programs know it, such as "eth0:1"; null for IPv6.</summary>
    public string? Label { get; init; }

    /// <summary>The address of the other end of a link with two ends; null where the link has more, or none was said.</summary>
    public IPAddress? PeerAddress { get; init; }

    /// <summary>The address by which all of the subnet are reached, or null.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>How long it was still valid; null for ever.</summary>
    public TimeSpan? ValidLifetime { get; init; }

    /// <summary>How long it was still preferred; null for ever.</summary>
    public TimeSpan? PreferredLifetime { get; init; }

    /// <summary>The namespace it is in; null for the Host's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name of the sandbox it is in, or null.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The endpoint that its interface belongs to as "network/endpoint", or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>True for what -WhatIf shows: the address as it would be.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Reads "10.1.0.2/24"; an address alone is one of its own subnet, as with iproute2.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInvalid"/>.</exception>
    public static InterfaceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Cidr.TryParseLoose(text, out var address, out var prefixLength)) return new InterfaceAddress(address.ToIPAddress(), prefixLength);
        if (Ip.TryParse(text, out address)) return new InterfaceAddress(address.ToIPAddress(), address.Width);
        throw new CNetException(CNetError.AddressInvalid, $"'{text}' is not an address of an interface.", text, "Write 10.1.0.5/24 or fd00::5/64.");
    }

    /// <summary>Orders by interface, then by address.</summary>
    public int CompareTo(InterfaceAddress? other) => other is null ? 1
        : InterfaceIndex != other.InterfaceIndex ? InterfaceIndex.CompareTo(other.InterfaceIndex) : Ip.From(IPAddress).CompareTo(Ip.From(other.IPAddress));

    int IComparable.CompareTo(object? obj) => CompareTo(obj as InterfaceAddress);

    /// <summary>The address as "10.1.0.2/24".</summary>
    public override string ToString() => $"{IPAddress}/{PrefixLength}";
}
