using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetAddress lists the addresses that somebody holds: endpoints, gateways, and what else they were requested for.</summary>
[Cmdlet(VerbsCommon.Get, "CNetAddress", DefaultParameterSetName = ByNetwork)]
[OutputType(typeof(AddressLease))]
public sealed class GetCNetAddressCommand : CNetCommand
{
    private const string ByNetwork = "Network", ByPool = "Pool", ByObject = "Address";

    /// <summary>The addresses.</summary>
    [Parameter(Position = 0, HelpMessage = "Addresses, with wildcards; all that are held where it is not given.")]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [AddressArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public AddressRef[]? IPAddress { get; set; }

    /// <summary>The networks. By value only: a pool names its network too.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByNetwork, HelpMessage = "The networks whose addresses are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The pools.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPool, HelpMessage = "The pools whose addresses are wanted: objects, prefixes or names with wildcards.")]
    [ArgumentCompleter(typeof(AddressPoolCompleter))]
    [AddressPoolArgument]
    [SupportsWildcards]
    public AddressPoolRef[]? Pool { get; set; }

    /// <summary>Addresses to look up again.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "Addresses to look up again.")]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [AddressArgument]
    public AddressRef[]? InputObject { get; set; }

    /// <summary>Only those of these names.</summary>
    [Parameter(HelpMessage = "Only addresses held by these names, with wildcards: endpoints, or what they were requested for.")]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only those of these kinds.</summary>
    [Parameter(HelpMessage = "Only addresses that are held so: by endpoints, gateways, kept as auxiliary ones, or requested.")]
    public AddressKind[]? Kind { get; set; }

    private protected override void Execute()
    {
        if (InputObject is not null)
            ForEach(InputObject, reference => Write(Controller.Reread(reference)));
        else if (Pool is not null)
            ForEach(Pool, reference => ForEach(Controller.Resolve(reference), pool => WriteOf(Controller.AddressLeases.List(pool), $"pool {pool}")));
        else if (Network is not null)
            ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => WriteOf([.. Controller.AddressPools.List(network).SelectMany(Controller.AddressLeases.List)], $"network '{network}'")));
        else if (MyInvocation.ExpectingInput)
            return;
        else if (IPAddress is null)
            Write(Controller.AddressLeases.List());
        else
            ForEach(IPAddress, reference => Write(Controller.Resolve(reference)));
    }

    /// <summary>Of the addresses of a network or pool those asked for; one without wildcards must be held.</summary>
    private void WriteOf(IReadOnlyList<AddressLease> leases, string place)
    {
        if (IPAddress is null) Write(leases);
        ForEach(IPAddress, reference =>
        {
            var address = reference.IsPattern ? null : reference.Lease?.IPAddress ?? Addresses.Parse(reference.Text);
            var found = leases.Where(lease => address is null ? reference.Matches(lease.ToString()) : lease.IPAddress.Equals(address)).ToList();
            if (found.Count == 0 && address is not null)
                throw new CNetException(CNetError.AddressNotFound, $"Nobody holds the address {address} of {place}.", address, "Get-CNetAddress lists the addresses that are held.");
            Write(found);
        });
    }

    private void Write(IEnumerable<AddressLease> leases)
    {
        foreach (var lease in leases)
            if (Fits(lease)) WriteObject(lease);
    }

    private bool Fits(AddressLease lease) => (Kind is null || Kind.Contains(lease.Kind))
        && (Name is null || (lease.Name is { } name && Name.Any(pattern => Wildcards.IsMatch(pattern, name))));
}
