using System.Management.Automation;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetDriver lists the network drivers, each with its options.</summary>
[Cmdlet(VerbsCommon.Get, "CNetDriver")]
[OutputType(typeof(DriverDescription))]
public sealed class GetCNetDriverCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, HelpMessage = "Names, with wildcards; all where it is not given.")]
    [ArgumentCompleter(typeof(DriverCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    private protected override void Execute()
    {
        if (Name is null) WriteObject(Controller.Drivers.List(), enumerateCollection: true);
        else ForEach(Name, Write);
    }

    private void Write(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteObject(Controller.Drivers.Get(name).Description);
            return;
        }
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        WriteObject(Controller.Drivers.List().Where(driver => pattern.IsMatch(driver.Name)), enumerateCollection: true);
    }
}
