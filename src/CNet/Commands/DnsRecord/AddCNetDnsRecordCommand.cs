using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Add-CNetDnsRecord gives a name on networks: for addresses that are no endpoint's, or for a service.</summary>
[Cmdlet(VerbsCommon.Add, "CNetDnsRecord", SupportsShouldProcess = true, DefaultParameterSetName = OfAddress)]
[OutputType(typeof(DnsRecord))]
public sealed class AddCNetDnsRecordCommand : CNetCommand
{
    private const string OfAddress = "Address", OfService = "Service";

    /// <summary>The networks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The networks on which the name is given: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The name, such as 'printer' or 'db.example'; of a service '_http._tcp.web'. What it leads to already stays.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = OfAddress, HelpMessage = "The addresses that the name has, IPv4 and IPv6; whoever asks gets all of them, each time in another order.")]
    [IPAddressArgument]
    public IPAddressValue[]? Address { get; set; }

    /// <summary>The target of a service.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfService, HelpMessage = "The name of who has the service (SRV), as the sandboxes of the network know it.")]
    public string? Target { get; set; }

    /// <summary>The port of a service.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfService, HelpMessage = "The port of the service.")]
    [ValidateRange(1, ushort.MaxValue)]
    public int Port { get; set; }

    /// <summary>The priority of a service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = OfService, HelpMessage = "Which of several places of the service is tried first: the lowest; 0 where it is not given.")]
    [ValidateRange(0, ushort.MaxValue)]
    public int Priority { get; set; }

    /// <summary>The weight of a service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = OfService, HelpMessage = "How often this place is chosen among those of its priority; 0 where it is not given.")]
    [ValidateRange(0, ushort.MaxValue)]
    public int Weight { get; set; }

    /// <summary>Takes what is there.</summary>
    [Parameter(HelpMessage = "Takes what the name leads to already as it is; without it that is an error. A service at the same place gets the priority and weight that are given.")]
    public SwitchParameter Force { get; set; }

    private protected override void Execute() =>
        ForEach(Network, reference => ForEach(Controller.Resolve(reference), network => ForEach(Name, name => Add(network, new DnsRecordSpec
        {
            Name = name.Text,
            Addresses = [.. Address?.Select(address => address.Value) ?? []],
            Service = Target is null ? null : new DnsService(Target, Port, Priority, Weight),
        }))));

    private void Add(Network network, DnsRecordSpec spec)
    {
        var decision = Ask(network.Name, $"Give the name {spec.Name} to {(spec.Service is { } service ? $"{service.Target}:{service.Port}" : string.Join(", ", spec.Addresses))}", network.IsPreview);
        if (decision == Decision.Skip) return;
        foreach (var record in Controller.Names.Add(network, spec, Force, decision == Decision.Preview ? Foresight : null, Cancellation)) WriteObject(record);
    }
}
