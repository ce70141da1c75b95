using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>A sandbox that is served: what it sees, and its sockets. Belongs to the name server's loop.</summary>
internal sealed unsafe class ServedSandbox : IReadable
{
    /// <summary>So that nobody takes all descriptors.</summary>
    private const int MaxConversations = 64;

    private readonly NameServer _server;
    private readonly HashSet<Conversation> _conversations = [];

    private bool _isMisled;

    internal ServedSandbox(NameServer server, NameScope scope, NameSockets sockets)
    {
        (_server, Scope, Sockets) = (server, scope, sockets);
        server.Loop.Add(sockets.Udp, this);
        server.Loop.Add(sockets.Tcp, this);
        server.Loop.Add(sockets.Rules, this);
    }

    /// <summary>What it sees; changes with its networks.</summary>
    internal NameScope Scope { get; set; }

    internal NameSockets Sockets { get; }

    /// <summary>Its questions that somebody outside has not answered yet.</summary>
    internal int Forwarded { get; set; }

    /// <summary>False once it is served no more.</summary>
    internal bool IsServed { get; private set; } = true;

    void IReadable.Read(int fd)
    {
        if (fd == Sockets.Udp) _server.Receive(this);
        else if (fd == Sockets.Tcp) Accept(fd);
        else if (Sockets.AreMisled() && !_isMisled)
        {
            // It is led here again in its time, and not as often as somebody likes.
            _isMisled = true;
            _server.Misled.Enqueue(Scope.Sandbox.Id);
        }
    }

    /// <summary>The rules lead here again.</summary>
    internal void Follow() => _isMisled = false;

    /// <summary>Ends the conversations that say nothing any more.</summary>
    internal void DropIdle(long oldest)
    {
        if (_conversations.Count == 0) return;
        foreach (var idle in _conversations.Where(conversation => conversation.LastUsed < oldest).ToList()) idle.End();
    }

    internal void Remove(Conversation ended) => _conversations.Remove(ended);

    internal void Close()
    {
        IsServed = false;
        foreach (var conversation in _conversations.ToList()) conversation.End();
        _server.Loop.Close(Sockets.Udp);
        _server.Loop.Close(Sockets.Tcp);
        _server.Loop.Close(Sockets.Rules);
        Sockets.Release();
    }

    private void Accept(int listener)
    {
        var client = accept4(listener, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0) return;
        if (_conversations.Count >= MaxConversations) _ = close(client);
        else _conversations.Add(new Conversation(_server, this, client));
    }
}
