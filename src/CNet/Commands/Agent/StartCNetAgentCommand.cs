using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Start-CNetAgent starts the agent of a Host and waits until it answers. One that runs already is no error.</summary>
[Cmdlet(VerbsLifecycle.Start, "CNetAgent", SupportsShouldProcess = true)]
[OutputType(typeof(Agent))]
public sealed class StartCNetAgentCommand : HostCommand
{
    /// <summary>How long to wait for it.</summary>
    [Parameter(HelpMessage = "How long to wait until it answers: 5s, 500ms. Half a minute where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    private protected override void Work(Host host)
    {
        var decision = Ask(host.Name, "Start the agent", host.IsPreview);
        if (decision != Decision.Skip) WriteObject(Controller.Open(host).Agent.Start(Timeout?.Value, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
