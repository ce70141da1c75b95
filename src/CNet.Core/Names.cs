using CNet.Agents;
using CNet.Discovery;
using CNet.Lifecycle;

namespace CNet;

/// <summary>The names of a Host's networks: what they lead to, what sandboxes get to hear when they ask for them, and what was asked.</summary>
public sealed class Names
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);
    private readonly Controller _controller;

    internal Names(Controller controller) => _controller = controller;

    /// <summary>All that resolves on a network: the names of endpoints in sandboxes, the names that somebody added, and those that addresses lead back to.</summary>
    public IReadOnlyList<DnsRecord> List(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var state = network.Preview?.State ?? _controller.Read();
        return [.. NetworkNames.Of(state, Lookup.Network(state, network.Id))];
    }

    /// <summary>Gives a name on a network. It adds to what the name leads to already, and goes with the network.</summary>
    /// <param name="network">The network; a preview of one makes this a preview.</param>
    /// <param name="spec">The name, and what it is to lead to.</param>
    /// <param name="force">Takes what it leads to already as it is, and gives a service at the same place another priority and weight.</param>
    /// <param name="preview">Does nothing, and returns the records as they would be.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>What was asked for, whether it was there before or not.</returns>
    /// <exception cref="CNetException"><see cref="CNetError.DnsRecordExists"/>, <see cref="CNetError.NameInvalid"/>, <see cref="CNetError.NetworkPredefined"/>.</exception>
    public IReadOnlyList<DnsRecord> Add(Network network, DnsRecordSpec spec, bool force = false, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(spec);
        preview = network.Preview ?? preview;
        using var operation = _controller.Begin($"give the name {spec.Name}", preview, cancellation);
        var record = Lookup.Network(operation.State, network.Id);
        var added = NameRecords.Add(operation, record, spec, force);
        if (!operation.IsPreview)
        {
            operation.Complete();
            AgentLauncher.StartWhereWanted(_controller);
        }
        return [.. DnsRecord.Of(added, record, operation.IsPreview).Order()];
    }

    /// <summary>Takes away what <see cref="Add"/> added; what is gone already is no error.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.DnsRecordDerived"/>.</exception>
    public void Remove(DnsRecord record, CancellationToken cancellation = default)
    {
        RefuseRemoval(record);
        using var operation = _controller.Begin($"take away the name {record.Name}", cancellation);
        if (NameRecords.Remove(operation, record)) operation.Complete();
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public static void RefuseRemoval(DnsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record is { Source: DnsRecordSource.Record, NetworkId: not null, Type: not DnsRecordType.PTR }) return;
        throw record.Endpoint is { } endpoint
            ? new CNetException(CNetError.DnsRecordDerived, $"The name '{record.Name}' belongs to endpoint '{record.Network}/{endpoint}', which has it as long as it is in sandbox '{record.Sandbox}'.", record.Name,
                $"Disconnect-CNetSandbox -Endpoint {record.Network}/{endpoint} takes it out.")
            : new CNetException(CNetError.DnsRecordDerived, $"The record '{record}' follows from others, or is not on a network of this Host.", record.Name, "Remove-CNetDnsRecord takes away what Add-CNetDnsRecord added.");
    }

    /// <summary>Looks a name up as a program of a sandbox does, or of the Host: in its hosts file first, then by its name servers, in the domains that it searches.</summary>
    /// <param name="name">The name; with a dot at its end it is searched for in no domain. An address stands for the name that belongs to it.</param>
    /// <param name="sandbox">The sandbox; null for the Host.</param>
    /// <param name="spec">What is asked for, and whom.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <returns>The answer: at least one record.</returns>
    /// <exception cref="CNetException">
    /// <see cref="CNetError.NameNotFound"/>; <see cref="CNetError.NameTypeNotFound"/> where it exists and has nothing of that kind; <see cref="CNetError.Timeout"/> where no server answers;
    /// <see cref="CNetError.NameServerFailed"/> where none knows; <see cref="CNetError.AgentUnavailable"/>; <see cref="CNetError.NamespaceNotFound"/>.
    /// </exception>
    public IReadOnlyList<DnsRecord> Resolve(string name, Sandbox? sandbox = null, NameLookupSpec? spec = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var record = sandbox is null ? null : Lookup.Sandbox(_controller.Read(), sandbox.Id);
        if (record is not null) AgentLauncher.AwaitNames(_controller, record, cancellation);
        using var lookup = new NameLookup(_controller, record, spec ?? new NameLookupSpec());
        return lookup.ResolveAsync(name, cancellation).GetAwaiter().GetResult();
    }

    /// <summary>The last questions of sandboxes to CNet's name server, the oldest first.</summary>
    /// <param name="after">Only those after this one; of an agent that was started since, all.</param>
    /// <exception cref="CNetException"><see cref="CNetError.AgentUnavailable"/>: the agent is the name server, and does not run.</exception>
    public IReadOnlyList<DnsQuery> Queries(DnsQuery? after = null)
    {
        var log = Ask(null, after?.Number ?? 0);
        if (after is not null && log.ProcessId != after.AgentProcessId) log = Ask(null, 0);
        return log.Queries.ConvertAll(query => new DnsQuery(query, log.ProcessId)).ToReadOnly();
    }

    /// <summary>What the agent says of the questions of a sandbox, or of all.</summary>
    private AgentStatus Ask(string? sandboxId, long after)
    {
        var host = _controller.Host;
        return AgentClient.Ask(host, new AgentRequest(AgentRequest.Queries) { SandboxId = sandboxId, After = after }, AnswerTime) is { Error: null } log ? log
            : throw new CNetException(CNetError.AgentUnavailable, $"The agent of Host '{host}', which is the name server of its sandboxes, does not {(AgentProcess.Runs(host) ? "answer" : "run")}.", host.Name,
                "Start-CNetAgent starts it; Get-CNetAgent says how it is.");
    }
}
