using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Start-CNetAgent starts the agent of a Host and waits until it answers. One that runs already is no error.</summary>
[Cmdlet(VerbsLifecycle.Start, "CNetAgent", SupportsShouldProcess = true, DefaultParameterSetName = Background)]
[OutputType(typeof(Agent), ParameterSetName = [Background])]
[OutputType(typeof(string), ParameterSetName = [InForeground])]
public sealed class StartCNetAgentCommand : HostCommand
{
    private const string Background = "Background", InForeground = "Foreground";

    /// <summary>How long to wait for it.</summary>
    [Parameter(ParameterSetName = Background, HelpMessage = "How long to wait until it answers: 5s, 500ms. Half a minute where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>Runs it until Ctrl+C.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InForeground, HelpMessage = "Runs it until Ctrl+C, and writes what it logs.")]
    public SwitchParameter Foreground { get; set; }

    private protected override void Work(Host host)
    {
        var decision = Ask(host.Name, "Start the agent", host.IsPreview);
        if (decision == Decision.Skip) return;
        var agent = Controller.Open(host).Agent;
        if (!Foreground) WriteObject(agent.Start(Timeout?.Value, decision == Decision.Preview ? Foresight : null, Cancellation));
        else if (decision != Decision.Preview) agent.Run(WriteObject, Cancellation);
    }
}
