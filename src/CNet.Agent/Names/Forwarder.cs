using CNet.Discovery;

namespace CNet.Agents.Names;

/// <summary>
/// Hands questions on to the servers outside, one after the other until one answers. Belongs to the name server's loop.
/// </summary>
internal sealed class Forwarder(NameServer server) : IDisposable
{
    /// <summary>How many questions of one sandbox may wait; more are refused.</summary>
    internal const int MaxWaiting = 1024;

    /// <summary>How long a server has to answer, and how often is looked for those that have not, in milliseconds.</summary>
    internal const int Patience = 4000;
    private const int Interval = 100;

    /// <summary>How many servers are asked.</summary>
    private const int MaxServers = 3;

    private readonly Queue<(long Due, ForwardedQuery Query, int Attempt)> _waiting = new();
    private readonly byte[] _buffer = new byte[DnsWire.MaxMessage];
    private bool _isWatching;

    internal NameServer Server => server;

    /// <summary>Takes what servers send, for whoever reads it.</summary>
    internal byte[] Buffer => _buffer;

    /// <summary>Hands a question on.</summary>
    internal void Begin(ServedSandbox sandbox, ReadOnlySpan<byte> question, in DnsQuestion query, IAsker asker)
    {
        var upstream = sandbox.Scope.Upstream;
        var servers = upstream.Servers.Take(MaxServers).Where(one => upstream.MayLeaveByHost || !one.IsFromHost).ToArray();
        if (sandbox.Forwarded >= MaxWaiting || servers.Length == 0)
        {
            Refuse(sandbox, question, query, asker, servers.Length == 0 ? DnsResponseCode.ServerFailure : DnsResponseCode.Refused);
            return;
        }
        sandbox.Forwarded++;
        var forwarded = new ForwardedQuery(this, sandbox, question.ToArray(), asker, servers);
        if (asker.IsUdp) forwarded.AskNext();
        else _ = forwarded.AskByTcpAsync();
    }

    /// <summary>Has a question go on to the next server where this one does not answer in time.</summary>
    internal void Watch(ForwardedQuery query, int attempt)
    {
        _waiting.Enqueue((Environment.TickCount64 + Patience, query, attempt));
        if (_isWatching) return;
        _isWatching = true;
        server.Loop.After(Interval, DropOverdue);
    }

    /// <summary>Answers with what a server said, or that none did.</summary>
    internal void End(ForwardedQuery forwarded, Span<byte> reply, ExternalServer? source)
    {
        var sandbox = forwarded.Sandbox;
        sandbox.Forwarded--;
        Span<byte> name = stackalloc byte[DnsWire.MaxName];
        DnsQuestion.TryRead(forwarded.Question, name, out var query, out _);
        if (source is null)
        {
            Refuse(sandbox, forwarded.Question, query, forwarded.Asker, DnsResponseCode.ServerFailure, forwarded.Begun);
            return;
        }
        forwarded.Question.AsSpan(0, sizeof(ushort)).CopyTo(reply);
        forwarded.Asker.Reply(reply);
        server.Log.Add(sandbox.Scope.Sandbox, query, DnsReply.CodeOf(reply), null, source, forwarded.Begun);
    }

    public void Dispose()
    {
        while (_waiting.TryDequeue(out var waiting)) waiting.Query.Abandon();
    }

    private void Refuse(ServedSandbox sandbox, ReadOnlySpan<byte> question, in DnsQuestion query, IAsker asker, DnsResponseCode code, long begun = 0)
    {
        var answer = new DnsAnswer(question, query, code, _buffer, DnsWire.MinUdpSize);
        asker.Reply(_buffer.AsSpan(0, answer.Finish()));
        server.Log.Add(sandbox.Scope.Sandbox, query, code, null, null, begun);
    }

    private void DropOverdue()
    {
        while (_waiting.TryPeek(out var first) && (first.Due <= Environment.TickCount64 || first.Query.IsPast(first.Attempt)))
        {
            _waiting.Dequeue();
            if (!first.Query.IsPast(first.Attempt)) first.Query.AskNext();
        }
        _isWatching = _waiting.Count > 0;
        if (_isWatching) server.Loop.After(Interval, DropOverdue);
    }
}
