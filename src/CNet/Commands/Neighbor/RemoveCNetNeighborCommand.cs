using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetNeighbor has the kernel forget neighbours, or end answering for addresses. Equivalent to: <c>ip neigh del</c>, <c>ip neigh del proxy</c></summary>
[Cmdlet(VerbsCommon.Remove, "CNetNeighbor", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Neighbor))]
public sealed class RemoveCNetNeighborCommand : NamespaceObjectCommand<Neighbor>
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfSandbox, HelpMessage = "The addresses of the neighbours.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfNamespace, HelpMessage = "The addresses of the neighbours.")]
    [IPAddressArgument]
    public IPAddressValue[]? IPAddress { get; set; }

    /// <summary>The interface.</summary>
    [Parameter(Position = 1, ParameterSetName = OfSandbox, HelpMessage = "The interface; whichever knows the addresses where it is not given.")]
    [Parameter(Position = 1, ParameterSetName = OfNamespace, HelpMessage = "The interface; whichever knows the addresses where it is not given.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    private protected override IEnumerable<Neighbor> Find(string? ns)
    {
        var there = Controller.Neighbors.List(ns, Cancellation).Where(neighbor => InterfaceName is null || neighbor.InterfaceName == InterfaceName).ToList();
        var found = new List<Neighbor>();
        ForEach(IPAddress, address => found.AddRange(Demand(there.Where(neighbor => neighbor.IPAddress.Equals(address.Value)), CNetError.NeighborNotFound, $"There is no neighbour {address}{(ns is null ? "" : $" in {ns}")}.", address.Text, "Get-CNetNeighbor lists the neighbours.")));
        return found;
    }

    private protected override void Act(Neighbor item) => Remove(item, item.Namespace, "Remove neighbour", item.IsPreview, () => { }, () => Controller.Neighbors.Remove(item, Cancellation));
}
