using CNet.Agents;
using CNet.State;

namespace CNet.Discovery;

/// <summary>Looks names up as a program of a sandbox does, or of the Host.</summary>
internal sealed class NameLookup : IDisposable
{
    private static readonly TimeSpan LogTime = TimeSpan.FromSeconds(2);
    private static readonly DnsRecordType[] Addresses = [DnsRecordType.A, DnsRecordType.AAAA], Pointer = [DnsRecordType.PTR];
    private readonly Controller _controller;
    private readonly NameLookupSpec _spec;
    private readonly NameView _view;
    private readonly DnsClient _client;

    internal NameLookup(Controller controller, SandboxRecord? sandbox, NameLookupSpec spec)
    {
        (_controller, _spec) = (controller, spec);
        _view = NameView.Of(controller, sandbox);
        var servers = spec.Servers.Count > 0 ? [.. spec.Servers.Select(server => new ExternalServer(Ip.From(server), null, IsFromHost: false))] : _view.Servers;
        _client = new DnsClient(_view.Space, servers, spec.Timeout ?? _view.Timeout, _view.Attempts);
    }

    private bool AsksEmbedded => _spec.Servers.Count == 0 && _view.IsEmbedded;

    internal async Task<IReadOnlyList<DnsRecord>> ResolveAsync(string name, CancellationToken cancellation)
    {
        var isAddress = Ip.TryParse(name, out var address) && _spec.Types is [] or [DnsRecordType.PTR];
        var types = isAddress ? Pointer : _spec.Types.Count > 0 ? [.. _spec.Types.Distinct()] : Addresses;
        if (_spec.Servers.Count == 0 && InFile(name, isAddress ? address : null, types) is { Count: > 0 } found) return found;
        var candidates = (isAddress ? [DnsReverse.NameOf(address)] : _view.Candidates(name)).Select(text => new Candidate(text, DnsName.TryParse(text, out var labels) ? labels : [])).Where(candidate => candidate.Labels.Length > 0).ToList();
        if (candidates.Count == 0) throw new CNetException(CNetError.NameInvalid, $"'{DomainName.Printable(name)}' cannot be a name.", name, "Write labels of 1 to 63 bytes, with dots between them.");
        // Else it would be waited for in vain.
        if (AsksEmbedded && !AgentProcess.Runs(_controller.Host))
            throw new CNetException(CNetError.AgentUnavailable, $"The agent of Host '{_controller.Host}' does not run, so nobody answers at {ResolverConfiguration.OwnAddress} {_view.Place}.", name, "Start-CNetAgent starts it.");
        var exchanges = new List<DnsExchange>();
        var isSilent = false;
        foreach (var candidate in candidates)
        {
            // As the C library does: who is silent now will be so for the next domain; the name as it is it asks for all the same.
            if (isSilent && candidate.Text != name) continue;
            var answers = await Task.WhenAll(types.Select(type => _client.AskAsync(candidate.Labels, type, cancellation))).ConfigureAwait(false);
            var asked = types.Zip(answers).ToList();
            if (asked.Exists(pair => IsAnswered(pair.Second, pair.First))) return await RecordsAsync(asked, candidate.Labels, cancellation).ConfigureAwait(false);
            exchanges.AddRange(answers);
            isSilent |= answers.Any(answer => answer.Message is null);
        }
        throw Failure(name, [.. candidates.Select(candidate => candidate.Text).Where(text => text != name)], types, exchanges);
    }

    public void Dispose() => _view.Dispose();

    private static bool IsAnswered(DnsExchange exchange, DnsRecordType type) =>
        exchange.Message is { Code: DnsResponseCode.NoError } message && (type == DnsRecordType.ANY ? message.Answers.Count > 0 : message.Answers.Any(answer => answer.Type == type));

    /// <summary>What the hosts file says, which goes before all servers for names and addresses.</summary>
    private List<DnsRecord> InFile(string name, Ip? address, DnsRecordType[] types)
    {
        var hosts = _view.Hosts;
        DnsRecord Make(string owner, DnsRecordType type, DnsData data) => new(owner, type, data, DnsRecordSource.File) { AnsweredBy = hosts.Path, Sandbox = _view.Sandbox?.Name };
        if (address is { } asked) return hosts.NameOf(asked) is { } known ? [Make(DnsReverse.NameOf(asked), DnsRecordType.PTR, DnsData.Of(known))] : [];
        return [.. hosts.AddressesOf(name).Where(found => types.Contains(DnsRecord.TypeOf(found))).Select(found => Make(name, DnsRecord.TypeOf(found), DnsData.Of(found)))];
    }

    private async Task<IReadOnlyList<DnsRecord>> RecordsAsync(List<(DnsRecordType Type, DnsExchange Exchange)> asked, byte[] labels, CancellationToken cancellation)
    {
        var log = AsksEmbedded ? await ReadLogAsync(cancellation).ConfigureAwait(false) : null;
        var name = DnsName.Format(labels);
        var records = new List<DnsRecord>();
        foreach (var (type, exchange) in asked)
        {
            var known = log?.FindLast(query => query.Id == exchange.Id && query.Type == (int)type && query.Name == name);
            var answeredBy = AsksEmbedded ? known?.Server : exchange.Server.Text;
            foreach (var answer in exchange.Message?.Answers ?? [])
                records.Add(new DnsRecord(answer.Name, answer.Type, answer.Data, known?.Network is null ? DnsRecordSource.Server : DnsRecordSource.Network)
                {
                    TimeToLive = TimeSpan.FromSeconds(answer.TimeToLive),
                    Network = known?.Network,
                    AnsweredBy = answeredBy,
                    Server = exchange.Server.Address.ToIPAddress(),
                    Sandbox = _view.Sandbox?.Name,
                });
        }
        // Both families have the names in between.
        return [.. records.Distinct()];
    }

    /// <summary>What the name server says of the sandbox's last questions; null where it does not say.</summary>
    private async Task<List<AgentQuery>?> ReadLogAsync(CancellationToken cancellation)
    {
        var request = new AgentRequest(AgentRequest.Queries) { SandboxId = _view.Sandbox!.Id };
        return (await Task.Run(() => AgentClient.Ask(_controller.Host, request, LogTime), cancellation).WaitAsync(cancellation).ConfigureAwait(false))?.Queries;
    }

    private CNetException Failure(string name, List<string> others, DnsRecordType[] types, List<DnsExchange> exchanges)
    {
        var last = exchanges[^1];
        // That one of the names exists says more than what came of the others.
        if (exchanges.Chunk(types.Length).FirstOrDefault(one => one.All(exchange => exchange.IsAnswer) && one.Any(exchange => exchange.Message!.Code == DnsResponseCode.NoError)) is [var existing, ..])
            return new CNetException(CNetError.NameTypeNotFound, $"The name '{name}' exists and has nothing of type {string.Join(" or ", types)}, says {existing.Server.Text} {_view.Place}.", name,
                $"Get-CNetDnsRecord shows what the names of networks lead to; ask for another -Type.{LogHint}");
        if (exchanges.Find(exchange => exchange.IsSilent) is { } silent)
            return new CNetException(CNetError.Timeout, $"Nobody answered in time when '{name}' was looked up {_view.Place}; {silent.Server.Text} was asked last.", name, $"Is the way there open? -Timeout waits longer, and -Server asks another one.{LogHint}");
        if (exchanges.Find(exchange => exchange.Failure is not null) is { } unreachable)
            return new CNetException(CNetError.NameServerFailed, $"The name server {unreachable.Server.Text} could not be asked for '{name}' {_view.Place}: {unreachable.Failure}.", name, $"-Server asks another one.{LogHint}");
        if (exchanges.Find(exchange => !exchange.IsAnswer) is { } failed)
            return new CNetException(CNetError.NameServerFailed, $"The name server {failed.Server.Text} could not answer for '{name}' {_view.Place}: {DnsResponseCodes.TextOf(failed.Message!.Code)}.", name, FailureHint);
        var tried = others.Count > 0 ? $", nor is {string.Join(" or ", others)}" : "";
        return new CNetException(CNetError.NameNotFound, $"The name '{name}' is not known to {last.Server.Text} {_view.Place}{tried}.", name, $"Get-CNetDnsRecord lists the names of networks.{LogHint}");
    }

    private string LogHint => AsksEmbedded ? $" Get-CNetDnsLog {_view.Sandbox!.Name} -Last 10 shows what was asked, and who answered." : "";

    private string FailureHint => AsksEmbedded
        ? $"Nobody outside could answer, or nobody outside may be asked: a sandbox on internal networks alone does not get out.{LogHint}"
        : "The server is troubled, or refuses to answer; -Server asks another one.";

    /// <summary>A name to be asked for.</summary>
    private sealed record Candidate(string Text, byte[] Labels);
}
