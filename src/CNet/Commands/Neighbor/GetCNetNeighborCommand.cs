using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Get-CNetNeighbor lists who is known on the links of the Host, of sandboxes, or of any namespace. Equivalent to: <c>ip neigh show</c>, <c>ip neigh show proxy</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetNeighbor", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Neighbor))]
public sealed class GetCNetNeighborCommand : InterfaceViewCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Position = 0, HelpMessage = "Addresses, with wildcards; all where it is not given.")]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? IPAddress { get; set; }

    /// <summary>The MAC addresses.</summary>
    [Parameter(HelpMessage = "Only neighbours with these MAC addresses.")]
    [MacAddressArgument]
    public MacAddressValue[]? MacAddress { get; set; }

    /// <summary>The states.</summary>
    [Parameter(HelpMessage = "Only neighbours in these states; in all but NoArp where it is not given.")]
    public NeighborState[]? State { get; set; }

    /// <summary>The family.</summary>
    [Parameter(HelpMessage = "Only IPv4 or only IPv6.")]
    public IPFamily? AddressFamily { get; set; }

    private protected override void Show(string? ns)
    {
        var macs = MacAddress?.Select(mac => mac.Value).ToHashSet();
        var wanted = (IPAddress ?? []).Select(text => (Text: text, Exact: WildcardPattern.ContainsWildcardCharacters(text) ? null : Addresses.Parse(text))).ToList();
        var there = Controller.Neighbors.List(ns, Cancellation).Where(neighbor => Fits(neighbor.InterfaceName) && Families.Fits(AddressFamily, neighbor.IPAddress)
            && (macs is null || macs.Contains(neighbor.MacAddress)) && (State is null ? neighbor.State != NeighborState.NoArp : State.Contains(neighbor.State))).ToList();
        foreach (var (text, exact) in wanted)
            if (exact is not null && !there.Exists(neighbor => neighbor.IPAddress.Equals(exact)))
                Report(new CNetException(CNetError.NeighborNotFound, $"There is no such neighbour {text}{(ns is null ? "" : $" in {ns}")}.", text, "Get-CNetNeighbor lists the neighbours; those in state NoArp with -State NoArp."));
        WriteObject(IPAddress is null ? there : there.FindAll(neighbor => wanted.Exists(one => one.Exact is null ? Wildcards.IsMatch(one.Text, neighbor.IPAddress.ToString()) : neighbor.IPAddress.Equals(one.Exact))), enumerateCollection: true);
    }
}
