using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Set-CNetNetwork changes what can be changed of networks, also while they are in use.</summary>
[Cmdlet(VerbsCommon.Set, "CNetNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(Network))]
public sealed class SetCNetNetworkCommand : CNetCommand
{
    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The networks: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The labels from now on.</summary>
    [Parameter(HelpMessage = "The labels from now on; @{} removes all.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    /// <summary>The MTU in bytes.</summary>
    [Parameter(HelpMessage = "The MTU in bytes, of the bridge and of all interfaces on it, joined or not.")]
    public int? Mtu { get; set; }

    /// <summary>The name servers from now on.</summary>
    [Parameter(HelpMessage = "The name servers from now on of sandboxes on it that have none of their own, joined already or not; @() for the Host's.")]
    [IPAddressArgument]
    [AllowEmptyCollection]
    public IPAddressValue[]? DnsServer { get; set; }

    /// <summary>Emits the networks.</summary>
    [Parameter(HelpMessage = "Emits the changed networks.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Network, reference => ForEach(Controller.Resolve(reference), Change));

    private void Change(Network network)
    {
        var decision = Ask(network.Name, "Change network", network.IsPreview);
        if (decision == Decision.Skip) return;
        var labels = Label is null ? null : DictionaryArgumentAttribute.Read(Label);
        var changed = Controller.Networks.Update(network, labels, Mtu, DnsServer?.Select(server => server.Value).ToList(), decision == Decision.Preview ? Foresight : null, Cancellation);
        if (PassThru) WriteObject(changed);
    }
}
