using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>New-CNetIPAddress gives interfaces addresses. Equivalent to: <c>ip addr add ADDRESS/LEN dev LINK</c></summary>
[Cmdlet(VerbsCommon.New, "CNetIPAddress", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(InterfaceAddress))]
public sealed class NewCNetIPAddressCommand : InterfaceTargetCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The addresses, with the lengths of their prefixes: 10.1.0.2/24; without one it is -PrefixLength, or the address alone.")]
    [InterfaceAddressArgument]
    public InterfaceAddressValue[]? IPAddress { get; set; }

    /// <summary>The length of the prefix.</summary>
    [Parameter(HelpMessage = "The length of the prefix of addresses that are given without one.")]
    public int? PrefixLength { get; set; }

    /// <summary>The other end.</summary>
    [Parameter(HelpMessage = "The address of the other end, where the link has two: the prefix is the other end's then.")]
    [IPAddressArgument]
    public IPAddressValue? PeerAddress { get; set; }

    /// <summary>The broadcast address.</summary>
    [Parameter(HelpMessage = "The address by which all of the subnet are reached; none where it is not given. IPv4 only.")]
    [IPAddressArgument]
    public IPAddressValue? Broadcast { get; set; }

    /// <summary>The label.</summary>
    [Parameter(HelpMessage = "A name for older programs, which begins with the interface's: eth0:1. IPv4 only.")]
    public string? Label { get; set; }

    /// <summary>The scope.</summary>
    [Parameter(HelpMessage = "How far the address is valid: global, site, link, host, or a number. IPv4 only: of IPv6 the kernel knows it.")]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string? Scope { get; set; }

    /// <summary>How long it is valid.</summary>
    [Parameter(HelpMessage = "How long the address is valid; for ever where it is not given.")]
    [DurationArgument]
    public DurationValue? ValidLifetime { get; set; }

    /// <summary>How long it is preferred.</summary>
    [Parameter(HelpMessage = "How long the address is preferred for new connections; for as long as it is valid where it is not given.")]
    [DurationArgument]
    public DurationValue? PreferredLifetime { get; set; }

    /// <summary>Uses it at once.</summary>
    [Parameter(HelpMessage = "Uses an IPv6 address at once, without looking whether somebody else has it.")]
    public SwitchParameter SkipDuplicateDetection { get; set; }

    /// <summary>Makes no route.</summary>
    [Parameter(HelpMessage = "Makes no route to the subnet of the address.")]
    public SwitchParameter SkipPrefixRoute { get; set; }

    private protected override void Give(string? ns, string link) => ForEach(IPAddress, value =>
    {
        var (address, length) = (value.Value.IPAddress, value.PrefixLength);
        if (length is { } said && PrefixLength is { } other && said != other)
            throw new CNetException(CNetError.OptionInvalid, $"The address {value} has a prefix of {said} bits, and -PrefixLength says {other}.", value.Text, "Give the length once: behind the address, or as -PrefixLength.");
        var decision = Ask($"{link}{(ns is null ? "" : $" in {ns}")}", $"Give the address {value}");
        if (decision == Decision.Skip) return;
        WriteObject(Controller.InterfaceAddresses.Add(new InterfaceAddressSpec
        {
            InterfaceName = link,
            IPAddress = address,
            PrefixLength = length ?? PrefixLength,
            PeerAddress = PeerAddress?.Value,
            Broadcast = Broadcast?.Value,
            Label = Label,
            Scope = Scope,
            ValidLifetime = ValidLifetime?.Value,
            PreferredLifetime = PreferredLifetime?.Value,
            SkipDuplicateDetection = SkipDuplicateDetection,
            SkipPrefixRoute = SkipPrefixRoute,
        }, ns, decision == Decision.Preview ? Foresight : null, Cancellation));
    });
}
