using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>Rename-CNetInterface gives interfaces other names, also while they are up. Equivalent to: <c>ip link set NAME name NEW</c></summary>
[Cmdlet(VerbsCommon.Rename, "CNetInterface", SupportsShouldProcess = true)]
[OutputType(typeof(Interface))]
public sealed class RenameCNetInterfaceCommand : InterfaceCommand
{
    /// <summary>The new name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The new name; a script block makes one of each interface.")]
    [ValidateNotNull]
    public string NewName { get; set; } = "";

    private protected override void Execute()
    {
        RefuseSeveral(Interface!.Length);
        base.Execute();
    }

    private protected override IReadOnlyList<Interface> Resolve(InterfaceRef reference)
    {
        var found = base.Resolve(reference);
        RefuseSeveral(found.Count);
        return found;
    }

    private protected override void Work(Interface target) => Change(target, $"Rename interface to {NewName}", () => Controller.Interfaces.Rename(target, NewName, Force, Cancellation));

    private void RefuseSeveral(int count)
    {
        if (count > 1) throw new CNetException(CNetError.CountMismatch, $"Several interfaces cannot all be called '{NewName}'.", NewName, "Name one, or pipe them to a script block: -NewName { \"lan$($_.Index)\" }.");
    }
}
