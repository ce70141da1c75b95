using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Get-CNetIPAddress lists addresses of interfaces of the Host, of sandboxes, or of any namespace. Equivalent to: <c>ip addr show</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetIPAddress", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(InterfaceAddress))]
public sealed class GetCNetIPAddressCommand : InterfaceViewCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Position = 0, HelpMessage = "Addresses, with wildcards; all where it is not given.")]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? IPAddress { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "Only IPv4 or only IPv6.")]
    public IPFamily? AddressFamily { get; set; }

    private protected override void Show(string? ns)
    {
        var wanted = (IPAddress ?? []).Select(text => (Text: text, Exact: WildcardPattern.ContainsWildcardCharacters(text) ? null : Addresses.Parse(text))).ToList();
        var there = Controller.InterfaceAddresses.List(ns, Cancellation).Where(address => Fits(address.InterfaceName) && Families.Fits(AddressFamily, address.IPAddress)).ToList();
        foreach (var (text, exact) in wanted)
            if (exact is not null && !there.Exists(address => address.IPAddress.Equals(exact)))
                Report(new CNetException(CNetError.AddressNotFound, $"No interface has the address {text}{(ns is null ? "" : $" in {ns}")}.", text, "Get-CNetIPAddress lists the addresses."));
        WriteObject(IPAddress is null ? there : there.FindAll(address => wanted.Exists(one => one.Exact is null ? Wildcards.IsMatch(one.Text, address.IPAddress.ToString()) : address.IPAddress.Equals(one.Exact))), enumerateCollection: true);
    }
}
