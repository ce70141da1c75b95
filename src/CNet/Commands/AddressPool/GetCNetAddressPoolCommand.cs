using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetAddressPool lists address pools with their counters: the subnets of networks, and pools of their own.</summary>
[Cmdlet(VerbsCommon.Get, "CNetAddressPool", DefaultParameterSetName = ByPrefix)]
[OutputType(typeof(AddressPool))]
public sealed class GetCNetAddressPoolCommand : CNetCommand
{
    private const string ByPrefix = "Prefix", ByNetwork = "Network", ByAddress = "Address";

    /// <summary>The prefixes.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByPrefix, HelpMessage = "Prefixes such as 10.1.0.0/24 or names, with wildcards; all where it is not given.")]
    [ArgumentCompleter(typeof(AddressPoolCompleter))]
    [AddressPoolArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public AddressPoolRef[]? Prefix { get; set; }

    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByNetwork, HelpMessage = "The networks whose pools are wanted.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The addresses. By value only: an address names its network too, which may have other pools.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByAddress, HelpMessage = "Addresses that somebody holds, whose pools are wanted.")]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [AddressArgument]
    [SupportsWildcards]
    public AddressRef[]? Address { get; set; }

    private protected override void Execute()
    {
        if (Address is not null)
            ForEach(Address, reference => WriteObject(Controller.Resolve(reference).Select(lease => Controller.AddressPools.Get(lease)).Distinct(), enumerateCollection: true));
        else if (Network is not null)
            ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => WriteObject(Controller.AddressPools.List(network), enumerateCollection: true)));
        else if (Prefix is not null)
            ForEach(Prefix, reference => ForEach(Controller.Resolve(reference), pool => WriteObject(pool.IsPreview || reference.Pool is null ? pool : Controller.AddressPools.Get(pool.Prefix.ToString()))));
        else if (!MyInvocation.ExpectingInput)
            WriteObject(Controller.AddressPools.List(), enumerateCollection: true);
    }
}
