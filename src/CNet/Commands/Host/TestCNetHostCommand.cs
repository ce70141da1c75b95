using System.Management.Automation;

namespace CNet.Commands;

/// <summary>
/// Test-CNetHost lists every difference between what should be and what is, and everything about a Host that matters to CNet: the worst
/// first. It changes nothing. Whoever is not root sees as much as the kernel allows.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CNetHost")]
[OutputType(typeof(HostCheck))]
[OutputType(typeof(bool))]
public sealed class TestCNetHostCommand : HostCommand
{
    /// <summary>Says only whether nothing failed.</summary>
    [Parameter(HelpMessage = "Emits only true or false: whether nothing has failed. A warning is no failure.")]
    public SwitchParameter Quiet { get; set; }

    private protected override void Work(Host host)
    {
        var checks = Controller.Open(host).Health.Test(Cancellation);
        if (Quiet) WriteObject(checks.All(check => check.Status != HostCheckStatus.Failed));
        else WriteObject(checks, enumerateCollection: true);
    }
}
