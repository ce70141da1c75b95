using System.Net;

namespace CNet;

/// <summary>An address that an interface is to have.</summary>
public sealed record InterfaceAddressSpec
{
    /// <summary>The interface.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The address.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>The length of its subnet's prefix in bits; null for an address alone.</summary>
    public int? PrefixLength { get; init; }

    /// <summary>The address of the other end, on a link with two ends; the prefix is then the other end's.</summary>
    public IPAddress? PeerAddress { get; init; }

    /// <summary>The address by which all of the subnet are reached; null for none. IPv4 only.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>A name for older programs, which begins with the interface's: "eth0:1". IPv4 only.</summary>
    public string? Label { get; init; }

    /// <summary>How far it is valid: "global", "site", "link", "host", or a number; null for what is usual. IPv4 only: of IPv6 the kernel knows it.</summary>
    public string? Scope { get; init; }

    /// <summary>How long it is valid; null for ever.</summary>
    public TimeSpan? ValidLifetime { get; init; }

    /// <summary>How long it is preferred; null for as long as it is valid.</summary>
    public TimeSpan? PreferredLifetime { get; init; }

    /// <summary>True where it is usable at once, without looking for somebody else who has it. IPv6 only: with IPv4 nobody looks.</summary>
    public bool SkipDuplicateDetection { get; init; }

    /// <summary>True where the kernel is to make no route to its subnet.</summary>
    public bool SkipPrefixRoute { get; init; }
}
