using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetAddress gives back addresses that were requested. The address of an endpoint goes with the endpoint.</summary>
[Cmdlet(VerbsCommon.Remove, "CNetAddress", SupportsShouldProcess = true)]
[OutputType(typeof(AddressLease))]
public sealed class RemoveCNetAddressCommand : CNetCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The addresses: objects, or addresses with wildcards.")]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [AddressArgument]
    [SupportsWildcards]
    public AddressRef[]? IPAddress { get; set; }

    /// <summary>Emits what was given back.</summary>
    [Parameter(HelpMessage = "Emits the addresses that were given back.")]
    public SwitchParameter PassThru { get; set; }

    // A wildcard means requested ones only: the others cannot be given back here.
    private protected override void Execute() => ForEach(IPAddress, reference =>
        ForEach(reference.UnlessGone(() => Controller.Resolve(reference)).Where(lease => !reference.IsPattern || lease.Kind == AddressKind.Requested), Remove));

    private void Remove(AddressLease lease)
    {
        AddressLeases.RefuseRelease(lease);
        var decision = Ask(lease.ToString(), $"Give back address of {(lease.Network is null ? $"pool {lease.Pool}" : $"network {lease.Network}")}", lease.IsPreview);
        if (decision == Decision.Act) Controller.AddressLeases.Release(lease, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(lease);
    }
}
