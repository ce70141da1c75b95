using System.Collections;
using CNet.Commands;

namespace CNet.Completion;

/// <summary>Completes names that resolve: on -Network where it is given, on the networks of -Sandbox, or on any; where they are to be taken away, only those that can be.</summary>
public sealed class DnsNameCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var controller = HostStack.OpenController();
        var sandbox = Typed(parameters, "Sandbox") is { } name ? controller.Sandboxes.Find(name) : null;
        var own = sandbox is null ? null : controller.Endpoints.List(sandbox).Select(endpoint => endpoint.NetworkId).ToHashSet();
        var networks = Typed(parameters, "Network") is { } typed ? [controller.Networks.Get(typed)] : controller.Networks.List().Where(network => own?.Contains(network.Id) ?? true);
        return networks.SelectMany(controller.Names.List)
            .Where(record => record.Type != DnsRecordType.PTR && record.Source != DnsRecordSource.Id && (command != "Remove-CNetDnsRecord" || record.Source == DnsRecordSource.Record))
            .GroupBy(record => record.Name, StringComparer.OrdinalIgnoreCase).Select(records => new Candidate(records.Key, $"{string.Join(", ", records.Select(record => record.Data).Distinct())} on {records.First().Network}"));
    }
}
