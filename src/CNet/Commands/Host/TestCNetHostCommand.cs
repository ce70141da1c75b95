using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Test-CNetHost lists every difference between what should be and what is, and everything about a Host that matters to CNet: the worst
/// first. It changes nothing. Whoever is not root sees as much as the kernel allows.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CNetHost")]
[OutputType(typeof(HostCheck))]
[OutputType(typeof(bool))]
public sealed class TestCNetHostCommand : CNetCommand
{
    /// <summary>The Hosts.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The Hosts; the one that cmdlets work on where it is not given.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public HostRef[]? Name { get; set; }

    /// <summary>Says only whether nothing failed.</summary>
    [Parameter(HelpMessage = "Emits only true or false: whether nothing has failed. A warning is no failure.")]
    public SwitchParameter Quiet { get; set; }

    private protected override void Execute()
    {
        if (Name is not null) ForEach(Name, reference => ForEach(Resolution.Resolve(reference), Test));
        else if (!MyInvocation.ExpectingInput) Test(HostStack.Current);
    }

    private void Test(Host host)
    {
        var checks = Controller.Open(host).Health.Test(Cancellation);
        if (Quiet) WriteObject(checks.All(check => check.Status != HostCheckStatus.Failed));
        else WriteObject(checks, enumerateCollection: true);
    }
}
