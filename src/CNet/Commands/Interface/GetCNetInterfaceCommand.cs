using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetInterface lists network interfaces of the Host, of sandboxes, or of any namespace. Equivalent to: <c>ip addr show</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetInterface", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Interface))]
public sealed class GetCNetInterfaceCommand : NamespaceCommand
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, HelpMessage = "Names, with wildcards; all where it is not given.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Endpoints whose interfaces are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEndpoint, HelpMessage = "Endpoints whose interfaces are wanted, both ends of each.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    private protected override void Execute()
    {
        if (Endpoint is null) base.Execute();
        else ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), WriteEnds));
    }

    private protected override void Work(string? ns)
    {
        var interfaces = Controller.Interfaces.List(ns, Cancellation);
        foreach (var name in Name ?? [])
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !interfaces.Any(found => found.Name == name))
                Report(new CNetException(CNetError.InterfaceNotFound, $"The interface '{name}' does not exist{(ns is null ? "" : $" in {ns}")}.", name, "Get-CNetInterface lists the interfaces."));
        Write(interfaces);
    }

    private void WriteEnds(Endpoint endpoint)
    {
        if (endpoint.SandboxId is null || endpoint.InterfaceName is null) return;
        var sandbox = Controller.Sandboxes.Get(endpoint.SandboxId);
        Write(Controller.Interfaces.List(sandbox.Namespace, Cancellation).Where(inside => inside.Name == endpoint.InterfaceName));
        Write(Controller.Interfaces.List(null, Cancellation).Where(outside => outside.Name == endpoint.HostInterfaceName));
    }

    private void Write(IEnumerable<Interface> interfaces) =>
        WriteObject(Name is null ? interfaces : interfaces.Where(found => Name.Any(name => Wildcards.IsInterface(name, found.Name))), enumerateCollection: true);
}
