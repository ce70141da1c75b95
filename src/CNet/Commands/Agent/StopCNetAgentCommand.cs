using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Stop-CNetAgent ends the agent of a Host. Published ports stay published; what the kernel passes on goes on.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CNetAgent", SupportsShouldProcess = true)]
[OutputType(typeof(Agent))]
public sealed class StopCNetAgentCommand : HostCommand
{
    /// <summary>How long it may take to end by itself.</summary>
    [Parameter(HelpMessage = "How long it may take to end by itself, before it is made to: 5s, 500ms. Five seconds where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>Emits the agent.</summary>
    [Parameter(HelpMessage = "Emits the agent, which does not run any more.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Work(Host host)
    {
        var decision = Ask(host.Name, "Stop the agent", host.IsPreview);
        if (decision == Decision.Skip) return;
        var control = Controller.Open(host).Agent;
        var agent = decision == Decision.Act ? control.Stop(Timeout?.Value) : control.Get();
        if (PassThru) WriteObject(agent);
    }
}
