using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Repair-CNetHost puts right what Test-CNetHost lists, as far as it can, and says what it did.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "CNetHost", SupportsShouldProcess = true)]
[OutputType(typeof(HostCheck))]
public sealed class RepairCNetHostCommand : CNetCommand
{
    /// <summary>The Hosts.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The Hosts; the one that cmdlets work on where it is not given.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public HostRef[]? Name { get; set; }

    private protected override void Execute()
    {
        if (Name is not null) ForEach(Name, reference => ForEach(Resolution.Resolve(reference), Repair));
        else if (!MyInvocation.ExpectingInput) Repair(HostStack.Current);
    }

    private void Repair(Host host)
    {
        if (host.IsPreview) return;
        foreach (var check in Controller.Open(host).Health.Repair(check => Ask($"{check.Name} {check.Target}", Sentence(check.Repair!)) == Decision.Act, Cancellation)) WriteObject(check);
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
