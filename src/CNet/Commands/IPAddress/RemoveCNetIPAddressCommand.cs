using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetIPAddress takes addresses from interfaces. Those of endpoints and networks stay. Equivalent to: <c>ip addr del ADDRESS/LEN dev LINK</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetIPAddress", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(InterfaceAddress))]
public sealed class RemoveCNetIPAddressCommand : NamespaceObjectCommand<InterfaceAddress>
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "The addresses, with or without the lengths of their prefixes.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "The addresses, with or without the lengths of their prefixes.")]
    [InterfaceAddressArgument]
    public InterfaceAddressValue[]? IPAddress { get; set; }

    /// <summary>The interface.</summary>
    [Parameter(Position = 1, ParameterSetName = OfSandbox, HelpMessage = "The interface; whichever has the addresses where it is not given.")]
    [Parameter(Position = 1, ParameterSetName = OfNamespace, HelpMessage = "The interface; whichever has the addresses where it is not given.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>Those of CNet too.</summary>
    [Parameter(HelpMessage = "Takes away addresses of endpoints and networks too.")]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<InterfaceAddress> Find(string? ns)
    {
        var there = Controller.InterfaceAddresses.List(ns, Cancellation);
        var found = new List<InterfaceAddress>();
        ForEach(IPAddress, value =>
        {
            var (address, length) = (value.Value.IPAddress, value.PrefixLength);
            found.AddRange(Demand(there.Where(one => one.IPAddress.Equals(address) && (length is null || one.PrefixLength == length) && (InterfaceName is null || one.InterfaceName == InterfaceName)),
                CNetError.AddressNotFound, $"{InterfaceName ?? "No interface"} has {(InterfaceName is null ? "" : "not ")}the address {value}{(ns is null ? "" : $" in {ns}")}.", value.Text, "Get-CNetIPAddress lists the addresses."));
        });
        return found;
    }

    private protected override void Act(InterfaceAddress item) => Remove(item, item.Namespace, $"Take from {item.InterfaceName}", item.IsPreview,
        () => Controller.InterfaceAddresses.RefuseRemoval(item, Force), () => Controller.InterfaceAddresses.Remove(item, Force, Cancellation));
}
