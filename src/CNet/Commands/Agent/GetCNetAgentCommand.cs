using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Get-CNetAgent shows whether the agent of a Host runs, what it holds, and what it does not hold.</summary>
[Cmdlet(VerbsCommon.Get, "CNetAgent")]
[OutputType(typeof(Agent))]
public sealed class GetCNetAgentCommand : HostCommand
{
    private protected override void Work(Host host) => WriteObject(Controller.Open(host).Agent.Get());
}
