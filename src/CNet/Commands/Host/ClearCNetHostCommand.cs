using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>
/// Clear-CNetHost removes everything of CNet's from a Host: networks, endpoints, sandboxes, rules, settings and state. Adopted namespaces
/// and processes stay as they are; IP forwarding is put back. It asks before, unless -Force is given.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "CNetHost", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Host))]
public sealed class ClearCNetHostCommand : HostCommand
{
    /// <summary>Does not ask, and ends processes.</summary>
    [Parameter(HelpMessage = "Does not ask, and ends the processes that CNet started in sandboxes.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was cleared.</summary>
    [Parameter(HelpMessage = "Emits the Hosts that were cleared.")]
    public SwitchParameter PassThru { get; set; }

    private protected override IEnumerable<Host> Find(HostRef reference) => Resolution.ResolveExpendable(reference);

    private protected override void Work(Host host)
    {
        var health = Controller.Open(host).Health;
        var decision = host.IsPreview ? Decision.Preview : Decide(host, health.RefuseClearing(Force));
        if (decision == Decision.Act) WithProgress($"Clearing Host {host.Name}", show => health.Clear(Force, show, Cancellation));
        if (PassThru && decision != Decision.Skip) WriteObject(host);
    }

    /// <summary>With -Force nobody is asked, unless -WhatIf or -Confirm say otherwise.</summary>
    private Decision Decide(Host host, string action) =>
        Force && !IsGiven("Confirm") && !IsGiven("WhatIf") && GetVariableValue("WhatIfPreference") is not (true or SwitchParameter { IsPresent: true })
            ? Decision.Act
            : Ask(host.Name, action);

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && value is SwitchParameter { IsPresent: true } or true;
}
