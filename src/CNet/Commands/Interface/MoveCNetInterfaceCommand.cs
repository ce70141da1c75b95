using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Move-CNetInterface moves interfaces into another namespace. Equivalent to: <c>ip link set NAME netns NS [name NEW]</c></summary>
[Cmdlet(VerbsCommon.Move, "CNetInterface", SupportsShouldProcess = true, DefaultParameterSetName = ToASandbox)]
[OutputType(typeof(Interface))]
public sealed class MoveCNetInterfaceCommand : InterfaceCommand
{
    private const string ToASandbox = "ToSandbox", ToANamespace = "ToNamespace", ToTheHost = "ToHost";

    /// <summary>The sandbox they are moved into.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToASandbox, HelpMessage = "The sandbox they are moved into.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    public SandboxRef? ToSandbox { get; set; }

    /// <summary>The namespace they are moved into.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToANamespace, HelpMessage = "The namespace they are moved into: an object, a name, a path, a process or pid:4711.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [ValidateNotNull]
    public NamespaceRef? ToNamespace { get; set; }

    /// <summary>Moves them into the Host's own namespace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToTheHost, HelpMessage = "Moves them into the Host's own namespace.")]
    public SwitchParameter ToHost { get; set; }

    /// <summary>The name there.</summary>
    [Parameter(HelpMessage = "The name there; it keeps the one it has where it is not given.")]
    [ValidateNotNull]
    public string? NewName { get; set; }

    /// <summary>Sets it up there.</summary>
    [Parameter(HelpMessage = "Sets it up there; the kernel takes down what it moves.")]
    [Alias("Up")]
    public SwitchParameter Enable { get; set; }

    /// <summary>Gives it back what the kernel takes away.</summary>
    [Parameter(HelpMessage = "Gives it there what the kernel takes away: its addresses, its routes, and that it was up.")]
    public SwitchParameter KeepConfiguration { get; set; }

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

    private protected override void Work(Interface target)
    {
        var destination = ToHost ? "the Host" : ToSandbox is not null ? $"sandbox {ToSandbox}" : $"{ToNamespace}";
        Change(target, $"Move interface into {destination}", () => Controller.Interfaces.Move(target, new InterfaceMove
        {
            Namespace = Locate(ToSandbox, ToNamespace),
            NewName = NewName,
            Enable = Enable,
            KeepConfiguration = KeepConfiguration,
        }, Force, Cancellation));
    }

    private void RefuseSeveral(int count)
    {
        if (NewName is not null && count > 1) throw new CNetException(CNetError.CountMismatch, $"Several interfaces cannot all be called '{NewName}'.", NewName, "Name one, or leave -NewName away.");
    }
}
