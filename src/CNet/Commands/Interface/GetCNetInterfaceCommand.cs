using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetInterface lists network interfaces of the Host, of sandboxes, of any namespace, or of all. Equivalent to: <c>ip addr show</c></summary>
[Cmdlet(VerbsCommon.Get, "CNetInterface", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Interface))]
public sealed class GetCNetInterfaceCommand : NamespaceCommand
{
    private const string OfAll = "All";

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

    /// <summary>Lists those of the Host and of every namespace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfAll, HelpMessage = "Lists those of the Host and of every namespace, with a name or without, each with its other end or its parent.")]
    public SwitchParameter All { get; set; }

    /// <summary>Looks for other ends and parents in other namespaces.</summary>
    [Parameter(ParameterSetName = OfSandbox, HelpMessage = "Looks for other ends and parents in other namespaces, too.")]
    [Parameter(ParameterSetName = OfNamespace, HelpMessage = "Looks for other ends and parents in other namespaces, too.")]
    [Parameter(ParameterSetName = OfInterface, HelpMessage = "Looks for other ends and parents in other namespaces, too.")]
    [Parameter(ParameterSetName = OfEndpoint, HelpMessage = "Looks for other ends and parents in other namespaces, too.")]
    public SwitchParameter ResolvePeer { get; set; }

    /// <summary>The interfaces as objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces, as Get-CNetInterface emits them: each as it is now.")]
    public Interface[]? InputObject { get; set; }

    /// <summary>The interfaces of what is piped.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = OfSandbox, HelpMessage = "The interface that a piped object, such as an address or a route, is about.")]
    [ValidateNotNull]
    public string? InterfaceName { get; set; }

    private protected override void Execute()
    {
        if (All) Select(Controller.Interfaces.ListAll(Cancellation), "");
        else if (InputObject is not null) ForEach(InputObject, link => Write(List(link.Namespace).Where(found => found.Index == link.Index)));
        else if (Endpoint is null) base.Execute();
        else ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), WriteEnds));
    }

    private protected override void Work(string? ns) => Select(InterfaceName is null ? List(ns) : [.. List(ns).Where(found => found.Name == InterfaceName)], ns is null ? "" : $" in {ns}");

    private IReadOnlyList<Interface> List(string? ns) => ResolvePeer ? Controller.Interfaces.ListWithPeers(ns, Cancellation) : Controller.Interfaces.List(ns, Cancellation);

    private void Select(IReadOnlyList<Interface> interfaces, string where)
    {
        foreach (var name in Name ?? [])
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !interfaces.Any(found => found.Name == name))
                Report(new CNetException(CNetError.InterfaceNotFound, $"The interface '{name}' does not exist{where}.", name, "Get-CNetInterface lists the interfaces."));
        Write(interfaces);
    }

    private void WriteEnds(Endpoint endpoint)
    {
        if (endpoint.SandboxId is null || endpoint.InterfaceName is null) return;
        var sandbox = Controller.Sandboxes.Get(endpoint.SandboxId);
        Write(List(sandbox.Namespace).Where(inside => inside.Name == endpoint.InterfaceName));
        Write(List(null).Where(outside => outside.Name == endpoint.HostInterfaceName));
    }

    private void Write(IEnumerable<Interface> interfaces) =>
        WriteObject(Name is null ? interfaces : interfaces.Where(found => Name.Any(name => Wildcards.IsInterface(name, found.Name))), enumerateCollection: true);
}
