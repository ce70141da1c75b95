using CNet.Discovery;

namespace CNet.Agents.Names;

/// <summary>Answers questions from what is known of a sandbox's networks, or says that somebody else has to.</summary>
internal static class NameResolver
{
    /// <summary>What a question came to.</summary>
    internal enum Outcome
    {
        /// <summary>Nothing may be sent back.</summary>
        Dropped,

        /// <summary>The answer is there.</summary>
        Answered,

        /// <summary>Nobody here knows the name.</summary>
        Unknown,
    }

    /// <summary>Answers a question, or finds that it has to go on.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="message">The question.</param>
    /// <param name="name">Room for its name.</param>
    /// <param name="answer">Takes the answer.</param>
    /// <param name="isUdp">Whether the client takes no more than it said.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="length">The answer's length.</param>
    /// <param name="code">How it was answered.</param>
    /// <param name="source">The network that knew it; null where none did.</param>
    internal static Outcome Resolve(NameScope scope, ReadOnlySpan<byte> message, Span<byte> name, Span<byte> answer, bool isUdp, out DnsQuestion query, out int length, out DnsResponseCode code, out NameTable? source)
    {
        (length, source) = (0, null);
        if (!DnsQuestion.TryRead(message, name, out query, out code)) return Outcome.Dropped;
        var limit = isUdp ? DnsAnswer.UdpLimit(query) : DnsWire.MaxMessage;
        var writer = new DnsAnswer(message, query, code, answer, limit);
        if (code == DnsResponseCode.NoError && !TryAnswer(scope, query, ref writer, out source)) return Outcome.Unknown;
        length = writer.Finish();
        return Outcome.Answered;
    }

    private static bool TryAnswer(NameScope scope, in DnsQuestion query, ref DnsAnswer answer, out NameTable? source)
    {
        if (query.Type == DnsRecordType.PTR && DnsReverse.TryRead(query.Name, out var address)) return TryPoint(scope, address, ref answer, out source);
        if (Find(scope, query.Name, out source) is { } entry)
        {
            if (query.Type == DnsRecordType.SRV)
                foreach (var owner in entry.InTurn())
                    foreach (var service in owner.Services) answer.AddService(service.Place.Priority, service.Place.Weight, service.Place.Port, service.Target);
            else if (query.Type is DnsRecordType.A or DnsRecordType.AAAA)
                foreach (var owner in entry.InTurn())
                    foreach (var own in owner.Addresses)
                        if (own.IsIPv6 == (query.Type == DnsRecordType.AAAA)) answer.Add(own);
            // A name that is known has nothing else, and nobody outside is asked about it.
            return true;
        }
        if (query.Type == DnsRecordType.SRV && HostOf(query.Name) is { IsEmpty: false } host && Find(scope, host, out source) is not null) return true;
        // Where it is said how many dots a name has that goes out, one without any is of here.
        return scope.Upstream.KeepsSingleLabels && query.Type is (DnsRecordType.A or DnsRecordType.AAAA) && DnsName.Count(query.Name) == 1;
    }

    private static bool TryPoint(NameScope scope, Ip address, ref DnsAnswer answer, out NameTable? source)
    {
        foreach (var network in scope.Networks)
        {
            if (network.Table.Find(address) is not { } owner) continue;
            source = network.Table;
            answer.AddPointer(owner.Names[0], source.Labels);
            return true;
        }
        source = null;
        return false;
    }

    /// <summary>
    /// Who has a name: first the whole name on each network, then its beginning on the network that its end names, the shorter end first.
    /// </summary>
    private static NameEntry? Find(NameScope scope, ReadOnlySpan<byte> name, out NameTable? source)
    {
        foreach (var network in scope.Networks)
            if (Find(network, name) is { } entry)
            {
                source = network.Table;
                return entry;
            }
        Span<int> starts = stackalloc int[DnsWire.MaxName / 2 + 1];
        var count = 0;
        for (var at = 0; at < name.Length; at += name[at] + 1) starts[count++] = at;
        for (var label = count - 1; label > 0; label--)
            foreach (var network in scope.Networks)
                if (network.Table.Labels.AsSpan().SequenceEqual(name[starts[label]..]) && Find(network, name[..starts[label]]) is { } entry)
                {
                    source = network.Table;
                    return entry;
                }
        source = null;
        return null;
    }

    private static NameEntry? Find(NameScope.Network network, ReadOnlySpan<byte> name)
    {
        foreach (var link in network.Links)
            // A link whose target is not there yet is no name: somebody else may have it.
            if (name.SequenceEqual(link.Alias) && network.Table.Find(link.Target) is { } linked) return linked;
        return network.Table.Find(name);
    }

    /// <summary>The host of _SERVICE._PROTOCOL.HOST; empty where it is no such name.</summary>
    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> name)
    {
        for (var part = 0; part < 2; part++)
        {
            if (name.Length < 2 || name[1] != '_') return default;
            name = name[(name[0] + 1)..];
        }
        return name;
    }
}
