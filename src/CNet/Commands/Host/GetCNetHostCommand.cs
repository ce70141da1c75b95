using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetHost lists Hosts with their settings.</summary>
[Cmdlet(VerbsCommon.Get, "CNetHost", DefaultParameterSetName = ByName)]
[OutputType(typeof(Host))]
public sealed class GetCNetHostCommand : CNetCommand
{
    private const string ByName = "Name", OfThis = "Current";

    /// <summary>The names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName, HelpMessage = "Names, with wildcards; all where it is not given. 'machine' is this machine.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public HostRef[]? Name { get; set; }

    /// <summary>The Host that cmdlets work on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfThis, HelpMessage = "The Host that cmdlets work on here.")]
    public SwitchParameter Current { get; set; }

    private protected override void Execute()
    {
        if (Current) Write(HostStack.Current);
        else if (Name is not null) ForEach(Name, reference => ForEach(Resolution.Resolve(reference), Write));
        else if (!MyInvocation.ExpectingInput) ForEach(Hosts.List(), Write);
    }

    private void Write(Host host) => WriteObject(Controller.Open(host).Settings.Describe());
}
