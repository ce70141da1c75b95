using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>New-CNetHost makes Hosts: network namespaces that stand in for machines, with state of their own.</summary>
[Cmdlet(VerbsCommon.New, "CNetHost", SupportsShouldProcess = true)]
[OutputType(typeof(Host))]
public sealed class NewCNetHostCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The names; a free one where it is not given.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    private protected override void Execute()
    {
        if (Name is not null) ForEach(Name, name => Create(name.Text));
        else if (!MyInvocation.ExpectingInput) Create(null);
    }

    private void Create(string? name)
    {
        var decision = Ask(name ?? "a free name", "Create Host");
        if (decision != Decision.Skip) WriteObject(Hosts.Create(name, decision == Decision.Preview ? Foresight : null));
    }
}
