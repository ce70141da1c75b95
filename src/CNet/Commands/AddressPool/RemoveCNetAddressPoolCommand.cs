using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetAddressPool removes address pools of their own. The pools of a network go with the network.</summary>
[Cmdlet(VerbsCommon.Remove, "CNetAddressPool", SupportsShouldProcess = true)]
[OutputType(typeof(AddressPool))]
public sealed class RemoveCNetAddressPoolCommand : CNetCommand
{
    /// <summary>The pools.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The pools: objects, prefixes or names with wildcards.")]
    [ArgumentCompleter(typeof(AddressPoolCompleter))]
    [AddressPoolArgument]
    [SupportsWildcards]
    public AddressPoolRef[]? Pool { get; set; }

    /// <summary>Takes leased addresses back.</summary>
    [Parameter(HelpMessage = "Takes addresses back that were requested of them.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the pools that were removed.")]
    public SwitchParameter PassThru { get; set; }

    // A wildcard means pools of their own only: those of networks cannot be removed here.
    private protected override void Execute() => ForEach(Pool, reference =>
        ForEach(reference.UnlessGone(() => Controller.Resolve(reference)).Where(pool => !reference.IsPattern || pool.NetworkId is null), Remove));

    private void Remove(AddressPool pool)
    {
        Controller.AddressPools.RefuseRemoval(pool, Force);
        var decision = Ask(pool.Name is null ? pool.Prefix.ToString() : $"{pool.Name} ({pool.Prefix})", "Remove address pool", pool.IsPreview);
        if (decision == Decision.Act) Controller.AddressPools.Remove(pool, Force, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(pool);
    }
}
