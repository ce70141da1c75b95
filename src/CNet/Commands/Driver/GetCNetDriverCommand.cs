using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetDriver lists the network drivers, each with its options.</summary>
[Cmdlet(VerbsCommon.Get, "CNetDriver")]
[OutputType(typeof(DriverDescription))]
public sealed class GetCNetDriverCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "Names, with wildcards; all where it is not given.")]
    [ArgumentCompleter(typeof(DriverCompleter))]
    [DriverArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public DriverRef[]? Name { get; set; }

    private protected override void Execute()
    {
        if (Name is not null) ForEach(Name, reference => WriteObject(Controller.Resolve(reference), enumerateCollection: true));
        else if (!MyInvocation.ExpectingInput) WriteObject(Controller.Drivers.List(), enumerateCollection: true);
    }
}
