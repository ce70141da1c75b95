using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Remove-CNetDnsRecord takes away names that Add-CNetDnsRecord gave. The names of an endpoint go with its leaving its sandbox.</summary>
[Cmdlet(VerbsCommon.Remove, "CNetDnsRecord", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(DnsRecord))]
public sealed class RemoveCNetDnsRecordCommand : CNetCommand
{
    private const string ByName = "Name", ByObject = "DnsRecord";

    /// <summary>The records.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "The records, as Add-CNetDnsRecord and Get-CNetDnsRecord emit them.")]
    [DnsRecordArgument]
    public PipedDnsRecord[]? DnsRecord { get; set; }

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName, HelpMessage = "The names, without wildcards: each with all that it was given for, or with those of -Address.")]
    [ArgumentCompleter(typeof(DnsNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The network.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName, HelpMessage = "The networks on which the names were given: objects, names or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef[]? Network { get; set; }

    /// <summary>Only these addresses.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName, HelpMessage = "Only these addresses of the names; the names keep the others.")]
    [IPAddressArgument]
    public IPAddressValue[]? Address { get; set; }

    /// <summary>Emits what was taken away.</summary>
    [Parameter(HelpMessage = "Emits the records that were taken away.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        ForEach(DnsRecord, piped => ForEach(piped.Resolve(Controller), Remove));
        ForEach(Network, reference =>
        {
            var network = Controller.ResolveOne(reference);
            ForEach(Name, name => ForEach(Find(network, name), Remove));
        });
    }

    private List<DnsRecord> Find(Network network, string name)
    {
        var named = Controller.Names.List(network).Where(record => record.Type != DnsRecordType.PTR && string.Equals(record.Name, name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)).ToList();
        var added = named.FindAll(record => record.Source == DnsRecordSource.Record);
        // What belongs to an endpoint is refused with the endpoint's name.
        if (named.Count > 0 && added.Count == 0) return named[..1];
        if (named.Count == 0) throw Missing(network, name, $"The name '{name}' was not given on network '{network.Name}'.");
        if (Address is null) return added;
        foreach (var wanted in Address)
            if (!added.Exists(record => wanted.Value.Equals(record.Address))) Report(Missing(network, name, $"The name '{name}' does not have the address {wanted} on network '{network.Name}'."));
        return added.FindAll(record => Address.Any(wanted => wanted.Value.Equals(record.Address)));
    }

    private static CNetException Missing(Network network, string name, string message) => new(CNetError.DnsRecordNotFound, message, name, $"Get-CNetDnsRecord -Network {network.Name} lists what resolves there.");

    private void Remove(DnsRecord record)
    {
        Names.RefuseRemoval(record);
        var decision = Ask(record.Network!, $"Take away {record}", record.IsPreview);
        if (decision == Decision.Act) Controller.Names.Remove(record, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(record);
    }
}
