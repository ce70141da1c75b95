using System.Net;

namespace CNet;

/// <summary>A line of a sandbox's hosts file: Docker's <c>--add-host NAME:ADDRESS</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address; null for "host-gateway": the addresses by which the default network reaches the Host.</param>
public sealed record HostEntry(string Name, IPAddress? Address)
{
    /// <summary>What stands for the Host's addresses.</summary>
    public const string HostGateway = "host-gateway";

    /// <summary>Reads NAME:ADDRESS or NAME=ADDRESS, with "host-gateway" as address or an IPv6 address with or without brackets.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NameInvalid"/> or <see cref="CNetError.AddressInvalid"/>.</exception>
    public static HostEntry Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var middle = text.AsSpan().IndexOfAny(':', '=');
        if (middle < 0)
            throw new CNetException(CNetError.NameInvalid, $"'{DomainName.Printable(text)}' is no name with an address.", text, "Write printer:10.1.0.9, @{ printer = '10.1.0.9' }, or printer:host-gateway for the Host.");
        var address = text[(middle + 1)..];
        if (address.StartsWith('[') && address.EndsWith(']')) address = address[1..^1];
        return new HostEntry(text[..middle], address == HostGateway ? null : Addresses.Parse(address));
    }

    /// <summary>As it is written: NAME:ADDRESS.</summary>
    public override string ToString() => $"{Name}:{Address?.ToString() ?? HostGateway}";
}
