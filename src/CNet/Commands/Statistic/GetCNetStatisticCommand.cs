using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Get-CNetStatistic shows what interfaces have received and sent: those of endpoints, of sandboxes, of the Host, or of any namespace.
/// Equivalent to: <c>ip -s link show</c>
/// </summary>
[Cmdlet(VerbsCommon.Get, "CNetStatistic", DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Statistic))]
public sealed class GetCNetStatisticCommand : InspectionCommand
{
    private const string OfInterface = "Interface";
    private HashSet<string>? _only;

    /// <summary>Endpoints whose statistics are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfEndpoint, HelpMessage = "Endpoints whose statistics are wanted, as their sandboxes see them; one that is not joined has none.")]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointArgument]
    [SupportsWildcards]
    public EndpointRef[]? Endpoint { get; set; }

    /// <summary>Interfaces whose statistics are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfInterface, HelpMessage = "Interfaces whose statistics are wanted.")]
    public Interface[]? InputObject { get; set; }

    /// <summary>The interfaces.</summary>
    [Parameter(HelpMessage = "Only interfaces of these names, with wildcards.")]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? InterfaceName { get; set; }

    private protected override void Execute()
    {
        if (Endpoint is not null) ForEach(Endpoint, reference => ForEach(Controller.Resolve(reference), LookAt));
        else if (InputObject is not null) ForEach(InputObject, link => LookAt(link.Namespace, link.Name));
        else base.Execute();
    }

    private protected override void Look(string? ns)
    {
        foreach (var statistic in Controller.Interfaces.Statistics(ns, Cancellation))
            if ((_only is null || _only.Contains(statistic.InterfaceName)) && Fits(statistic.InterfaceName)) WriteObject(statistic);
    }

    private void LookAt(Endpoint endpoint)
    {
        if (endpoint.SandboxId is not null && endpoint.InterfaceName is not null) LookAt(Controller.Sandboxes.Get(endpoint.SandboxId).Namespace, endpoint.InterfaceName);
    }

    private void LookAt(string? ns, string link)
    {
        _only = new(StringComparer.Ordinal) { link };
        Look(ns);
    }

    private bool Fits(string link) => InterfaceName is null
        || InterfaceName.Any(name => WildcardPattern.ContainsWildcardCharacters(name) ? new WildcardPattern(name).IsMatch(link) : link == name);
}
