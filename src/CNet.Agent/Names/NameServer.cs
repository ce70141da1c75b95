using System.Collections.Concurrent;
using CNet.Discovery;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>
/// The name server of all sandboxes: one thread, which answers what is known at once and hands on the rest. Whoever asks much has his turn and
/// no more: the questions of others are taken in between.
/// </summary>
internal sealed class NameServer : IDisposable
{
    /// <summary>How long a client by TCP may say nothing, in milliseconds.</summary>
    private const long IdleTime = 10_000;

    private readonly Dictionary<string, NameTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Whom of a sandbox's the tables hold.</summary>
    private readonly Dictionary<string, (string Network, string Owner)[]> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServedSandbox> _served = new(StringComparer.Ordinal);
    private readonly DatagramBatch _batch = new();
    private readonly byte[] _name = new byte[DnsWire.MaxName], _answer = new byte[DnsWire.MaxMessage];
    private readonly Forwarder _forwarder;
    private readonly Thread _thread;

    internal NameServer()
    {
        _forwarder = new Forwarder(this);
        Loop.Tick += DropIdle;
        _thread = new Thread(Loop.Run, 256 * 1024) { IsBackground = true, Name = "CNet names" };
    }

    internal EventLoop Loop { get; } = new();

    internal QueryLog Log { get; } = new();

    /// <summary>Sandboxes whose questions do not lead here any more, because somebody took the rules away.</summary>
    internal ConcurrentQueue<string> Misled { get; } = new();

    /// <summary>The sandboxes that are served.</summary>
    internal int Count => _served.Count;

    /// <summary>Begins to answer.</summary>
    internal void Start() => _thread.Start();

    /// <summary>Changes what is known of a sandbox, and begins to serve it where sockets come with it.</summary>
    internal void Put(SandboxNames names, NameSockets? sockets)
    {
        var former = _owners.GetValueOrDefault(names.Sandbox.Id, []);
        foreach (var place in names.Places)
            if (place.Owner is { } owner) TableOf(place.NetworkId, place.NetworkName).Put(owner);
        var owners = names.Places.Where(place => place.Owner is not null).Select(place => (place.NetworkId, place.Owner!.Id)).ToArray();
        _owners[names.Sandbox.Id] = owners;
        foreach (var (network, owner) in former.Except(owners)) Remove(network, owner);
        var scope = new NameScope(names.Sandbox, [.. names.Places.Select(place => new NameScope.Network(TableOf(place.NetworkId, place.NetworkName), place.Links))], names.Upstream);
        if (_served.TryGetValue(names.Sandbox.Id, out var served)) served.Scope = scope;
        else if (sockets is not null) _served.Add(names.Sandbox.Id, new ServedSandbox(this, scope, sockets));
    }

    /// <summary>Forgets a sandbox.</summary>
    internal void Remove(string sandboxId)
    {
        Close(sandboxId);
        if (!_owners.Remove(sandboxId, out var former)) return;
        foreach (var (network, owner) in former) Remove(network, owner);
    }

    /// <summary>Ends to serve a sandbox: its namespace is gone, or it is on no network with names any more.</summary>
    internal void Close(string sandboxId)
    {
        if (_served.Remove(sandboxId, out var served)) served.Close();
    }

    /// <summary>The rules of a sandbox are about to lead here again.</summary>
    internal void Follow(string sandboxId) => _served.GetValueOrDefault(sandboxId)?.Follow();

    /// <summary>Changes a record of a network.</summary>
    internal void Put(string networkId, string networkName, NameOwner record) => TableOf(networkId, networkName).Put(record);

    /// <summary>Takes an owner of names off a network.</summary>
    internal void Remove(string networkId, string ownerId)
    {
        // A table that is empty stays: sandboxes may have it in view, and it is nothing.
        if (_tables.TryGetValue(networkId, out var table)) table.Remove(ownerId);
    }

    /// <summary>Takes what a sandbox asks by UDP.</summary>
    internal void Receive(ServedSandbox sandbox)
    {
        var count = _batch.Receive(sandbox.Sockets.Udp);
        for (var i = 0; i < count; i++)
        {
            var question = _batch.Question(i);
            switch (NameResolver.Resolve(sandbox.Scope, question, _name, _batch.Answer, isUdp: true, out var query, out var length, out var code, out var source))
            {
                case NameResolver.Outcome.Answered:
                    Log.Add(sandbox.Scope.Sandbox, query, code, source, null);
                    _batch.Reply(i, length);
                    break;
                case NameResolver.Outcome.Unknown:
                    _forwarder.Begin(sandbox, question, query, new UdpAsker(sandbox, _batch.Client(i)));
                    break;
            }
        }
        _batch.Send(sandbox.Sockets.Udp);
    }

    /// <summary>Takes what a sandbox asks by TCP; false where it is no question.</summary>
    internal bool Take(ServedSandbox sandbox, ReadOnlySpan<byte> question, IAsker asker)
    {
        switch (NameResolver.Resolve(sandbox.Scope, question, _name, _answer, asker.IsUdp, out var query, out var length, out var code, out var source))
        {
            case NameResolver.Outcome.Answered:
                Log.Add(sandbox.Scope.Sandbox, query, code, source, null);
                asker.Reply(_answer.AsSpan(0, length));
                return true;
            case NameResolver.Outcome.Unknown:
                _forwarder.Begin(sandbox, question, query, asker);
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            Loop.End();
            _thread.Join();
        }
        foreach (var sandbox in _served.Values) sandbox.Close();
        Loop.Dispose();
        _batch.Dispose();
        _forwarder.Dispose();
    }

    private NameTable TableOf(string networkId, string networkName)
    {
        if (!_tables.TryGetValue(networkId, out var table)) _tables.Add(networkId, table = new NameTable(networkName));
        return table;
    }

    private void DropIdle()
    {
        var oldest = Environment.TickCount64 - IdleTime;
        foreach (var sandbox in _served.Values) sandbox.DropIdle(oldest);
    }

    /// <summary>A client that asked by UDP.</summary>
    private sealed class UdpAsker(ServedSandbox sandbox, SockAddrIn client) : IAsker
    {
        public bool IsUdp => true;

        public unsafe void Reply(ReadOnlySpan<byte> answer)
        {
            if (!sandbox.IsServed) return;
            var to = client;
            fixed (byte* pointer = answer)
            {
                var data = new IoVector { iov_base = pointer, iov_len = (nuint)answer.Length };
                var message = new MessageHeader { msg_name = &to, msg_namelen = (uint)sizeof(SockAddrIn), msg_iov = &data, msg_iovlen = 1 };
                _ = sendmsg(sandbox.Sockets.Udp, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
            }
        }
    }
}

/// <summary>What is known of a sandbox's names.</summary>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="Places">Its places on networks, in the order in which these are asked.</param>
/// <param name="Upstream">Whom it asks for everything else.</param>
internal sealed record SandboxNames(ScopeSandbox Sandbox, IReadOnlyList<NamePlace> Places, Upstream Upstream);

/// <summary>A sandbox's place on a network.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="NetworkName">Its name.</param>
/// <param name="Owner">The endpoint with its names; null where it has none there.</param>
/// <param name="Links">The names that only this sandbox knows others by.</param>
internal sealed record NamePlace(string NetworkId, string NetworkName, NameOwner? Owner, IReadOnlyList<ScopeLink> Links);
