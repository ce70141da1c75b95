using System.Collections;
using CNet.Commands;

namespace CNet.Completion;

/// <summary>Completes published ports of the Host, as 8080/tcp.</summary>
public sealed class PortCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Ports.List().Where(port => port.HostPorts is not null)
            .GroupBy(port => $"{port.HostPorts}/{port.Protocol.ToString().ToLowerInvariant()}").Select(ports => new Candidate(ports.Key, $"{ports.First().ContainerPorts} of {ports.First().Network}/{ports.First().Endpoint}"));
}

/// <summary>Completes names of protocols.</summary>
public sealed class ProtocolCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        Enum.GetNames<TransportProtocol>().Select(name => new Candidate(name, name.ToUpperInvariant()));
}
