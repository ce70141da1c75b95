using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Set-CNetHost changes the settings of a Host. Networks that exist keep their subnets.</summary>
[Cmdlet(VerbsCommon.Set, "CNetHost", SupportsShouldProcess = true)]
[OutputType(typeof(Host))]
public sealed class SetCNetHostCommand : HostCommand
{
    /// <summary>Where default subnets are cut from.</summary>
    [Parameter(HelpMessage = "Where default subnets are cut from, as 'base/length/size': 10.64.0.0/12/24. An empty list goes back to CNet's own.")]
    [AllowEmptyCollection]
    public string[]? DefaultPool { get; set; }

    /// <summary>The subnet of the predefined network "bridge".</summary>
    [Parameter(HelpMessage = "The subnet of the predefined network 'bridge', which must have no endpoints.")]
    [CidrArgument]
    public CidrValue? DefaultSubnet { get; set; }

    /// <summary>What CNet may do about IP forwarding.</summary>
    [Parameter(HelpMessage = "Auto: a network that needs a way out turns IP forwarding on. Forbid: CNet never does.")]
    public ForwardingMode? Forwarding { get; set; }

    /// <summary>When the agent starts.</summary>
    [Parameter(HelpMessage = "OnDemand: the agent starts with the first command that publishes a port. Manual: only with Start-CNetAgent, or by systemd.")]
    public AgentStart? AgentStart { get; set; }

    /// <summary>Emits the Hosts.</summary>
    [Parameter(HelpMessage = "Emits the changed Hosts.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Work(Host host)
    {
        var pools = DefaultPool?.Select(Parse).ToList();
        var decision = Ask(host.Name, "Change settings", host.IsPreview);
        if (decision == Decision.Skip) return;
        if (host.IsPreview)
        {
            if (PassThru) WriteObject(host);
            return;
        }
        var settings = Controller.Open(host).Settings;
        settings.Set(pools, DefaultSubnet?.Value, Forwarding, AgentStart, decision == Decision.Preview ? Foresight : null, Cancellation);
        if (PassThru) WriteObject(settings.Describe());
    }

    private static DefaultPool Parse(string text)
    {
        // As it is shown, "10.64.0.0/12 /24", too.
        text = text.Replace(" ", "", StringComparison.Ordinal);
        var slash = text.LastIndexOf('/');
        return slash > 0 && Cidr.TryParse(text[..slash], out var pool) && int.TryParse(text.AsSpan(slash + 1), out var size)
            ? new DefaultPool(pool, size)
            : throw new CNetException(CNetError.SubnetInvalid, $"'{text}' is not a default pool.", text, "Write it as base/length/size: 10.64.0.0/12/24 cuts /24s from 10.64.0.0/12.");
    }
}
