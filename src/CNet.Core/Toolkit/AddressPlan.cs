using CNet.Linux.Interop;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Toolkit;

/// <summary>What is asked of the kernel for an address that an interface is to have, and what is said where it refuses.</summary>
internal static class AddressPlan
{
    private const int LongestLabel = 15;

    /// <summary>The request; everything that can be wrong with it by itself is said here.</summary>
    internal static AddressRequest Of(InterfaceAddressSpec spec)
    {
        var address = Ip.From(spec.IPAddress);
        var length = spec.PrefixLength ?? address.Width;
        if (length < 0 || length > address.Width) throw Invalid($"An {FamilyOf(address)} address cannot have a prefix of {length} bits.", length, $"Choose one between 0 and {address.Width}.");
        if (!address.IsUnicast || address.IsIPv4Mapped) throw Invalid($"No interface can have the address {address}.", address.ToString(), "Choose a unicast address.");
        foreach (var other in new[] { spec.PeerAddress, spec.Broadcast })
            if (other is not null && Ip.From(other).IsIPv6 != address.IsIPv6) throw Invalid($"{other} is not of the family of {address}.", other, "Choose addresses of one family.");
        if (address.IsIPv6 && (spec.Broadcast ?? spec.Label ?? (object?)spec.Scope) is { } only4) throw Invalid($"IPv6 addresses have no broadcast address, no label, and no scope of one's choice: {only4}.", only4, "Leave it out.");
        if (!address.IsIPv6 && spec.SkipDuplicateDetection) throw Invalid("With IPv4 nobody looks whether somebody else has an address.", spec.IPAddress, "Leave out -SkipDuplicateDetection.");
        if (spec.Label is { } label && (!label.StartsWith(spec.InterfaceName, StringComparison.Ordinal) || label.Length > LongestLabel))
            throw new CNetException(CNetError.NameInvalid, $"'{label}' cannot be the label of an address of {spec.InterfaceName}.", label, $"Begin with the name of the interface, and write no more than {LongestLabel} characters: {spec.InterfaceName}:1.");
        return new AddressRequest(address, length)
        {
            Peer = spec.PeerAddress is { } peer ? Ip.From(peer) : null,
            Broadcast = spec.Broadcast is { } broadcast ? Ip.From(broadcast) : null,
            Label = spec.Label,
            Scope = spec.Scope is { } scope ? (byte)NumberNames.Scopes.Parse(scope) : !address.IsIPv6 && address.IsLoopback ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
            Flags = (spec.SkipDuplicateDetection ? IFA_F_NODAD : 0) | (spec.SkipPrefixRoute ? IFA_F_NOPREFIXROUTE : 0),
            Lifetime = spec.ValidLifetime is null && spec.PreferredLifetime is null ? null : Lifetime(spec),
        };
    }

    /// <summary>The address as it would be.</summary>
    internal static InterfaceAddress Foresee(InterfaceAddressSpec spec, AddressRequest request, LinkInfo link, Owner owner) => new(spec.IPAddress, request.PrefixLength)
    {
        InterfaceName = link.Name,
        InterfaceIndex = link.Index,
        Scope = NumberNames.Scopes.Of(request.Scope),
        State = request.Lifetime is null ? AddressState.Permanent : AddressState.Dynamic,
        Label = spec.Label,
        PeerAddress = spec.PeerAddress,
        Broadcast = spec.Broadcast,
        ValidLifetime = spec.ValidLifetime,
        PreferredLifetime = spec.PreferredLifetime ?? spec.ValidLifetime,
        Namespace = owner.Namespace,
        Sandbox = owner.Sandbox,
        Endpoint = owner.EndpointOf(link.Name),
        IsPreview = true,
    };

    /// <summary>What is said where the kernel refuses an address.</summary>
    internal static CNetException Explain(InterfaceAddressSpec spec, NetlinkException refused) => refused.Errno switch
    {
        Constants.EEXIST => new CNetException(CNetError.AddressInUse, $"The interface {spec.InterfaceName} has the address {spec.IPAddress} already.", spec.IPAddress, "Get-CNetIPAddress lists the addresses.", refused),
        Constants.EACCES or Constants.EPERM when spec.IPAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 =>
            new CNetException(CNetError.AddressInvalid, $"IPv6 is switched off on {spec.InterfaceName}.", spec.IPAddress, $"Set net.ipv6.conf.{spec.InterfaceName}.disable_ipv6 to 0 first.", refused),
        Constants.ENOBUFS or Constants.EINVAL or Constants.EADDRNOTAVAIL => new CNetException(CNetError.AddressInvalid, refused.Message, spec.IPAddress, "An interface needs an MTU of 68 bytes for IPv4 and of 1280 for IPv6.", refused),
        _ => refused,
    };

    private static (uint, uint)? Lifetime(InterfaceAddressSpec spec)
    {
        var valid = Seconds(spec.ValidLifetime);
        var preferred = spec.PreferredLifetime is null ? valid : Seconds(spec.PreferredLifetime);
        return preferred <= valid ? (valid, preferred)
            : throw new CNetException(CNetError.DurationInvalid, $"An address that is valid for {spec.ValidLifetime} cannot be preferred for {spec.PreferredLifetime}.", spec.PreferredLifetime, "Choose a preferred lifetime that is not longer.");
    }

    private static uint Seconds(TimeSpan? lifetime) => lifetime is not { } time ? uint.MaxValue
        : time.TotalSeconds is >= 0 and < uint.MaxValue ? (uint)Math.Ceiling(time.TotalSeconds)
        : throw new CNetException(CNetError.DurationInvalid, $"No address is valid for {time}.", time, "Choose up to 136 years, or leave it out for ever.");

    private static string FamilyOf(Ip address) => address.IsIPv6 ? "IPv6" : "IPv4";

    private static CNetException Invalid(string message, object target, string hint) => new(CNetError.AddressInvalid, message, target, hint);
}
