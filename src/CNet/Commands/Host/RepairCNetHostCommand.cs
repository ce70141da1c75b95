using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Repair-CNetHost puts right what Test-CNetHost lists, as far as it can, and says what it did.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "CNetHost", SupportsShouldProcess = true)]
[OutputType(typeof(HostCheck))]
public sealed class RepairCNetHostCommand : HostCommand
{
    private protected override void Work(Host host)
    {
        if (host.IsPreview) return;
        WithProgress($"Repairing Host {host.Name}", show => WriteObject(Controller.Open(host).Health.Repair(Approve, show, Cancellation), enumerateCollection: true));
    }

    private bool Approve(HostCheck check) => Ask($"{check.Name} {check.Target}", Sentence(check.Repair!)) == Decision.Act;

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
